"""Forecasts of regions, stores and items that add up: Foresale and hierarchicalforecast."""

# ruff: noqa: ANN201, ANN001, D103


def with_foresale(folder):
    import foresale as fs

    path, models = "region > store > item", ["profile_smoothing"]
    result = fs.forecast(folder / "sales.csv", 28, join=folder / "shops.csv", hierarchy=path, models=models)
    return result.totals.filter(grain="day")


def with_hierarchicalforecast(folder):
    import pandas as pd
    from hierarchicalforecast.core import HierarchicalReconciliation
    from hierarchicalforecast.methods import MinTrace
    from hierarchicalforecast.utils import aggregate
    from statsforecast import StatsForecast
    from statsforecast.models import AutoETS

    sales = pd.read_csv(folder / "sales.csv", parse_dates=["date"])
    sales = sales.merge(pd.read_csv(folder / "shops.csv"), on="store").assign(total="total")
    sales = sales.rename(columns={"date": "ds", "units": "y"})
    path = ["total", "region", "store", "item"]
    table, summing, tags = aggregate(sales, [path[: depth + 1] for depth in range(len(path))])
    engine = StatsForecast(models=[AutoETS(season_length=7)], freq="D", n_jobs=2)
    base = engine.forecast(df=table, h=28, fitted=True)
    fitted = engine.forecast_fitted_values()
    reconciler = HierarchicalReconciliation([MinTrace(method="mint_shrink")])
    found = reconciler.reconcile(Y_hat_df=base, Y_df=fitted, S_df=summing, tags=tags)
    found["mean"] = found["AutoETS/MinTrace_method-mint_shrink"]
    found["name"] = found["unique_id"].str.removeprefix("total/").str.replace("/", " > ")
    return found.rename(columns={"ds": "date"})
