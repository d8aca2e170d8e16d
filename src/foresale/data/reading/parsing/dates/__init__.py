"""Text to days: every usual format, periods and fiscal years, proven by the whole column."""
