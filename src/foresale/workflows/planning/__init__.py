"""What to order, and how stock will go."""
