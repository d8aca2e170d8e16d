"""Alerts, actuals and how far monitoring has looked."""
