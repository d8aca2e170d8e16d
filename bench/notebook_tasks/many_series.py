"""Forecast many series with a range of 80 %: Foresale and statsforecast."""

# ruff: noqa: ANN201, ANN001, D103


def with_foresale(folder):
    import foresale as fs

    result = fs.forecast(folder / "sales.csv", 28, models=["profile_smoothing"])
    return result.to_frame(quantiles=[0.1, 0.9])


def with_statsforecast(folder):
    import pandas as pd
    from statsforecast import StatsForecast
    from statsforecast.models import AutoETS

    sales = pd.read_csv(folder / "sales.csv", parse_dates=["date"])
    sales["unique_id"] = sales["store"] + "/" + sales["item"]
    sales = sales.rename(columns={"date": "ds", "units": "y"})[["unique_id", "ds", "y"]]
    engine = StatsForecast(models=[AutoETS(season_length=7)], freq="D", n_jobs=2)
    found = engine.forecast(df=sales, h=28, level=[80])
    found[["store", "item"]] = found["unique_id"].str.split("/", expand=True)
    return found.rename(
        columns={"ds": "date", "AutoETS": "mean", "AutoETS-lo-80": "q0.1", "AutoETS-hi-80": "q0.9"}
    )
