"""Foresale as a system: an API, workers and a schedule."""
