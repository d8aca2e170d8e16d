"""Rows of a joined table or plan that hold from one day on, or to another: a row for each of those days."""

from __future__ import annotations

import datetime
from dataclasses import replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.columns.words.span_words import ENDS, STARTS
from foresale.data.reading.parsing.dates.parse_dates import date_share, parse_dates
from foresale.data.reading.side_tables.join import DAY, ExtraTable
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.notes import Evidence, Note, Reading

_SINCE = (
    "valid from", "validfrom", "valid since", "effective", "effective from", "effective date",
    "start of validity", "gultig ab", "gultig von", "gueltig ab", "valable du", "valable a partir",
    "vigente desde", "valido desde", "valido dal", "vigencia", "geldig vanaf", "wazne od", "obowiazuje od",
    "действует с",  # noqa: RUF001
)  # fmt: skip
_DATED = 0.9
_AHEAD = datetime.timedelta(days=366)
_MOST_ROWS = 5_000_000
_EVERY = {"week": "1w", "month": "1mo", "quarter": "1q"}
_SHORTEST, _LONGEST = {"week": 7, "month": 28, "quarter": 90}, 92  # days of a period
_FEWEST_DAYS = 3


def spread_validity(extra: ExtraTable, first: datetime.date | None, last: datetime.date | None) -> ExtraTable:
    """The table with a row for each day on which a row of it holds.

    A row holds to its last day where a column says it, and no longer than until the next one of its keys.

    Args:
        extra: The table, its date the first day of each row.
        first: The sales' first day.
        last: Their last one; rows go on for a year after it.
    """
    if not extra.dated or extra.date is None or first is None or last is None:
        return extra
    end = next((name for name in extra.columns if _is_end(extra, name)), None)
    says_since = any(has_phrase(plain_words(extra.date), phrase) for phrase in _SINCE)
    if not says_since and (end is None or not STARTS & set(words_of(extra.date))):
        return extra
    of_series = [
        n for n in extra.columns if extra.kinds[n] in ("product", "code", "store", "place", "series")
    ]
    frame = extra.frame.with_row_index("__row__").sort(*of_series, DAY, maintain_order=True)
    following = pl.col(DAY).shift(-1)
    following = following.over(of_series) if of_series else following
    limit = pl.min_horizontal(pl.lit(last + _AHEAD), following - pl.duration(days=1))
    if end is not None:
        until = parse_dates(frame[end]).values.cast(pl.Date)
        limit = pl.min_horizontal(limit, pl.lit(until))
    begin = pl.max_horizontal(pl.col(DAY), pl.lit(first))
    frame = frame.with_columns(begin.alias("__begin__"), limit.alias("__limit__"))
    frame = frame.filter(pl.col("__limit__") >= pl.col("__begin__"))
    days = frame.select(((pl.col("__limit__") - pl.col("__begin__")).dt.total_days() + 1).sum()).item()
    if not frame.height or days <= frame.height or days > _MOST_ROWS:
        return extra
    spread = frame.with_columns(pl.date_ranges("__begin__", "__limit__").alias(DAY)).explode(DAY)
    spread = spread.drop("__row__", "__begin__", "__limit__", *([end] if end is not None else []))
    until_when = f"to {end}" if end is not None else "until the next one"
    text = f"{extra.name}: each row holds from {extra.date} {until_when}, so on {days:,} days in all."
    readings = (Reading("it holds until then"), Reading("it holds on its day alone"))
    note = Note("valid_rows", frame.height, text, Evidence("the columns' names", readings, "likely"))
    columns = tuple(name for name in extra.columns if name != end)
    return replace(extra, frame=spread, columns=columns, notes=(*extra.notes, note))


def spread_periods(extra: ExtraTable, days: pl.Series) -> ExtraTable:
    """The table with a row for each day of the weeks, months or quarters that its dates name.

    Only where the sales are dated more closely: a promotion of week 10 holds on each of its days.

    Args:
        extra: The table.
        days: Different days of the sales, in order.
    """
    every = _EVERY.get(extra.period or "")
    if every is None or not extra.dated or len(days) < _FEWEST_DAYS:
        return extra
    apart = number_of(days.diff().dt.total_days().median(), empty=0)
    if apart >= _SHORTEST[extra.period or ""]:
        return extra
    end = pl.col(DAY).dt.offset_by(every) - pl.duration(days=1)
    frame = extra.frame.filter(pl.col(DAY).is_not_null())
    if not frame.height or frame.height * _LONGEST > _MOST_ROWS:
        return extra
    spread = frame.with_columns(pl.date_ranges(pl.col(DAY), end).alias(DAY)).explode(DAY)
    text = (
        f"{extra.name}: its dates name {extra.period}s, and the sales are dated more closely: each row holds "
        f"on all days of its {extra.period}."
    )
    readings = (Reading("it holds on all of its days"), Reading("it holds on its first day alone"))
    note = Note("period_rows", frame.height, text, Evidence("how the dates are written", readings, "likely"))
    return replace(extra, frame=spread, notes=(*extra.notes, note))


def _is_end(extra: ExtraTable, name: str) -> bool:
    return bool(ENDS & set(words_of(name))) and date_share(extra.frame[name], named_so=True) >= _DATED
