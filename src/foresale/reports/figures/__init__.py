"""Pictures for notebooks, drawn by Plotly: forecasts, totals, the past replayed, and what it is made of."""
