"""Features: what a learning model sees of a series at an origin and a step ahead."""
