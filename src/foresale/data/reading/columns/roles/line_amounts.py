"""Columns called a price that hold the amount of the whole line: units times a price."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.column_stats import spread_sample
from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted

_FEWEST = 20  # rows that sold something
_USUAL = 0.5  # share of a series' rows with its commonest price of one unit
_RARER = 0.5  # times as rare its commonest amount has to be
_DIGITS = 3  # of a price of one unit, as amounts are rounded


def find_line_amounts(
    frame: pl.DataFrame, target: str, keys: Sequence[str], prices: Sequence[str]
) -> tuple[list[str], list[Note]]:
    """Those of the columns called a price that rise with the units sold as the amount of a line does.

    Divided by the units, such a column is one and the same within a series far more often than as it stands.

    Args:
        frame: The table.
        target: The column of units.
        keys: What tells series apart.
        prices: Columns of numbers called a price.
    """
    if not prices:
        return [], []
    sample = spread_sample(frame).select(target, *keys, *prices)
    numbers = {name: parse_numbers(sample[name], units=True) for name in (target, *prices)}
    table = sample.with_columns(numbers[name].alias(name) for name in (target, *prices))
    sold = table.filter(pl.col(target) > 0)
    if sold.height < _FEWEST:
        return [], []
    found = []
    for name in prices:
        each = (pl.col(name) / pl.col(target)).round_sig_figs(_DIGITS)
        known = sold.filter(pl.col(name) > 0).with_columns(each.alias("_each"))
        if known.height < _FEWEST:
            continue
        if _usual_share(known, "_each", keys) < _USUAL:
            continue
        if _usual_share(known, name, keys) <= _RARER * _usual_share(known, "_each", keys):
            found.append(name)
    notes = [
        Note(
            "line_amounts",
            frame.height,
            f"{name} is the amount of a line, not the price of one unit: divided by {target} it hardly "
            f"changes. It is left out ({option('price', name)} takes it as the price).",
            Evidence(
                f"{counted(sold.height, 'row')}: {name} / {target} is nearly the same in each series",
                (Reading("the amount of a line"), Reading("the price of one unit")),
                "likely",
            ),
        )
        for name in found
    ]
    return found, notes


def _usual_share(table: pl.DataFrame, name: str, keys: Sequence[str]) -> float:
    """The share of rows that hold their series' commonest value."""
    counts = table.group_by(*keys, name).agg(pl.len().alias("_n"))
    most = counts.group_by(*keys).agg(pl.col("_n").max()) if keys else counts.select(pl.col("_n").max())
    return number_of(most["_n"].sum(), empty=0) / table.height
