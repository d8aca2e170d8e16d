"""How good the served forecasts were lately, by how far ahead they looked, and how much stock there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.forecasts.chosen_forecasts import Chosen
from foresale.storage.database.forecasts.scores import Sums, scores
from foresale.storage.database.stock.levels import stock_levels

LAGS = {"1": range(1, 2), "2-7": range(2, 8), "8-14": range(8, 15), "15-28": range(15, 29)}
"""Days between the last known day and the one that was forecast, in groups."""


@dataclass(frozen=True)
class LagQuality:
    """How good a version was at some lags.

    Attributes:
        lag: A key of `LAGS`.
        n: Forecasts of a series' day that have an actual.
        wape: Absolute error as a share of sales.
        bias: How much too much was forecast, as a share of sales.
        coverage: Share of actuals in the 80 % range.
    """

    lag: str
    n: int
    wape: float | None
    bias: float | None
    coverage: float | None


def quality_by_lag(session: Session, version: str, since: date, until: date) -> Iterator[LagQuality]:
    """How good a version's forecasts of days were, by lag; groups without an actual are left out.

    Args:
        session: Reads them.
        version: Its name.
        since: The first day that was forecast.
        until: The last.
    """
    by_lag = scores(session, "lag", Chosen(since, until, model_version=version))
    for name, lags in LAGS.items():
        total = Sums()
        for lag in lags:
            if lag in by_lag:
                total.add(by_lag[lag])
        if total.n:
            yield LagQuality(name, total.n, total.wape, total.bias, total.coverage)


def count_stock_places(connection: sa.Connection) -> tuple[int, int]:
    """In how many places stock of a product is kept, and how many of them have none left.

    Args:
        connection: An open transaction.
    """
    levels = stock_levels(connection)
    empty = sa.func.sum(sa.case((levels.c.units <= 0, 1), else_=0))
    kept, gone = connection.execute(sa.select(sa.func.count(), empty).select_from(levels)).one()
    return int(kept), int(gone or 0)
