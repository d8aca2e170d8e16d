"""What people say about products and orders."""
