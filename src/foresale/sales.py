"""Sales as read: typed rows with declared roles, before they become a panel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from foresale.cards import Card, Shown
from foresale.notes import Note

REJECT_SCHEMA = {
    "file": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
}


@dataclass(frozen=True)
class ColumnRoles:
    """Which column of the user's file plays which part.

    Attributes:
        date: The day, or the day and time, of a sale.
        target: What is forecast: units or revenue.
        keys: What tells one series from another (product, store); empty for one total.
        price: Unit price.
        promotion: Promotion or discount, as a flag or a number.
        stockout: Truthy or positive where stock ran out.
        in_stock: Truthy where there was stock: the opposite flag.
        known_ahead: Further columns known before they happen.
        past_only: Columns known only afterwards.
        static: Columns that never change within a series.
        transaction: The invoice or order number.
        ignored: Columns that play no part.
        unit: Column among keys or static ones by which the target is in several currencies or units: what
            differs in it is never added up.
        log_target: Whether the target holds logarithms, which neither add up nor stop at zero.
    """

    date: str
    target: str
    keys: tuple[str, ...] = ()
    price: str | None = None
    promotion: str | None = None
    stockout: str | None = None
    in_stock: str | None = None
    known_ahead: tuple[str, ...] = ()
    past_only: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    transaction: str | None = None
    ignored: tuple[str, ...] = ()
    unit: str | None = None
    log_target: bool = False


def no_rejects() -> pl.DataFrame:
    """An empty table of rejected rows."""
    return pl.DataFrame(schema=REJECT_SCHEMA)


@dataclass(frozen=True)
class SaidOfRows:
    """What was said when rows were read and holds for series made of them too; None where nothing was.

    Attributes:
        key_spelling: Whether keys written in several ways are one.
        duplicates: Whether rows that repeat another count.
        time_zone: Zone whose days count.
    """

    key_spelling: Literal["merge", "merge-likely", "keep"] | None = None
    duplicates: Literal["drop", "keep"] | None = None
    time_zone: str | None = None


@dataclass(frozen=True, repr=False)
class Sales(Shown):
    """A retailer's rows, typed and told apart.

    Attributes:
        frame: One row per source row that could be used: `roles.date` as Date or Datetime,
            `roles.target` as Float64, keys and static columns as String, other columns as
            Float64 or String, under the user's own column names.
        roles: The part each column plays.
        rejects: Rows set aside (`REJECT_SCHEMA`).
        notes: What was inferred, in the order it was decided.
        future: Values known ahead (date, and the keys and known-ahead columns that the file had), if
            given; a calendar may reach back over the history too.
        said: What was said at reading that holds for the series too.
    """

    frame: pl.DataFrame
    roles: ColumnRoles
    rejects: pl.DataFrame = field(default_factory=no_rejects)
    notes: tuple[Note, ...] = ()
    future: pl.DataFrame | None = None
    said: SaidOfRows = field(default_factory=SaidOfRows)

    def _card(self) -> Card:
        roles, days = self.roles, self.frame[self.roles.date]
        rows = [
            (
                "rows",
                f"{self.n_rows:,}" + (f", {self.rejects.height:,} set aside" if self.rejects.height else ""),
            ),
            ("dates", f"{str(days.min())[:10]} to {str(days.max())[:10]} in {roles.date}"),
            ("target", roles.target),
            ("series by", ", ".join(roles.keys) or "none: one total"),
        ]
        others = [name for name in (roles.price, roles.promotion, *roles.known_ahead, *roles.static) if name]
        return "Sales", [*rows, *([("also", ", ".join(others))] if others else [])]

    @property
    def n_rows(self) -> int:
        """How many rows could be used."""
        return self.frame.height
