"""Segments of the assortment: what they hold, and which serve."""
