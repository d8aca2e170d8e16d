"""Columns of a wide table that are longer periods, each the sum of the shorter ones beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl

from foresale.data.reading.columns.numbers.sum_columns import find_sums
from foresale.data.reading.columns.wide.period_columns import PeriodColumns, without_letter
from foresale.data.reading.parsing.dates.date_formats import PERIOD_FAMILIES, match_dates
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.notes import Evidence, Note, Reading

_FEWEST = 4
_MAX_ROWS = 2000
_LENGTHS = ("day", "week", "month", "quarter")


def leave_out_sum_periods(
    frame: pl.DataFrame, periods: PeriodColumns
) -> tuple[pl.DataFrame, PeriodColumns, tuple[Note, ...]]:
    """The table without quarters and years that stand among their own months.

    Such a column names a longer period than most do (Q1 2024 among 2024-01 …) and is the sum of others in
    every row.

    Args:
        frame: The table as read.
        periods: Its columns that are periods.
    """
    names = list(periods.names)
    families = match_dates(without_letter(pl.Series(names)))["family"]
    lengths = [_LENGTHS.index(PERIOD_FAMILIES.get(family or "", "day")) for family in families]
    usual = Counter(lengths).most_common(1)[0][0]
    odd = [place for place, length in enumerate(lengths) if length > usual]
    if not odd or len(names) < _FEWEST or periods.unit is not None:
        return frame, periods, ()
    cells = frame.head(_MAX_ROWS).select(names)
    amounts = np.column_stack([parse_numbers(cells[name]).to_numpy().astype(float) for name in names])
    sums = [found for found in find_sums(amounts, odd) if found.place in odd]
    if not sums:
        return frame, periods, ()
    out = [names[found.place] for found in sums]
    parts = [names[place] for place in sums[0].parts]
    left, whole = float(np.nansum(amounts[:, [s.place for s in sums]])), float(np.nansum(amounts))
    seen = f"{out[0]} is the sum of {', '.join(parts[:4])}{' …' if len(parts) > 4 else ''} in every row"
    text = f"{len(out)} columns ({', '.join(out[:6])}) are sums of other periods: left out ({left:,.10g})."
    evidence = Evidence(
        seen, (Reading("the sums left out", whole - left), Reading("all columns added", whole))
    )
    kept = replace(periods, names=tuple(name for name in names if name not in out))
    return frame.drop(out), kept, (Note("sum_periods", len(out), text, evidence),)
