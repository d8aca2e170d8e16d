"""Versions of models: which serve, how good they are, promotion and rollback."""
