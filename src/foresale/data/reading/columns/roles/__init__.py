"""Which part each column plays: the target, a key, the price, and so on."""
