"""Text that a spreadsheet shows and doesn't run."""

from __future__ import annotations

import re

import polars as pl

_FORMULA = r"^[=@+\-\t\r]"
_NUMBER = r"^[+\-]?[\d.,\s]+%?$"


def guard_formula(text: str) -> str:
    """The same for one text, such as a column's name.

    Examples:
        >>> guard_formula("@SUM(A1)"), guard_formula("+4,5 %"), guard_formula("Sales")
        ("'@SUM(A1)", '+4,5 %', 'Sales')
    """
    return f"'{text}" if re.search(_FORMULA, text) and not re.search(_NUMBER, text) else text


def guard_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before each text that a spreadsheet would run as a formula.

    Examples:
        >>> guard_formulas(pl.DataFrame({"name": ["=1+1", "-5", "Tea"]}))["name"].to_list()
        ["'=1+1", '-5', 'Tea']
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA) & ~pl.col(name).str.contains(_NUMBER))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
