"""Rows that are there twice: counted once."""
