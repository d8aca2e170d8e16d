"""Who delivers."""
