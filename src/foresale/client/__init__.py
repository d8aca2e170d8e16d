"""A typed client of a Foresale server."""
