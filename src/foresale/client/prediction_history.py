"""The predictions that a server has served, and what then was sold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypedDict, Unpack

from foresale.client.answers import read, reads
from foresale.client.connection import Connection


@reads("LoggedPrediction")
@dataclass(frozen=True)
class LoggedPrediction:
    """One prediction that was served.

    Attributes:
        id: The server's number for it.
        served_at: When, UTC.
        form: `stored` for a product in a store, `what_if` for a month typed in.
        inputs: What was asked.
        model_version: Who said so, such as daily.all.3.
        mean: Units expected.
        lower: The interval's lower end.
        upper: Its upper end.
        product: The product's sku.
        store: The store's code.
        target_date: The last day predicted.
        horizon: Days predicted.
        actual: What was sold; None until all its days have arrived.
        error: mean − actual.
        in_range: Whether the actual lies in the interval.
        user_id: Who asked.
    """

    id: int
    served_at: datetime
    form: str
    inputs: Mapping[str, Any]
    model_version: str
    mean: float
    lower: float
    upper: float
    product: str | None = None
    store: str | None = None
    target_date: date | None = None
    horizon: int | None = None
    actual: float | None = None
    error: float | None = None
    in_range: bool | None = None
    user_id: int | None = None


class PredictionFilter(TypedDict, total=False):
    """Which predictions are wanted; `since` and `until` are days predicted."""

    form: Literal["stored", "what_if"]
    product: str
    store: str
    model_version: str
    user_id: int
    has_actual: bool
    since: date
    until: date
    served_from: datetime
    served_to: datetime
    sort: str


class PredictionHistory:
    """The predictions that a server has served."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, **which: Unpack[PredictionFilter]) -> Iterator[LoggedPrediction]:
        """Served predictions, newest first, fetched as they are asked for."""
        told = self._connection.pages("/predictions", **which)
        return (read(LoggedPrediction, item) for item in told)
