"""One job a file, in the order it happens: read, clean, backtest, forecast, write."""
