"""All products in all stores, a row each."""
