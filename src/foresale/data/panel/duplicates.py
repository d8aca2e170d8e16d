"""Several rows of one series and date in a file without invoices."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.data.panel.clock_changes import is_hour_put_back
from foresale.data.panel.options import PanelOptions
from foresale.errors import BadRowsError
from foresale.notes import Note
from foresale.sales import ColumnRoles

_LINES_FROM = 0.05  # a larger share of repeated dates means that a row is a sale and not a period


def settle_repeated_keys(
    frame: pl.DataFrame,
    series: NDArray[np.int64],
    roles: ColumnRoles,
    options: PanelOptions,
) -> tuple[NDArray[np.bool_], list[Note]]:
    """Which rows to keep when a series has more than one for a date.

    In a file that lists single sales that is ordinary and they add up. Elsewhere rows equal in every
    column are one row written twice, and differing ones follow `options.duplicate_keys`.

    Returns:
        A mask of the rows to keep, and the notes.

    Raises:
        BadRowsError: Rows differ and `duplicate_keys` is `error`.
    """
    keep = np.ones(frame.height, dtype=bool)
    if roles.transaction is not None or not frame.height:
        return keep, []
    moment = frame[roles.date].to_physical().to_numpy().astype(np.int64)
    moment = moment - moment.min()
    step = int(np.gcd.reduce(moment)) or 1
    place = series * (int(moment.max()) // step + 1) + moment // step
    repeated = _find_repeated(place)
    count = int(repeated.sum())
    if not count:
        return keep, []
    if is_hour_put_back(frame[roles.date], place, repeated):
        text = (
            f"{count:,} rows are of the hour that comes twice when summer time ends "
            f"(first: {frame[roles.date][int(repeated.argmax())]}): both count."
        )
        return keep, [Note("hour_put_back", count, text)]
    known = frame[roles.target].is_not_null().to_numpy()
    many = count > _LINES_FROM * frame.height
    if many and options.duplicate_keys == "sum" and not _is_doubled(frame, place, options):
        text = f"{count:,} rows share series and date with another: each row is a sale, and they add up."
        return keep, [Note("rows_added_up", count, text)]
    notes: list[Note] = []
    rows = np.flatnonzero(repeated)
    table = frame[rows.tolist()]
    if options.duplicates != "keep":
        first = table.with_row_index("_row").unique(table.columns, keep="first")["_row"].to_numpy()
        identical = np.setdiff1d(np.arange(len(rows)), first)
        keep[rows[identical]] = False
        if len(identical):
            text = f"{len(identical):,} rows repeat another row in every column: dropped."
            notes.append(Note("duplicate_keys", len(identical), text))
    differing = _find_repeated(np.where(keep & known, place, -1 - np.arange(len(place))))
    if differing.any():
        keep, note = _settle_differing(frame, place, keep, differing, roles, options)
        notes.append(note)
    return keep, notes


def _settle_differing(
    frame: pl.DataFrame,
    place: NDArray[np.int64],
    keep: NDArray[np.bool_],
    differing: NDArray[np.bool_],
    roles: ColumnRoles,
    options: PanelOptions,
) -> tuple[NDArray[np.bool_], Note]:
    count = int(differing.sum())
    example = frame.row(int(differing.argmax()), named=True)
    named = ", ".join(f"{column} {example[column]}" for column in (*roles.keys, roles.date))
    seen = f"{count:,} rows share their series and date with another row that differs (first: {named})"
    if options.duplicate_keys == "error":
        raise BadRowsError(
            f"{seen}.",
            fix="Name the column that tells them apart as a key, or set duplicate_keys to sum or last.",
        )
    if options.duplicate_keys == "sum":
        return keep, Note("duplicate_keys", count, f"{seen}: added up.")
    rows = np.flatnonzero(differing)
    newest_first = rows[::-1]
    _, last = np.unique(place[newest_first], return_index=True)
    keep = keep.copy()
    keep[rows] = False
    keep[newest_first[last]] = True
    return keep, Note("duplicate_keys", count, f"{seen}: the last of them counts.")


def _is_doubled(frame: pl.DataFrame, place: NDArray[np.int64], options: PanelOptions) -> bool:
    """Whether nearly every date comes the same number of times, in equal rows: a file in it twice."""
    if options.duplicates == "keep":
        return False
    times = pl.Series(place).value_counts()["count"]
    usual = times.mode()[0]
    if usual < 2 or (times == usual).sum() < 0.95 * len(times):
        return False
    return frame.unique().height <= 1.05 * len(times)


def _find_repeated(place: NDArray[np.int64]) -> NDArray[np.bool_]:
    low, high = int(place.min()), int(place.max())
    if high - low < 100_000_000:
        return np.asarray(np.bincount(place - low)[place - low] > 1)
    return pl.Series(place).is_duplicated().to_numpy()
