"""What days are, and which of them are alike."""
