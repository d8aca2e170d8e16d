"""People's changes of forecasts: spread, laid over a forecast, judged."""
