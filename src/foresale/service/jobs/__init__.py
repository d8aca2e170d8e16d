"""Work that runs by itself: jobs in a table, workers and a schedule."""
