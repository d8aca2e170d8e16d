"""Rows and amounts that already add up others: left out, or turned back into their parts."""
