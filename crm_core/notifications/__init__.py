"""The outbox: what is told, to whom, when, and what became of it."""
