"""Tables that somebody uploads, to find out what drives their totals."""
