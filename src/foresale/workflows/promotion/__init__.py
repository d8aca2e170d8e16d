"""Which model serves: the gate, and who was promoted when."""
