"""Connections and the schema's version."""
