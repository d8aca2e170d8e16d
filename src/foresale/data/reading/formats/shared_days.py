"""Whether tables of single sales hold the same days: those of two stores do, parts of one history don't."""

from __future__ import annotations

from functools import reduce

import polars as pl

from foresale.data.reading.provenance import FILE, ROW
from foresale.data.reading.vocabulary.column_words import cut_unspaced, split_words, words_for

_CLOCK = r"(?:^|[T ,]+)\d{1,2}:\d{2}.*$"
_OF_ONE_SALE = words_for("person") | words_for("transaction") | {"id", "time", "uhrzeit", "heure", "hora"}
_NUMBER, _RECURS = 0.1, 2.0  # share of a column without a number; days on which a name comes again
_MOSTLY = 0.5  # share of the smaller table's days and keys


def are_of_same_days(frames: list[pl.DataFrame]) -> bool:
    """Whether tables hold other sales of mostly the same days and keys, whatever number each sale has.

    Times of day, customers and the numbers of orders, which no two sales share, are left aside.

    Args:
        frames: Tables of the same columns.

    Examples:
        >>> one = pl.DataFrame({"order": ["A1", "A2"], "day": ["2024-01-30"] * 2, "qty": ["1", "5"]})
        >>> other = pl.DataFrame({"order": ["B1", "B2"], "day": ["2024-01-30"] * 2, "qty": ["2", "2"]})
        >>> are_of_same_days([one, other]), are_of_same_days([one, one])
        (True, False)
    """
    shared = set.intersection(*(set(frame.columns) for frame in frames)) - {FILE, ROW}
    columns = [name for name in frames[0].columns if name in shared]
    plain = [_without_clock(frame.select(columns)) for frame in frames]
    whole = pl.concat(plain, how="vertical_relaxed")
    names = [name for name in columns if _tells_series(whole, name)]
    days = [name for name in names if _holds_days(whole[name])]
    if not days:
        return False
    names = [name for name in names if name in days or _recurs(whole, name, days)]
    groups = [
        frame.group_by(names).agg(pl.struct(pl.lit(1), *columns).hash(seed=1).sum().alias("content"))
        for frame in (f.select(pl.all().cast(pl.String)) for f in plain)
    ]
    found = []
    for at, one in enumerate(groups[1:], 1):
        before = reduce(lambda a, b: pl.concat([a, b]), groups[:at])
        both = one.join(before, on=names, how="inner", nulls_equal=True, suffix="_before")
        same = both.filter(pl.col("content") == pl.col("content_before")).select(names).n_unique()
        repeated = both.select(names).n_unique()
        least = min(one.height, before.select(names).n_unique())
        found.append(repeated >= _MOSTLY * least and repeated - same >= _MOSTLY * repeated)
    return bool(found) and all(found)


def _without_clock(frame: pl.DataFrame) -> pl.DataFrame:
    """The days of moments, and nothing for times of day."""
    return frame.with_columns(
        pl.col(pl.String).str.strip_chars().str.replace(_CLOCK, ""), pl.col(pl.Datetime).dt.date()
    )


def _tells_series(whole: pl.DataFrame, name: str) -> bool:
    """Whether a column holds words that more than one sale may have."""
    if not _OF_ONE_SALE.isdisjoint(cut_unspaced(split_words(name))):
        return False
    cells = whole[name]
    known = cells.drop_nulls()
    if cells.dtype.is_temporal():
        return True
    numbers = known.cast(pl.String).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return len(known) > 0 and numbers.null_count() > _NUMBER * len(known)


def _holds_days(cells: pl.Series) -> bool:
    if cells.dtype.is_temporal():
        return True
    known = cells.drop_nulls().cast(pl.String)
    return bool(known.str.contains(r"\d.*[-/. ].*\d|^\d{8}$").all()) and known.n_unique() < len(known)


def _recurs(whole: pl.DataFrame, name: str, days: list[str]) -> bool:
    """Whether a name comes again on other days, as products do and numbers of orders don't."""
    return whole.select(name, *days).n_unique() >= _RECURS * whole[name].n_unique()
