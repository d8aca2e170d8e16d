"""Events that the retailer knows of beforehand: fairs, matches, school holidays, own campaigns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.errors import BadRowsError, ColumnsError
from foresale.frequency import Dates, Frequency, next_periods
from foresale.notes import Note
from foresale.panel import Panel
from foresale.sales import REJECT_SCHEMA

_HEADER_LINES = 1
_OWN_COLUMNS = frozenset({"name", "date", "start", "end"})


def event_columns(
    events: pl.DataFrame, panel_series: pl.DataFrame, dates: Dates, freq: Frequency
) -> dict[str, NDArray[np.float64]]:
    """One known-ahead column per event name: how many days of each period it is on.

    A day has 0 or 1, a week up to 7. An event with keys (a fair in one town's store) touches
    the series they name; an empty key, or a table without that key's column, touches all.

    Args:
        events: Rows with `name`, and either `date` or `start` and `end`, both ends included;
            further columns are keys of the panel.
        panel_series: S series with their key columns, as in `Panel.series`.
        dates: N period starts, past and future.
        freq: Length of a period.

    Returns:
        `event_` and the name in lower case → S × N.

    Raises:
        ColumnsError: A column is missing or isn't one of the panel's.
        BadRowsError: A row can't be used; `check_events` sets such rows aside beforehand.

    Examples:
        >>> events = pl.DataFrame({"name": ["Town fair"], "date": ["2024-05-04"], "store": ["S1"]})
        >>> series = pl.DataFrame({"store": ["S1", "S2"]})
        >>> dates = np.array(["2024-05-03", "2024-05-04"], dtype="datetime64[D]")
        >>> event_columns(events, series, dates, Frequency.DAY)["event_town_fair"].tolist()
        [[0.0, 1.0], [0.0, 0.0]]
    """
    checked, rejects = check_events(events, panel_series.columns)
    keys = [column for column in checked.columns if column not in _OWN_COLUMNS]
    if rejects.height:
        first = rejects.row(0, named=True)
        raise BadRowsError(
            f"{rejects.height} of {events.height} event rows can't be used, first row {first['row']}, "
            f"column {first['column']}: {first['value']!r} {first['reason']}.",
            fix="Correct these rows in the events file, or take them out.",
        )
    starts = dates.astype("datetime64[D]")
    after = next_periods(starts[-1], freq, 1)
    edges = np.append(starts, after.astype("datetime64[D]"))
    columns: dict[str, NDArray[np.float64]] = {}
    for (name,), rows in checked.group_by("name", maintain_order=True):
        column = column_name(str(name))
        on = _days_on(rows, panel_series, keys, edges)
        columns[column] = np.maximum(columns[column], on) if column in columns else on
    return columns


def check_events(
    events: pl.DataFrame, keys: Iterable[str], file: str = "events"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events with their days typed, and the rows that can't be used.

    Args:
        events: Rows with `name`, and either `date` or `start` and `end`; days as dates or YYYY-MM-DD.
        keys: The panel's key and static columns, which the other columns must be among.
        file: What to call their file in the rejects.

    Returns:
        `name`, `start`, `end` and the key columns of the rows that can be used; and the others,
        as in every table of rejects, numbered as lines of a file whose first line is the header.

    Raises:
        ColumnsError: A column is missing or unknown.
    """
    allowed = set(keys)
    _check_columns(events.columns, allowed)
    first, last = ("date", "date") if "date" in events.columns else ("start", "end")
    if last not in events.columns:
        last = first
    place = sorted(allowed & set(events.columns) - _OWN_COLUMNS)
    text = events.select(pl.all().cast(pl.String).str.strip_chars().replace("", None))
    typed = events.select(
        name=text["name"],
        start=_as_days(events[first]),
        end=_as_days(events[last]),
        **{key: text[key] for key in place},
    )
    # A start without an end is one day long; an end that can't be read is an error.
    typed = typed.with_columns(end=pl.when(text[last].is_null()).then("start").otherwise("end"))
    faults = [
        ("name", typed["name"].is_null(), "has no name"),
        (first, typed["start"].is_null(), "is no day (YYYY-MM-DD)"),
        (last, typed["end"].is_null(), "is no day (YYYY-MM-DD)"),
        (last, (typed["end"] < typed["start"]).fill_null(value=False), "ends before it starts"),
    ]
    good = pl.Series(np.ones(events.height, dtype=np.bool_))
    rejects = [pl.DataFrame(schema=REJECT_SCHEMA)]
    for column, bad, reason in faults:
        at = (good & bad).arg_true()
        good = good & ~bad
        rejects.append(
            pl.DataFrame({"row": at.cast(pl.Int64) + 1 + _HEADER_LINES, "value": text[column].gather(at)})
            .with_columns(file=pl.lit(file), column=pl.lit(column), reason=pl.lit(reason))
            .select(*REJECT_SCHEMA)
        )
    return typed.filter(good), pl.concat(rejects).sort("row")


def column_name(event: str) -> str:
    """The column that an event's name becomes.

    Examples:
        >>> column_name("Black Friday – week 1")
        'event_black_friday_week_1'
    """
    return "event_" + re.sub(r"\W+", "_", event.lower()).strip("_")


def _check_columns(columns: list[str], keys: set[str]) -> None:
    """Refuse a table without a name or a day, or with a column that isn't the panel's."""
    listed = ", ".join(columns)
    if "name" not in columns or not {"date", "start"} & set(columns):
        raise ColumnsError(
            f"The events have the columns {listed}; they need a name and a day.",
            fix="Name the columns name and date, or name, start and end.",
        )
    unknown = set(columns) - keys - _OWN_COLUMNS
    if unknown:
        raise ColumnsError(
            f"The events have a column {min(unknown)!r} that the sales don't tell series apart by.",
            fix=f"Leave it out, or rename it to one of: {', '.join(sorted(keys)) or 'none'}.",
        )


def _as_days(values: pl.Series) -> pl.Series:
    """Dates, or times and ISO text as dates; null where they aren't."""
    if values.dtype == pl.String:
        return values.str.strip_chars().str.head(10).str.to_date("%Y-%m-%d", strict=False)
    if values.dtype in (pl.Date, pl.Datetime):
        return values.cast(pl.Date)
    return pl.Series(values.name, [None] * len(values), dtype=pl.Date)


def _days_on(rows: pl.DataFrame, series: pl.DataFrame, keys: list[str], edges: Dates) -> NDArray[np.float64]:
    """S × N days of each period on which one event is on; where places overlap, the longer counts."""
    on = np.zeros((series.height, len(edges) - 1))
    places = rows.partition_by(keys, maintain_order=True) if keys else [rows]
    for place in places:
        here = np.ones(series.height, dtype=np.bool_)
        for key in keys:
            if place[key][0] is not None:
                here &= (series[key].cast(pl.String) == place[key][0]).fill_null(value=False).to_numpy()
        on[here] = np.maximum(on[here], _days_within(place, edges))
    return on


def _days_within(rows: pl.DataFrame, edges: Dates) -> NDArray[np.int64]:
    """Days of each period between `edges` that any row covers."""
    length = int((edges[-1] - edges[0]).astype(np.int64))
    begin = (rows["start"].to_numpy() - edges[0]).astype(np.int64)
    end = (rows["end"].to_numpy() - edges[0]).astype(np.int64) + 1
    opened = np.zeros(length + 1, dtype=np.int64)
    np.add.at(opened, np.clip(begin, 0, length), 1)
    np.add.at(opened, np.clip(end, 0, length), -1)
    total = np.concatenate([[0], np.cumsum(opened[:-1].cumsum() > 0)])
    return np.asarray(np.diff(total[(edges - edges[0]).astype(np.int64)]))


def add_events(panel: Panel, horizon: int, events: pl.DataFrame) -> tuple[Panel, list[Note]]:
    """The panel with a known-ahead column per event name, and a note of the event rows left out."""
    usable, rejects = check_events(events, panel.series.columns)
    dates = np.concatenate([panel.dates, panel.future_dates(horizon)])
    columns = event_columns(usable, panel.series, dates, panel.freq)
    known = {name: array[:, : panel.n_periods + horizon] for name, array in panel.known_ahead.items()}
    notes = [Note("events", usable.height, f"{usable.height:,} events gave {len(columns)} columns.")]
    if rejects.height:
        first = rejects.row(0, named=True)
        text = f"{rejects.height:,} events can't be used; first: line {first['row']}, {first['reason']}."
        notes.append(Note("event_rejects", rejects.height, text))
    return replace(panel, known_ahead={**known, **columns}), notes
