"""What today will have sold."""
