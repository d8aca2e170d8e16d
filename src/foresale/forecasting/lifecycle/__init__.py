"""Series that begin, end, or have not begun."""
