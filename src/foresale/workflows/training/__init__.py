"""Training on the sales of record, and registering what came of it."""
