"""JSON as programs write it: records, lines of them, records inside records, other shapes."""
