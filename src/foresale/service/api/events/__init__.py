"""What is known ahead and moves sales."""
