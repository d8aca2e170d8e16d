"""Our default against other libraries, on real sales and the same cutoffs: `python -m bench`."""
