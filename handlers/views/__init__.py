"""Every word that a person reads: pure functions from rows to text."""
