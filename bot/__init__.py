"""Runs the product: settings, composition, transport, clock. Nothing imports it."""
