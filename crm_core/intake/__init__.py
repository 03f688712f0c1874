"""A request from anywhere becomes a customer and a deal, without duplicates."""
