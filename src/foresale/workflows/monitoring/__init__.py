"""What happened since: actuals, drift, alerts."""
