"""Which changes stand: neither undone nor expired, and approved where that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from foresale.storage.database.overrides.cells import CellChoice, forecast_cells
from foresale.storage.database.tables.overrides import OverrideCellRow, OverrideRow
from foresale.workflows.overrides.lay_over import CHANGES, lay_over

CHANGE_KINDS = ("set", "percent", "add")


@dataclass(frozen=True)
class Standing:
    """What a change needs to count.

    Attributes:
        today: The day by which changes expire.
        needs_approval: Whether somebody else has to have said yes.
    """

    today: date
    needs_approval: bool = False

    def condition(self) -> sa.ColumnElement[bool]:
        """That a row of `overrides` is a change that stands."""
        row = OverrideRow
        parts = [
            row.kind.in_(CHANGE_KINDS),
            ~has_entry("undo"),
            sa.or_(row.expires_on.is_(None), row.expires_on >= self.today),
        ]
        if self.needs_approval:
            parts.append(has_entry("approve"))
        return sa.and_(*parts)


def has_entry(kind: str) -> sa.ColumnElement[bool]:
    """That a change was undone, or approved."""
    other = aliased(OverrideRow)
    return sa.exists().where(other.about_id == OverrideRow.id, other.kind == kind)


def standing_changes(
    connection: sa.Connection, choice: CellChoice, standing: Standing, before_id: int | None = None
) -> pl.DataFrame:
    """The cells of changes that stand, as `CHANGES`.

    Args:
        connection: An open transaction.
        choice: Which cells.
        standing: When a change counts.
        before_id: Only of entries before this one.
    """
    cell, entry = OverrideCellRow, OverrideRow
    query: sa.Select[Any] = (
        sa.select(cell.product_id)
        .add_columns(
            cell.store_id, cell.target_date, entry.id, entry.kind, entry.amount, cell.before, cell.after
        )
        .join(entry, entry.id == cell.override_id)
        .where(
            entry.last_day >= choice.first,
            entry.first_day <= choice.last,
            cell.target_date.between(choice.first, choice.last),
            standing.condition(),
            *choice.of(cell),
        )
    )  # fmt: skip
    if before_id is not None:
        query = query.where(entry.id < before_id)
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=CHANGES, orient="row")


def read_changed_cells(connection: sa.Connection, choice: CellChoice, standing: Standing) -> pl.DataFrame:
    """The cells of the forecast that people changed, as `lay_over` answers them.

    Args:
        connection: An open transaction.
        choice: Which cells.
        standing: When a change counts.
    """
    changes = standing_changes(connection, choice, standing)
    products = changes["product_id"].unique().to_list()
    return lay_over(forecast_cells(connection, choice, products), changes)
