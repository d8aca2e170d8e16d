"""From a sales file to a saved forecaster, in Python.

Run it with `python docs/tutorial.py`. It takes seconds and
leaves what it writes in a temporary folder.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import foresale as fs

folder = Path(tempfile.mkdtemp(prefix="foresale-tutorial-"))

# 1. Some sales. A simulated chain stands in for yours; `fs.read("sales.csv")` reads a file.
chain = fs.simulate(stores=2, products=4, days=400, seed=7)
sales = fs.read(chain.sales)

# What each column was taken for. A wrong guess is put right by name: fs.read(..., target="revenue").
print(sales.roles)

# 2. A forecast: four weeks ahead, a day at a time. Without `models` all are tried that fit the time.
result = fs.forecast(sales, horizon=28, models=["moving_average", "dynamic_theta", "linear"])

# One row per series and day, with the mean and its quantiles.
table = result.to_frame()
print(table.head())

# 3. How far to trust it. The models were tried on the past; below 1 beats seasonal naive.
print(result.backtest.leaderboard.select("model", "score", "wape", "coverage_80").head(5))
print(result.backtest.champion.reason)

# 4. Keep it: a report for people, a folder for the next machine.
result.report(folder / "report.html")
result.save(folder / "model")

# 5. Later, elsewhere: the same forecaster, the same forecast.
again = fs.load(folder / "model").predict(sales)
assert again.to_frame().equals(table), "A loaded forecaster must give the same forecast."
print(f"Written to {folder}")
