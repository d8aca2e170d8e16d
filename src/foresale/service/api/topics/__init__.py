"""Topics and their messages, of the log and of Kafka."""
