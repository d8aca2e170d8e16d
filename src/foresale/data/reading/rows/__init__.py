"""Which rows are sales, typed; those that can't be used set aside."""
