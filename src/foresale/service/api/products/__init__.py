"""What is sold and ordered."""
