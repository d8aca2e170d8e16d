"""From a panel to a forecast: features, models, backtest, champion, intervals and totals."""
