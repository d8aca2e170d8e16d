"""What routes are written with: access, sessions, paging, field types, errors."""
