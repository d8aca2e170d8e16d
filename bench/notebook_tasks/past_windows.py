"""Compare models on four past windows, in one table: Foresale and statsforecast with utilsforecast."""

# ruff: noqa: ANN201, ANN001, D103


def with_foresale(folder):
    import foresale as fs

    models = ["seasonal_naive", "moving_average", "dynamic_theta"]
    return fs.cross_validation(folder / "sales.csv", 28, models=models).to_frame(quantiles=[])


def with_statsforecast(folder):
    import pandas as pd
    from statsforecast import StatsForecast
    from statsforecast.models import DynamicOptimizedTheta, SeasonalNaive, WindowAverage

    sales = pd.read_csv(folder / "sales.csv", parse_dates=["date"])
    sales["unique_id"] = sales["store"] + "/" + sales["item"]
    sales = sales.rename(columns={"date": "ds", "units": "y"})[["unique_id", "ds", "y"]]
    models = [SeasonalNaive(7), WindowAverage(28), DynamicOptimizedTheta(7)]
    engine = StatsForecast(models=models, freq="D", n_jobs=2)
    found = engine.cross_validation(df=sales, h=28, step_size=28, n_windows=4)
    long = found.melt(["unique_id", "ds", "cutoff", "y"], var_name="model", value_name="mean")
    return long.rename(columns={"ds": "date", "y": "actual"})
