"""What a screen shows, kept under a name."""
