"""Lists of all products in all stores, worked out ahead."""
