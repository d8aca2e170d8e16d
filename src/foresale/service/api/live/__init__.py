"""The live feed: what changes, told as it happens, to screens and to programs."""
