"""Sales within days, and what is learned of them."""
