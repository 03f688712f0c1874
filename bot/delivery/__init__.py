"""Carries notifications out of the ledger: loads what they are about, words them for their reader, sends them."""
