"""One file format a module: bytes to a raw table whose rows know where they came from."""
