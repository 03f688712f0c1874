"""Understanding what people type: dates first, whole sentences later."""
