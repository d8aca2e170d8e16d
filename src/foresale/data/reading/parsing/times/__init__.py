"""Times of day, and the zones whose clocks they are of."""
