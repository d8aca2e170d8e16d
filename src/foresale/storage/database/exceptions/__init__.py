"""What somebody should look at, from sales, forecasts and stock."""
