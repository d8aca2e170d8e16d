"""Topics: of Kafka, and of the log that stands in for it."""
