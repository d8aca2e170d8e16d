"""A supermarket chain with known true demand."""
