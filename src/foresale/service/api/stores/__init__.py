"""Places that sell."""
