"""Asking for a training."""
