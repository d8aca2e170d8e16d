"""A chain with sales, its forecast in a database, and random forests of the same sales."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

STORES, PRODUCTS, DAYS, HORIZON = 3, 200, 730, 28
LAST = date(2026, 2, 28)
LEVELS = (0.025, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.975)
TRAINED_ROWS = 20_000
EMAIL, PASSWORD = "bench@example.com", secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Case:
    """What is served.

    Attributes:
        home: Folder of the service.
        forest: Folder of the random forests.
        daily: Units by `product`, `store` and `date`.
    """

    home: Path
    forest: Path
    daily: pl.DataFrame

    @property
    def database(self) -> str:
        """Address of the service's database."""
        return f"sqlite:///{self.home / 'foresale.db'}"

    def series(self, count: int) -> list[tuple[str, str]]:
        """Some products and stores, always the same."""
        keys = self.daily.select("product", "store").unique(maintain_order=True).rows()
        return random.Random(1).choices(keys, k=count)


def make_case(folder: Path) -> Case:
    """Two years of 600 series, a run of forecasts, a monthly model in the registry, and forests."""
    home, forest = folder / "home", folder / "forest"
    home.mkdir(parents=True)
    forest.mkdir()
    case = Case(home, forest, _sales())
    _fill_database(case)
    _plant_forests(case)
    return case


def _sales() -> pl.DataFrame:
    rng = np.random.default_rng(1)
    days = pl.date_range(LAST - timedelta(days=DAYS - 1), LAST, eager=True)
    week = np.array([0.9, 0.8, 0.9, 1.0, 1.2, 1.4, 0.8])[days.dt.weekday().to_numpy() - 1]
    year = 1 + 0.3 * np.sin(2 * np.pi * days.dt.ordinal_day().to_numpy() / 365)
    means = rng.gamma(2.0, 6.0, STORES * PRODUCTS)[:, None] * (week * year)[None, :]
    names = [(f"SKU-{product:03d}", f"S{store}") for product in range(PRODUCTS) for store in range(STORES)]
    return pl.DataFrame(
        {
            "product": np.repeat(np.array([name[0] for name in names]), DAYS),
            "store": np.repeat(np.array([name[1] for name in names]), DAYS),
            "date": pl.concat([days] * len(names)),
            "units": rng.poisson(means).ravel().astype(np.float64),
        }
    )


def _fill_database(case: Case) -> None:
    from sqlalchemy import insert
    from sqlalchemy.orm import Session

    from foresale.service.accounts.passwords import Passwords
    from foresale.storage.database.engine.connect import connect
    from foresale.storage.database.engine.migrate import upgrade
    from foresale.storage.database.tables.catalog import ProductRow, StoreRow
    from foresale.storage.database.tables.operations import ServingRow
    from foresale.storage.database.tables.outlook import ForecastReasonRow, ForecastRow, ForecastRunRow
    from foresale.storage.database.tables.people import UserRow

    engine = connect(case.database)
    upgrade(engine)
    with Session(engine) as session, session.begin():
        products = {name: ProductRow(sku=name, name=name, category="All") for name in _names(case, "product")}
        stores = {name: StoreRow(code=name, name=name) for name in _names(case, "store")}
        hashed = Passwords().hash(PASSWORD)
        user = UserRow(email=EMAIL, name="Bench", password_hash=hashed, role="planner")
        run = ForecastRunRow(
            model_version="daily.all.1", cutoff=LAST, horizon=HORIZON, levels=list(LEVELS),
            n_series=STORES * PRODUCTS, created_at=datetime.now(UTC),
        )  # fmt: skip
        session.add_all([*products.values(), *stores.values(), user, run])
        session.flush()
        rows, reasons = _forecasts(case, products, stores, run.id)
        session.execute(insert(ForecastRow), rows)
        session.execute(insert(ForecastReasonRow), reasons)
        now = {"alias": "champion", "version": 1, "since": datetime.now(UTC)}
        session.execute(insert(ServingRow), [{"model": name, **now} for name in ("daily.all", "monthly.all")])
    engine.dispose()
    _register_months(case)


