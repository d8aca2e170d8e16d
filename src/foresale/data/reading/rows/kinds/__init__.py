"""Rows that are no sales, or sales with another sign, by what their columns say."""
