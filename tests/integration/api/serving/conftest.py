"""A shop with a catalogue, a champion and its forecast, put into the tables directly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from statistics import NormalDist
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert
from sqlalchemy.orm import Session

from foresale.forecasting.explanation.causes import Cause, ReasonPart, SeriesReason
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.operations import ServingRow
from foresale.storage.database.tables.outlook import ForecastReasonRow, ForecastRow, ForecastRunRow
from foresale.storage.database.tables.trade import ChangedDayRow, SaleRow
from order_jobs import stock_up

CUTOFF = date(2026, 3, 1)  # a Sunday: the forecast begins with a whole week
LEVELS = (0.05, 0.1, 0.5, 0.9, 0.95)
PROMOTED = SeriesReason(10.0, 8.0, 7, (ReasonPart(Cause("promotion"), 0.25),))
SUM_ERRORS = {"rho": {f"total|{grain}": 0.0 for grain in ("day", "week", "month", "horizon")}, "shapes": {}}
NORMAL = [NormalDist().inv_cdf(level) for level in LEVELS]


@dataclass(frozen=True)
class Forecasted:
    """How a run is made: every series sells `mean` a day, give or take `deviation`."""

    version: int = 1
    mean: float = 10.0
    deviation: float = 2.0
    cutoff: date = CUTOFF
    horizon: int = 28
    made_at: datetime = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    model: str = "daily.all"
    pairs: tuple[tuple[str, str], ...] = (("TEA", "S1"), ("TEA", "S2"), ("BREAD", "S1"))


class Shop:
    """Puts rows where the service reads them.

    Attributes:
        products: Ids by sku.
        stores: Ids by code.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with Session(engine) as session, session.begin():
            products = [
                ProductRow(sku=sku, name=sku.title(), category=category)
                for sku, category in (("TEA", "Drinks"), ("COFFEE", "Drinks"), ("BREAD", "Food"))
            ]
            stores = [StoreRow(code=code, name=code) for code in ("S1", "S2")]
            session.add_all(products + stores)
            session.flush()
            self.products = {row.sku: row.id for row in products}
            self.stores = {row.code: row.id for row in stores}

    @property
    def first_day(self) -> date:
        """The first day of the forecast."""
        return CUTOFF + timedelta(days=1)

    def serve(self, version: int, model: str = "daily.all") -> None:
        """Let a version be the champion."""
        with self.engine.begin() as connection:
            connection.execute(delete(ServingRow).where(ServingRow.model == model))
            connection.execute(
                insert(ServingRow),
                {"model": model, "alias": "champion", "version": version, "since": datetime.now(UTC)},
            )

    def put(self, **wanted: Any) -> int:
        """Keep a forecast; answers its run's id."""
        made = replace(Forecasted(), **wanted)
        with Session(self.engine) as session, session.begin():
            run = ForecastRunRow(
                model_version=f"{made.model}.{made.version}", cutoff=made.cutoff, horizon=made.horizon,
                levels=list(LEVELS), n_series=len(made.pairs), created_at=made.made_at,
                sum_errors=SUM_ERRORS,
            )  # fmt: skip
            session.add(run)
            session.flush()
            keys = [(self.products[sku], self.stores[code]) for sku, code in made.pairs]
            session.execute(
                insert(ForecastRow),
                [
                    {
                        "run_id": run.id, "product_id": product, "store_id": store, "grain": grain,
                        "target_date": start, "mean": mean, "actual": None,
                        "deviation": deviation if grain == "day" else None,
                        "quantiles": [mean + deviation * z for z in NORMAL],
                    }
                    for product, store in keys
                    for grain, start, mean, deviation in _periods(made)
                ],
            )  # fmt: skip
            session.add_all(
                ForecastReasonRow(
                    run_id=run.id, product_id=product, store_id=store, explanation=PROMOTED.as_json()
                )
                for product, store in keys
            )
            return run.id

    def sell(self, sku: str, code: str, day: date, quantity: float) -> None:
        """Add a sale at noon."""
        with Session(self.engine) as session, session.begin():
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            count = session.query(SaleRow).count()
            session.add(
                SaleRow(
                    transaction_id=f"t{count}", store_id=self.stores[code], product_id=self.products[sku],
                    sold_at=noon, sold_on=day, quantity=quantity,
                )
            )  # fmt: skip
            session.add(ChangedDayRow(store_id=self.stores[code], day=day))


def _periods(made: Forecasted) -> list[tuple[str, date, float, float]]:
    """Days of independent errors, and whole weeks whose deviation is that of seven such days."""
    first = made.cutoff + timedelta(days=1)
    days = [first + timedelta(days=step) for step in range(made.horizon)]
    whole = [day for day in days if day.weekday() == 0 and day + timedelta(days=6) <= days[-1]]
    return [("day", day, made.mean, made.deviation) for day in days] + [
        ("week", day, 7 * made.mean, 7**0.5 * made.deviation) for day in whole
    ]


@pytest.fixture
def shop_of() -> Callable[[Any], Shop]:
    """A function that fills an API's database with a catalogue."""
    return lambda api: Shop(api.container.engine)


@pytest.fixture
def shop(api: Any) -> Shop:
    """A shop in each kind of database, with the first version's forecast served."""
    made = Shop(api.container.engine)
    made.put()
    made.serve(1)
    api.client.app.state.predictor.champions.refresh()
    return made


@pytest.fixture
def open_shop(open_api, shop_of):
    """A function that opens a service with settings; S1 lacks the tea of which S2 has too much."""

    def opened(kind="sqlite", **settings):
        api = open_api(kind, **{"transfers_within": "everywhere", **settings})
        return api, stock_up(api, shop_of(api))

    return opened
