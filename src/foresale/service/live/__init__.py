"""The live path: loops that follow the event log, and the feed that tells of it."""
