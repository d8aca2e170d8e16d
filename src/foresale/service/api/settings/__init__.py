"""What the service was told."""
