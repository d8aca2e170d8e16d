"""Tables that have rows only for the days with a promotion: on a day without a row there is none."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.roles.opening_columns import value_of_closed
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_flags
from foresale.data.reading.rows.cells.typing import convert_cells
from foresale.data.reading.side_tables.join import DAY, ExtraTable, links
from foresale.notes import Evidence, Note, Reading, percent
from foresale.sales import ColumnRoles

# What these say on other days is another value that nobody wrote down, not zero.
_NEVER_ZERO = ("price", "stock", "in_stock", "stockout", "traffic", "calendar")
_NO_LABEL = "none"
_FEW = 0.5  # share of the sales' rows below which a list of some days is told from a table of all
_ON_DAYS = 0.9  # share of the listed days that must be days of the sales, not others of their weeks
_MONTH = range(28, 32)
_DAYS_AHEAD = 800
_MOST_ROWS = 5_000_000


@dataclass(frozen=True)
class ListedDays:
    """What a table that lists days says of those that it doesn't list.

    Attributes:
        columns: Its columns that are none where no row is.
        first: The first day of which its silence says so: no earlier before its first row than its own
            longest silence.
        last: The last such day, by the same rule.
    """

    columns: tuple[str, ...]
    first: datetime.date
    last: datetime.date


def find_listed_days(
    extra: ExtraTable, frame: pl.DataFrame, roles: ColumnRoles
) -> tuple[ExtraTable, ListedDays | None, list[Note]]:
    """What a table's missing rows say, the table with rows for such days ahead, and a note of it.

    Only where the table proves it: a column that is never zero or empty, and yes throughout or a promotion
    by name, beside rows of the sales without it or a history that is mostly zero.

    Args:
        extra: The table.
        frame: The sales, typed.
        roles: The part of each of their columns.
    """
    days = frame[roles.date].cast(pl.Date).drop_nulls().unique().sort()
    pairs = links(extra, frame, roles)
    if not extra.dated or len(days) < 2 or not extra.frame.height:
        return extra, None, []
    sold, placed = _places(extra, frame, roles)
    share = sold.join(placed, on=placed.columns, how="semi").height / sold.height
    listed = extra.frame[DAY].unique().sort()
    ahead = _days_ahead(days, listed[-1])
    series = sold.select(list(pairs)).unique()
    cells = max(series.height, 1) * int((ahead <= listed[-1]).sum())
    planned = placed.filter(pl.col(DAY) > days[-1])
    planned = planned.join(series, on=list(pairs), how="semi") if pairs else planned
    shares = (share, planned.height / cells if cells else 1)
    found = [name for name in extra.columns if name not in pairs and _lists(extra, name, frame, shares)]
    on_days = number_of(
        listed.filter(listed >= days[0]).is_in(pl.concat([days, ahead]).implode()).mean(), empty=0
    )
    if not found or not on_days >= _ON_DAYS:
        return extra, None, []
    goes_on = bool((listed > days[-1]).any())
    if not goes_on and not any(name not in frame.columns for name in found):
        return extra, None, []
    of_plan = pl.concat([days.tail(1), listed]) if listed[0] > days[-1] else listed
    silence = datetime.timedelta(days=int(number_of(of_plan.diff().dt.total_days().max(), empty=1)) - 1)
    span = ListedDays(tuple(found), of_plan[0] - silence, listed[-1] + silence)
    if goes_on:
        extra = _with_days_ahead(extra, span, series, ahead, placed)
    return extra, span, [_note(extra.name, span, share, days, goes_on=goes_on)]


def fill_listed_days(
    frame: pl.DataFrame, roles: ColumnRoles, extra: ExtraTable, span: ListedDays | None
) -> pl.DataFrame:
    """The sales with none in a joined table's columns on the days on which its silence says so.

    Args:
        frame: The sales, the table joined.
        roles: The part of each of their columns.
        extra: The table as it was joined.
        span: What its missing rows say, if anything.
    """
    columns = [name for name in span.columns if name in frame.columns] if span is not None else []
    if span is None or not columns:
        return frame
    sold, placed = _places(extra, frame, roles)
    there = sold.join(
        placed.with_columns(pl.lit(value=True).alias("__there__")),
        on=placed.columns,
        how="left",
        maintain_order="left",
    )["__there__"]
    silent = there.is_null() & sold[DAY].is_between(span.first, span.last)
    return frame.with_columns(
        frame[name].set(silent & frame[name].is_null(), _NO_LABEL if frame[name].dtype == pl.String else 0)
        for name in columns
    )


def _places(extra: ExtraTable, frame: pl.DataFrame, roles: ColumnRoles) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keys and day of each row of the sales, and those that the table has rows for, each once."""
    pairs = links(extra, frame, roles)
    sold = frame.select(
        *(as_labels(frame[mine]).alias(theirs) for theirs, mine in pairs.items()),
        pl.col(roles.date).cast(pl.Date).alias(DAY),
    )
    placed = extra.frame.select(*(as_labels(extra.frame[name]).alias(name) for name in pairs), DAY)
    return sold, placed.unique()