def _forecasts(
    case: Case, products: dict[str, Any], stores: dict[str, Any], run: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The mean of the last weeks of each series, as days and weeks."""
    levels = [NormalDist().inv_cdf(level) for level in LEVELS]
    days = [LAST + timedelta(days=step + 1) for step in range(HORIZON)]
    weeks = [day for day in days if day.weekday() == 0 and day + timedelta(days=6) <= days[-1]]
    means = case.daily.filter(pl.col("date") > LAST - timedelta(days=56)).group_by("product", "store").mean()
    rows, reasons = [], []
    for product, store, mean in means.select("product", "store", "units").iter_rows():
        keys = {"run_id": run, "product_id": products[product].id, "store_id": stores[store].id}
        reasons.append(
            {
                **keys,
                "explanation": {
                    "sentence": "Sells as in the last eight weeks; Saturdays 40 % above the mean."
                },
            }
        )
        for grain, starts, times in (("day", days, 1), ("week", weeks, 7)):
            quantiles = [max(times * mean + z * (times * mean) ** 0.5, 0.0) for z in levels]
            rows += [
                {**keys, "grain": grain, "target_date": day, "mean": times * mean, "quantiles": quantiles}
                for day in starts
            ]
    return rows, reasons


def _register_months(case: Case) -> None:
    from foresale.container import Container
    from foresale.forecasting.monthly.history import monthly_history
    from foresale.forecasting.monthly.monthly_model import MonthlyModel
    from foresale.settings import Settings
    from foresale.workflows.ports import Scope, TrainedModel

    folder = case.home.with_name("months")
    folder.mkdir()
    MonthlyModel.fit(monthly_history(case.daily)).save(folder)
    container = Container(Settings(home=case.home))
    container.registry.register(TrainedModel(Scope("monthly"), folder, LAST, {}, {}, {}))
    container.close()


def _plant_forests(case: Case) -> None:
    """Forests on the features that small projects use, and what they need to know of the last days."""
    import joblib
    from sklearn.ensemble import RandomForestRegressor

    by_series = ("product", "store")
    codes = {
        name: pl.col(name).cast(pl.Enum(_names(case, name))).to_physical().alias(f"{name}_code")
        for name in by_series
    }
    table = case.daily.with_columns(
        *codes.values(),
        pl.col("units").shift(1).over(by_series).alias("lag_1"),
        pl.col("units").shift(7).over(by_series).alias("lag_7"),
        pl.col("units").rolling_mean(28).shift(1).over(by_series).alias("mean_28"),
        pl.col("date").dt.month().alias("month"),
        pl.col("date").dt.day().alias("day"),
        (pl.col("date").dt.weekday() - 1).alias("weekday"),
    ).drop_nulls()
    named = table.select(
        pl.col("product_code").alias("product"), pl.col("store_code").alias("store"),
        "month", "day", "weekday", "lag_1", "lag_7", "mean_28", "units",
    ).sample(TRAINED_ROWS, seed=1).to_pandas()  # fmt: skip
    daily = RandomForestRegressor(n_estimators=100, random_state=1)
    joblib.dump(daily.fit(named.drop(columns="units"), named["units"]), case.forest / "daily.joblib")
    monthly = (
        case.daily.group_by("product", "store", pl.col("date").dt.truncate("1mo")).agg(pl.col("units").sum())
        .sort("product", "store", "date")
        .select(
            pl.col("date").dt.year().alias("year"), pl.col("date").dt.month().alias("month"),
            *(pl.col("units").shift(lag).over(by_series).alias(f"lag_{lag}") for lag in (1, 2, 3)), "units",
        )
        .drop_nulls().to_pandas()
    )  # fmt: skip
    months = RandomForestRegressor(n_estimators=100, random_state=1)
    joblib.dump(months.fit(monthly.drop(columns="units"), monthly["units"]), case.forest / "monthly.joblib")
    table.filter(pl.col("date") == LAST).select(
        pl.col("product").alias("sku"), pl.col("store").alias("code"),
        pl.col("product_code").alias("product"), pl.col("store_code").alias("store"),
        "date", "lag_1", "lag_7", "mean_28",
    ).write_csv(case.forest / "last.csv")  # fmt: skip


def _names(case: Case, column: str) -> list[str]:
    return sorted(case.daily[column].unique().to_list())
