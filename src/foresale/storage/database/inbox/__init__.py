"""What streams bring: sales, corrections and cancellations, what can't be used, and how far each was read."""
