"""Foresale: from a retailer's sales file to forecasts you can trust."""

__version__ = "0.1.0"
