"""Users, passwords, tokens and keys."""
