"""A file's rows as regular series: what models see before anything is cleaned, as a table."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from foresale.cards import Card, Shown
from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import Source
from foresale.frequency import Frequency
from foresale.library.arguments import options_by_kind
from foresale.library.sources import as_sales
from foresale.library.tables import to_pandas
from foresale.notes import Note
from foresale.panel import Panel
from foresale.sales import Sales


@dataclass(frozen=True, repr=False)
class SalesSeries(Shown):
    """Series of equal periods, added up from rows: duplicates, returns, gaps and spellings settled.

    Attributes:
        panel: The same as arrays.
        notes: Everything inferred and decided on the way, with its evidence.
    """

    panel: Panel
    notes: tuple[Note, ...]

    def to_frame(self) -> pl.DataFrame:
        """One row per series and period: keys, `date`, the target, `closed`, `censored`.

        Days on which the shop was closed have no target; `censored` are those on which stock ran out.
        """
        return self.panel.to_frame()

    def to_pandas(self) -> Any:
        """`to_frame` as a pandas table."""
        return to_pandas(self.to_frame())

    def _card(self) -> Card:
        return "Series", [
            *self.panel._card()[1],
            ("decided on the way", f"{len(self.notes)} notes in .notes"),
        ]


def series(sales: Sales | Source, freq: str | Frequency | None = None, **options: Any) -> SalesSeries:
    """Regular series from rows: one value per series and period, with every decision noted.

    Args:
        sales: From `read`, or what it takes.
        freq: "D", "W", "2W", "4W", "M" or "Q"; by default what the file holds.
        options: Fields of `PanelOptions` by name (`missing="zero"`, `returns="net"`), and those of
            `ReadOptions` where `sales` is still to be read.

    Raises:
        HistoryError: There is nothing to make series of.
        OptionError: An argument isn't known, or can't be used.

    Examples:
        >>> import polars as pl
        >>> receipts = pl.DataFrame(
        ...     {
        ...         "date": ["2024-05-13", "2024-05-13", "2024-05-15"],
        ...         "item": ["tea"] * 3,
        ...         "units": [3, 4, 5],
        ...     }
        ... )
        >>> series(receipts, missing="zero").to_frame()["units"].to_list()
        [7.0, 0.0, 5.0]
    """
    given = options | ({} if freq is None else {"freq": freq})
    of_reading = {field.name for field in fields(ReadOptions)}
    if isinstance(sales, Sales):  # what is for the series too holds for rows that were read before
        of_reading -= {field.name for field in fields(PanelOptions)}
        chosen, _ = options_by_kind(given, (PanelOptions, ReadOptions), "series")
    else:
        _, chosen = options_by_kind(given, (ReadOptions, PanelOptions), "series")
    known = as_sales(sales, {name: value for name, value in options.items() if name in of_reading}, "series")
    panel, notes = build_panel(known, chosen)
    return SalesSeries(panel, (*known.notes, *notes))
