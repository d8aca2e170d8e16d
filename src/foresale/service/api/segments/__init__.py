"""Segments: parts of the assortment that may have models of their own."""
