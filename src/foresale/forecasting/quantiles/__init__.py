"""Quantiles around a mean: conformal, joined with other sources, wider for new products, in whole units."""
