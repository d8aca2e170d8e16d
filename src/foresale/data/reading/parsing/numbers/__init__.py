"""Text to numbers: marks, signs, fractions, units and words beside them."""
