"""All that a service keeps in one file, and back, anywhere."""
