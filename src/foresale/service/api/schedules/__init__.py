"""Schedules: what runs by itself."""
