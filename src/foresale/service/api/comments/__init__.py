"""What people say about products, orders and transfers."""
