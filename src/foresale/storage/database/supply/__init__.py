"""Who delivers what on which terms, and what is on its way."""
