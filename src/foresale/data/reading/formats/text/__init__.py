"""Delimited text: its encoding, layout, headings, records and cells."""
