"""Adapters: the database, and the registry of models."""
