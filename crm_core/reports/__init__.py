"""Read-only questions about a day and about people; every number is within what its reader may see."""
