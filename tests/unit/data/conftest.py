"""Small files written by hand, for tests of how they become a panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import polars as pl
import pytest

from foresale.notes import Note
from foresale.sales import ColumnRoles, Sales

MONDAY = date(2024, 1, 1)


def _days(count: int, start: date = MONDAY) -> list[date]:
    return [start + timedelta(days=i) for i in range(count)]


@pytest.fixture
def days() -> Callable[..., list[date]]:
    """That many days in a row, from Monday 2024-01-01 if not said otherwise."""
    return _days


@pytest.fixture
def daily() -> Callable[..., Sales]:
    """One row per product and day, in order, with further columns by name."""

    def build(units: dict[str, list[float | None]], **columns: list) -> Sales:
        n = len(next(iter(units.values())))
        sold = [value for values in units.values() for value in values]
        frame = pl.DataFrame(
            {
                "day": _days(n) * len(units),
                "product": [name for name in units for _ in range(n)],
                "units": pl.Series(sold, dtype=pl.Float64),
                **columns,
            }
        )
        return Sales(frame, ColumnRoles(date="day", target="units", keys=("product",)))

    return build


@pytest.fixture
def rules() -> Callable[[Iterable[Note]], dict[str, int]]:
    """How many rows each rule touched."""
    return lambda notes: {note.rule: note.count for note in notes}
