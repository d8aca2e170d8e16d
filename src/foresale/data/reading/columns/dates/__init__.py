"""Which column, or which columns together, say when a sale was."""
