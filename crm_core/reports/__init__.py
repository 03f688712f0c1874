"""Read-only questions about the day and the board."""
