"""Logging in and out, the own account and its keys."""
