"""Kafka: sales that come from a topic, and events that go to topics."""
