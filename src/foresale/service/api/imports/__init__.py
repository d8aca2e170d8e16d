"""Files of sales: uploaded, looked at, committed."""
