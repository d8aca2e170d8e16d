"""What answers predictions from memory: the champions' forecasts, the monthly model, the log of answers."""
