"""A local stand-in for Telegram with phones in a web page: for trying without a bot token, and for tests."""
