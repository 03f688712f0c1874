"""The CRM itself: knows no Telegram, no web server and no scheduler."""
