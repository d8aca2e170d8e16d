"""Moving many rows at once, the fastest way each database has."""
