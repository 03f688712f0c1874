"""Sentences as they were said, what they were taken for, and what became of them: for learning from."""
