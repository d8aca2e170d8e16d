"""Amounts in several currencies or units of measure: converted or kept apart, never added up."""
