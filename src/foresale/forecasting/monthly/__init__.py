"""What-ifs: next month's sales of any product from its last months' alone."""
