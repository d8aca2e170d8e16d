"""Messages about sales that could not be used."""