def _lists(extra: ExtraTable, name: str, frame: pl.DataFrame, shares: tuple[float, float]) -> bool:
    """Whether a column is there only where it isn't none.

    A plan with a few holes is no list, so that one must leave most of the days ahead without a row.
    """
    cells, kind = extra.frame[name], extra.kinds[name]
    if kind in _NEVER_ZERO or value_of_closed(name) is not None or is_missing(cells).any():
        return False
    values = convert_cells(cells, extra.formats.of(name))
    named = kind == "promotion"
    if values.dtype == pl.String:
        is_yes, has_none = False, bool((parse_flags(values) == 0).any())
    else:
        is_yes, has_none = bool((values == 1).all()), bool((values == 0).any() or values.null_count())
    if has_none or not (is_yes or named):
        return False
    if name in frame.columns:
        history = frame[name].drop_nulls()
        return (
            shares[1] < _FEW
            and history.dtype.is_numeric()
            and number_of((history == 0).mean(), empty=0) >= _FEW
        )
    return shares[0] < (1 if is_yes and named else _FEW)


def _days_ahead(days: pl.Series, last: datetime.date) -> pl.Series:
    """Days after the sales' last one, spaced as theirs are and on the weekdays that they have."""
    step = int(number_of(days.diff().dt.total_days().drop_nulls().mode().min()))
    end: datetime.date = days[-1]
    until = min(max(last, end) + datetime.timedelta(days=366), end + datetime.timedelta(days=_DAYS_AHEAD))
    every = "1d" if step == 1 else f"{step}d" if step % 7 == 0 else "1mo" if step in _MONTH else None
    if every is None:
        return days.clear()
    ahead = pl.date_range(end, until, every, eager=True)[1:].alias(days.name)
    weekdays = days.dt.weekday().unique().implode()
    return ahead.filter(ahead.dt.weekday().is_in(weekdays)) if step == 1 else ahead


def _with_days_ahead(
    extra: ExtraTable, span: ListedDays, series: pl.DataFrame, ahead: pl.Series, placed: pl.DataFrame
) -> ExtraTable:
    """The table with a row of none for each series and day ahead that it doesn't list."""
    days = ahead.filter(ahead <= span.last).head(_MOST_ROWS // max(series.height, 1)).to_frame(DAY)
    rows = series.join(days, how="cross") if series.width else days
    rows = rows.join(placed, on=rows.columns, how="anti")
    schema = extra.frame.schema
    none = [
        pl.lit(_NO_LABEL if _is_label(extra, name) else "0").cast(schema[name], strict=False).alias(name)
        for name in span.columns
    ]
    added = rows.select(*(pl.col(name).cast(schema[name], strict=False) for name in rows.columns), *none)
    return replace(extra, frame=pl.concat([extra.frame, added], how="diagonal"))


def _is_label(extra: ExtraTable, name: str) -> bool:
    return convert_cells(extra.frame[name], extra.formats.of(name)).dtype == pl.String


def _note(file: str, span: ListedDays, share: float, days: pl.Series, *, goes_on: bool) -> Note:
    names = ", ".join(span.columns)
    first = max(span.first, days[0])
    last = span.last if goes_on else min(span.last, days[-1])
    text = (
        f"{file} has rows only where there is {names}: where it has none, from {first} to {last}, {names} "
        f"{'count' if len(span.columns) > 1 else 'counts'} as 0 (a row with an empty cell says unknown)."
    )
    seen = f"{percent(share)} of the sales' rows have one, and it never says 0"
    readings = (Reading("no row means none"), Reading("no row means unknown"))
    return Note("listed_days", len(span.columns), text, Evidence(seen, readings, "likely"))
