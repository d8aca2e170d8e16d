"""Work that runs by itself: a queue, workers and a schedule."""
