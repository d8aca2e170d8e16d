"""On which terms suppliers deliver products."""
