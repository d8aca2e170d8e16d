"""A forecast service as small projects write it: Flask, pandas and a random forest from joblib.

`python -m bench.flask_forest` starts Flask's own server; gunicorn takes `bench.flask_forest:app`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from flask import Flask, Response, jsonify, request

FOLDER = Path(os.environ.get("FOREST_FOLDER", "."))
DAILY = ["product", "store", "month", "day", "weekday", "lag_1", "lag_7", "mean_28"]
MONTHLY = ["year", "month", "lag_1", "lag_2", "lag_3"]

app = Flask(__name__)
daily_model = joblib.load(FOLDER / "daily.joblib")
monthly_model = joblib.load(FOLDER / "monthly.joblib")
last_sales = pd.read_csv(FOLDER / "last.csv").set_index(["sku", "code"])


def forecast(product: str, store: str, horizon: int) -> list[dict[str, Any]]:
    """The days ahead of a product in a store."""
    last = last_sales.loc[(product, store)]
    dates = pd.date_range(pd.Timestamp(last["date"]) + pd.Timedelta(days=1), periods=horizon)
    frame = pd.DataFrame(
        {
            "product": last["product"], "store": last["store"],
            "month": dates.month, "day": dates.day, "weekday": dates.weekday,
            "lag_1": last["lag_1"], "lag_7": last["lag_7"], "mean_28": last["mean_28"],
        }
    )  # fmt: skip
    means = daily_model.predict(frame[DAILY])
    return [
        {"date": str(day.date()), "mean": round(float(mean), 2)}
        for day, mean in zip(dates, means, strict=True)
    ]


@app.post("/predict")
def predict() -> Response:
    """A product in a store, or a month typed in by hand."""
    asked = request.get_json()
    if "lags" in asked:
        lags = {f"lag_{place + 1}": units for place, units in enumerate(asked["lags"][:3])}
        frame = pd.DataFrame([{"year": asked["year"], "month": asked["month"], **lags}])
        return jsonify({"mean": float(monthly_model.predict(frame[MONTHLY])[0])})
    return jsonify({"forecast": forecast(asked["product"], asked["store"], asked["horizon"])})


@app.get("/forecast/<product>")
def read(product: str) -> Response:
    """The next 28 days of a product in a store."""
    return jsonify({"product": product, "forecast": forecast(product, request.args["store"], 28)})


if __name__ == "__main__":
    app.run(port=int(os.environ["FOREST_PORT"]), threaded=True)
