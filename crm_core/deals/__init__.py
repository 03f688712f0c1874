"""Deals on their pipelines: stages, moves, losses, participants, the customer's mark."""
