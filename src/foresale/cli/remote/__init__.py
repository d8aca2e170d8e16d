"""`foresale remote …`: a server's data, forecasts, models and jobs from the command line."""
