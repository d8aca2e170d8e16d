"""Keeps the exceptions up to date: works them out anew when what they are made of is another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.exceptions.gather import ExceptionRules, gather_exceptions, margin_of
from foresale.storage.database.exceptions.judged_days import Window, names_of
from foresale.storage.database.tables.base import Table, utc_now
from foresale.storage.database.tables.exceptions import ExceptionRow, ExceptionStateRow
from foresale.storage.database.tables.series_summary import SummaryStateRow
from foresale.workflows.planning.exceptions import QUEUE_OF, QUEUES, FoundException

WINDOW_DAYS = 7
"""Days up to the last known one that are looked at."""
_SCHEMA: dict[str, Any] = {
    "queue_rank": pl.Int64, "kind": pl.String, "product_id": pl.Int64, "store_id": pl.Int64, "day": pl.Date,
    "actual": pl.Float64, "expected": pl.Float64, "units": pl.Float64, "money": pl.Float64,
    "chance": pl.Float64,
}  # fmt: skip


def refresh_exceptions(
    engine: sa.Engine, today: date, rules: ExceptionRules, *, at_once: bool = False
) -> bool:
    """Work the exceptions out anew where they are old, and answer whether that was done.

    They are as new as the list of all series, which is worked out minutes after any change.

    Args:
        engine: The system of record.
        today: By the service's clock.
        rules: How they are told.
        at_once: Also where nothing that they depend on changed.
    """
    with engine.connect().execution_options(writes=False) as connection:
        made = connection.scalar(sa.select(SummaryStateRow.made_at).where(SummaryStateRow.id == 1))
        seen = f"{made};{today};{rules}"
        before = connection.scalar(sa.select(ExceptionStateRow.seen).where(ExceptionStateRow.id == 1))
        if before == seen and not at_once:
            return False
        found = gather_exceptions(connection, Window(WINDOW_DAYS), today, rules)
        rows = _add_prices(connection, found.items, rules.usual_margin)
    state = {
        "seen": seen, "made_at": utc_now(), "known_until": found.known_until,
        "tested": {str(store): count for store, count in found.tested.items()},
    }  # fmt: skip
    return _keep(engine, rows, before, state)


def _add_prices(connection: sa.Connection, items: Sequence[FoundException], usual: float) -> pl.DataFrame:
    names, _ = names_of(connection, {one.product_id for one in items if one.product_id is not None}, ())
    rows = []
    for one in items:
        _, _, price, cost, _ = names.get(one.product_id or 0, ("", "", None, None, 0))
        if one.worth is not None:
            money: float | None = one.worth
        elif one.kind == "price_error":
            money = abs(one.actual - one.expected) * one.units
        else:
            margin = margin_of(price, cost, usual)
            money = None if margin is None else margin * one.units
        rows.append(
            (
                QUEUES.index(QUEUE_OF[one.kind]), one.kind, one.product_id, one.store_id, one.day,
                round(one.actual, 4), round(one.expected, 4), round(one.units, 2),
                None if money is None else round(money, 2),
                None if one.chance is None else float(f"{one.chance:.3g}"),
            )
        )  # fmt: skip
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _keep(engine: sa.Engine, rows: pl.DataFrame, before: str | None, state: dict[str, Any]) -> bool:
    """Replace all rows at once, unless somebody else did so meanwhile."""
    own = ExceptionStateRow.id == 1
    with engine.begin() as connection:
        held = connection.scalar(sa.select(ExceptionStateRow.seen).where(own).with_for_update())
        if held != before:
            return False
        connection.execute(sa.delete(ExceptionRow))
        load_rows(connection, Table.metadata.tables[ExceptionRow.__tablename__], rows)
        if held is None:
            connection.execute(sa.insert(ExceptionStateRow).values(id=1, **state))
        else:
            connection.execute(sa.update(ExceptionStateRow).where(own).values(**state))
    return True
