"""One reader a file format, each answering the same table."""
