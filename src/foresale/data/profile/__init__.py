"""What stands out in the sales."""
