"""Kept forecasts, what was served of them, and how right they were."""
