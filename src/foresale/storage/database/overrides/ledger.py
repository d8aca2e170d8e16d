"""Adds entries to the ledger; nothing in it is ever changed or taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import sqlalchemy as sa

from foresale.error_reasons import Reason
from foresale.errors import NotReadyError, OptionError
from foresale.messages import route
from foresale.storage.database.bulk.load_rows import load_rows
from foresale.storage.database.forecasts.served_runs import daily_bases
from foresale.storage.database.overrides.cells import (
    CellChoice,
    as_json,
    count_cells,
    forecast_cells,
    run_facts,
    simple_rules,
)
from foresale.storage.database.overrides.standing import Standing, standing_changes
from foresale.storage.database.tables.base import Table
from foresale.storage.database.tables.overrides import OverrideCellRow
from foresale.workflows.overrides.lay_over import CELL, lay_over
from foresale.workflows.overrides.spread import ChangeKind, spread_change

MAX_CELLS = 100_000


@dataclass(frozen=True)
class SpreadChange:
    """A change, spread over the days of series that it is about.

    Attributes:
        cells: `CELLS`, `before`, `after`, `champion`, `deviation`, `naive`, `statistical`, `quantiles`.
        run_id: The forecast of everything that most of it is of.
        model_version: Its version.
        levels: Of the quantiles.
        cutoff: The last day that the forecast knew.
    """

    cells: pl.DataFrame
    run_id: int
    model_version: str
    levels: list[float]
    cutoff: date

    @property
    def before(self) -> float:
        """Units of all cells before."""
        return float(self.cells["before"].sum())

    @property
    def after(self) -> float:
        """Units of all cells after."""
        return float(self.cells["after"].sum())

    @property
    def n_series(self) -> int:
        """Products times stores in it."""
        return self.cells.select("product_id", "store_id").n_unique()


def spread_over(
    connection: sa.Connection, choice: CellChoice, standing: Standing, kind: ChangeKind, amount: float
) -> SpreadChange:
    """Spread a change over the forecast as people have changed it so far.

    Args:
        connection: An open transaction.
        choice: Which cells.
        standing: Which earlier changes count.
        kind: How the amount is meant.
        amount: Units, or per cent.

    Raises:
        OptionError: Nothing is forecast there, or too much.
        NotReadyError: No forecast is served.
    """
    count = count_cells(connection, choice)
    if count > MAX_CELLS:
        raise OptionError(
            f"These are {count:,} days of series; one change may be of {MAX_CELLS:,}.",
            fix="Choose fewer days, one category or one store.",
            reason=Reason("change_too_large", days=count, most=MAX_CELLS),
        )
    cells = forecast_cells(connection, choice)
    if cells.is_empty():
        facts = run_facts(connection, daily_bases(connection))
        if not facts:
            raise NotReadyError(
                "No forecast is served yet.",
                fix=f"Train a model: {route('train')}.",
                reason=Reason("no_forecast"),
            )
        cutoff = max(cutoff for cutoff, _, _ in facts.values())
        raise OptionError(
            f"Nothing is forecast there from {choice.first} to {choice.last}.",
            fix=f"Choose days after {cutoff} that the forecast reaches, and something that is forecast.",
            reason=Reason("nothing_forecast", first=str(choice.first), last=str(choice.last)),
        )
    base = int(cells["base_id"].mode().sort().item(0))
    cutoff, levels, version = run_facts(connection, [base])[base]
    laid = lay_over(cells, standing_changes(connection, choice, standing)).select(*CELL, "adjusted")
    cells = cells.join(laid, on=list(CELL), how="left", maintain_order="left").with_columns(
        before=pl.coalesce("adjusted", "mean"), champion=pl.col("mean")
    )
    after = spread_change(cells["before"].to_numpy(), kind, amount)
    cells = simple_rules(connection, choice, cells.with_columns(after=pl.Series(after)), cutoff)
    return SpreadChange(cells.drop("mean", "adjusted"), base, version, levels, cutoff)


def keep_cells(connection: sa.Connection, override_id: int, spread: SpreadChange) -> None:
    """Write down what a change made of each cell.

    Args:
        connection: The transaction that adds the entry.
        override_id: The entry.
        spread: What it made of them.
    """
    numbers = ("before", "after", "champion", "naive", "statistical")
    rows = spread.cells.select(
        pl.lit(override_id, pl.Int64).alias("override_id"), *CELL, *numbers,
        pl.Series("quantiles", as_json(spread.cells["quantiles"].to_list())),
    )  # fmt: skip
    load_rows(connection, Table.metadata.tables[OverrideCellRow.__tablename__], rows)
