"""From the sales of record to the forecast that is kept and served."""
