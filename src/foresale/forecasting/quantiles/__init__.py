"""Quantiles around a mean: conformal, learned, wider for new products, near whole units."""
