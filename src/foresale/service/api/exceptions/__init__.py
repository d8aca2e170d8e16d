"""What somebody should look at, in queues."""
