"""Rules of ordering played on one's own past, with forecasts made then."""
