"""A simulated chain played as a stream of messages, with everything that goes wrong in real ones."""
