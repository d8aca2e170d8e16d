"""Sales of record: rows, days and sums."""
