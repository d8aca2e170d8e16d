"""Forecasts that are served, and how good past ones were."""
