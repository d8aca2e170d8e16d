"""What people change in forecasts, and what came of it."""
