"""The ledger of people's changes of forecasts."""
