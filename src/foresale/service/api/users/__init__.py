"""Users, for admins."""
