"""What is in stock and how long it lasts."""
