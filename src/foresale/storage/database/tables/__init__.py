"""The schema; importing this package registers every table."""

from foresale.storage.database.tables import (
    catalog,
    collaboration,
    drivers,
    exceptions,
    forecast_sums,
    inbox,
    intraday,
    live,
    operations,
    outlook,
    overrides,
    people,
    segments,
    series_summary,
    supply,
    trade,
    transfers,
)
from foresale.storage.database.tables.base import Table

__all__ = [
    "Table",
    "catalog",
    "collaboration",
    "drivers",
    "exceptions",
    "forecast_sums",
    "inbox",
    "intraday",
    "live",
    "operations",
    "outlook",
    "overrides",
    "people",
    "segments",
    "series_summary",
    "supply",
    "trade",
    "transfers",
]
