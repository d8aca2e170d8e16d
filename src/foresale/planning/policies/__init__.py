"""Rules that say how much to order: one interface, one rule a file."""
