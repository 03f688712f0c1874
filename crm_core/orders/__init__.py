"""Orders: the customer's own view of her deals, in words meant for her, and what she may do with them."""
