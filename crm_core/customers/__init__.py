"""Who buys: people and organisations, and how to reach them."""
