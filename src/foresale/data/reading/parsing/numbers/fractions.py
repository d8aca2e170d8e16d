"""Quantities written with fractions, such as 3 1/2 and 2½."""
# ruff: noqa: RUF001 - signs of fractions

from __future__ import annotations

import polars as pl

_SIGNS = {"¼": "1/4", "½": "1/2", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
          "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}  # fmt: skip
_FORM = r"^(?<sign>[-−+]?)(?:(?<whole>\d{1,6})\s+)?(?<over>\d{1,2})\s?[/⁄]\s?(?<under>2|3|4|5|6|8|10|12|16)$"
_ANY = "[/⁄¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"


def read_fractions(cells: pl.Series) -> pl.Series:
    """Numbers of cells that hold a whole number and a fraction; null for all others.

    A fraction alone (1/2) may be a day and month: it counts where others have a whole number before it, or a
    sign of its own.

    Args:
        cells: Text, one a row.

    Examples:
        >>> read_fractions(pl.Series(["3 1/2", "2½", "1/4", "7"])).to_list()
        [3.5, 2.5, 0.25, None]
        >>> read_fractions(pl.Series(["1/2", "1/4"])).to_list()
        [None, None]
    """
    if not cells.str.contains(_ANY).any():
        return pl.repeat(None, len(cells), dtype=pl.Float64, eager=True)
    spelt = cells.str.strip_chars()
    for sign, plain in _SIGNS.items():
        spelt = spelt.str.replace(sign, f" {plain}", literal=True)
    parts = spelt.str.strip_chars().str.extract_groups(_FORM).struct.unnest()
    table = parts.select("sign", *(pl.col(name).cast(pl.Float64) for name in ("whole", "over", "under")))
    clear = parts["whole"].is_not_null() | cells.str.contains("[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
    if not (clear & parts["over"].is_not_null()).any():
        return pl.repeat(None, len(cells), dtype=pl.Float64, eager=True)
    size = pl.col("whole").fill_null(0.0) + pl.col("over") / pl.col("under")
    signed = pl.when(pl.col("sign").is_in(["-", "−"])).then(-size).otherwise(size)
    return table.select(pl.when(pl.col("over") < pl.col("under")).then(signed)).to_series()
