"""Text to numbers, flags, days and times, a whole column at once."""
