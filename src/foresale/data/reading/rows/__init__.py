"""Typed rows; those that can't be used set aside."""
