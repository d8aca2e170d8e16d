"""Sums of series and of periods: what they add up from, how wrong they are, and their ranges."""
