"""Forecast with promotions that are known ahead: Foresale and mlforecast."""

# ruff: noqa: ANN201, ANN001, D103


def with_foresale(folder):
    import foresale as fs

    result = fs.forecast(folder / "promoted.csv", 28, future=folder / "plan.csv", models=["lightgbm"])
    return result.to_frame(quantiles=[0.1, 0.9])


def with_mlforecast(folder):
    import lightgbm as lgb
    import pandas as pd
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import RollingMean
    from mlforecast.utils import PredictionIntervals

    names = {"item": "unique_id", "date": "ds", "units": "y"}
    sales = pd.read_csv(folder / "promoted.csv", parse_dates=["date"]).rename(columns=names)
    plan = pd.read_csv(folder / "plan.csv", parse_dates=["date"]).rename(columns=names)
    days = pd.MultiIndex.from_product(
        [sales["unique_id"].unique(), pd.date_range(sales["ds"].min(), sales["ds"].max())]
    )
    sales = sales.set_index(["unique_id", "ds"]).reindex(days, fill_value=0)
    sales = sales.rename_axis(["unique_id", "ds"]).reset_index()
    engine = MLForecast(
        models={"mean": lgb.LGBMRegressor(n_estimators=300, learning_rate=0.05, verbosity=-1)},
        freq="D",
        lags=[1, 7, 14, 21, 28, 35],
        lag_transforms={1: [RollingMean(7), RollingMean(28)]},
        date_features=["dayofweek", "month", "day"],
    )
    engine.fit(sales, static_features=[], prediction_intervals=PredictionIntervals(n_windows=3, h=28))
    ahead = engine.make_future_dataframe(28).merge(plan, on=["unique_id", "ds"], how="left")
    found = engine.predict(28, level=[80], X_df=ahead.fillna({"promotion": 0}))
    return found.rename(
        columns={"unique_id": "item", "ds": "date", "mean-lo-80": "q0.1", "mean-hi-80": "q0.9"}
    )
