"""What a date says: holidays, events, position in week and year."""
