"""Values known beyond the history: from a second file, a joined calendar, or rows without sales."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import polars as pl

from foresale.data.reading.columns.roles.opening_columns import value_of_closed
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.side_tables.join import DAY, ExtraTable, links, value_name
from foresale.data.reading.side_tables.new_products import select_announced_rows
from foresale.data.reading.side_tables.row_cover import row_notes
from foresale.data.reading.side_tables.type_like import type_like
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Note
from foresale.sales import ColumnRoles

# A joined calendar may run for decades; what lies further ahead than this is never forecast.
_DAYS_AHEAD = 800


def future_columns(roles: ColumnRoles) -> list[str]:
    """Columns that may be known before they happen: price, promotion and the others declared so."""
    return [name for name in (roles.price, roles.promotion, *roles.known_ahead) if name is not None]


def last_day(frame: pl.DataFrame, roles: ColumnRoles) -> datetime.date | None:
    """Day of the last row of the history."""
    last = frame[roles.date].cast(pl.Date).max()
    return last if isinstance(last, datetime.date) else None


def rows_ahead(frame: pl.DataFrame, roles: ColumnRoles) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Part the history from rows after the last sale that hold only values known ahead.

    Returns:
        The history, and keys, date and known columns of the rows beyond it (None where there are none).
    """
    last = frame.filter(pl.col(roles.target).is_not_null())[roles.date].max()
    ahead = frame.filter(pl.col(roles.date) > last) if last is not None else frame.clear()
    known = future_columns(roles)
    if not ahead.height or not known:
        return frame, None
    return frame.filter(pl.col(roles.date) <= last), ahead.select(*roles.keys, roles.date, *known)


def future_rows(
    extra: ExtraTable, frame: pl.DataFrame, roles: ColumnRoles, *, required: bool
) -> tuple[pl.DataFrame | None, list[Note]]:
    """Keys, date and known columns of a further table's rows beyond the history.

    A table that names series by another column than the keys (an id, a store only) is spread over all
    series with that value. One with dates only holds for every series: it keeps no key, and keeps its
    days of the history too, as days without a sale have no row that could hold them.

    Args:
        extra: The further table.
        frame: The history, typed.
        roles: The part of each of its columns.
        required: Whether a table without anything ahead is an error (a --future file) or fine (--join).

    Raises:
        ColumnsError: The table has no dates, no known column, or nothing beyond the history.
    """
    last = last_day(frame, roles)
    pairs = links(extra, frame, roles)
    known = [name for name in future_columns(roles) if name in extra.columns]
    if required:
        known += [name for name in extra.columns if _says_open(name, frame, roles)]
        _check(extra, known, roles)
    if not known or not extra.dated:
        return None, []
    near = pl.lit(last).dt.offset_by(f"{_DAYS_AHEAD}d")
    ahead = extra.frame.filter((pl.col(DAY) > pl.lit(last)) & (pl.col(DAY) <= near))
    beyond = ahead.height
    if not pairs and beyond:
        first = frame[roles.date].cast(pl.Date).min()
        ahead = extra.frame.filter((pl.col(DAY) >= pl.lit(first)) & (pl.col(DAY) <= near))
    if not beyond:
        if required:
            end = extra.frame[DAY].max()
            raise ColumnsError(
                f"{extra.name} ends on {end!s}, the sales end on {last!s}: nothing in it lies ahead.",
                fix="Give rows for the days to forecast.",
            )
        return None, []
    typed = [
        type_like(
            ahead[name],
            frame[name] if name in frame.columns else pl.Series(name, [0, 1]),
            extra.formats.of(name),
            extra.name,
        )
        for name in known
    ]
    rows = ahead.select(
        *(as_labels(ahead[theirs]).alias(mine) for theirs, mine in pairs.items()),
        pl.col(DAY).cast(frame[roles.date].dtype).alias(roles.date),
        *(values for values, _ in typed),
    )
    keyed = _with_keys(rows, frame, roles, list(pairs.values()), announces=required)
    if pairs and not keyed.height:
        raise ColumnsError(
            f"No row of {extra.name} fits a series by {', '.join(pairs.values())}.",
            fix="Write these columns as in the sales.",
        )
    text = f"{extra.name} gives {', '.join(known)} until {keyed[roles.date].cast(pl.Date).max()!s}."
    notes = [Note("known_ahead", keyed.height, text)]
    if required:
        notes += [note for _, said in typed for note in said]
        linked = list(pairs.values())
        announces = bool(roles.keys) and set(roles.keys) <= set(linked)
        coming = rows.filter(pl.col(roles.date).cast(pl.Date) > pl.lit(last))
        notes += row_notes(extra.name, coming, linked, roles.date, frame, announces=announces)
    unused = [n for n in extra.columns if n not in known and n not in pairs and extra.kinds[n] != "calendar"]
    if required and unused:
        notes += _note_unused(extra, unused, frame, roles)
    return keyed, notes


def _says_open(name: str, frame: pl.DataFrame, roles: ColumnRoles) -> bool:
    """Whether a plan's column says when the shop is open; it needs no past to be believed."""
    return name not in (*frame.columns, *roles.ignored) and value_of_closed(name) is not None


def _note_unused(extra: ExtraTable, unused: list[str], frame: pl.DataFrame, roles: ColumnRoles) -> list[Note]:
    """Why columns of a plan teach nothing: the history lacks them, or they play another part in it."""
    here = {*frame.columns, *roles.ignored}
    lacking = [name for name in unused if name not in here]
    present = [name for name in unused if name in here and name not in roles.static and name != roles.target]
    notes = []
    if lacking:
        text = (
            f"{extra.name}: {', '.join(lacking)} {'are' if len(lacking) > 1 else 'is'} not in the history, "
            "so nothing can be learned from it."
        )
        notes.append(Note("future_columns_unused", len(lacking), text))
    if present:
        text = (
            f"{extra.name}: {', '.join(present)} of the days ahead aren't used "
            f"({option('known_ahead')} uses them)."
        )
        notes.append(Note("future_columns_left_out", len(present), text))
    return notes


def _check(extra: ExtraTable, known: list[str], roles: ColumnRoles) -> None:
    if not extra.dated:
        raise ColumnsError(f"{extra.name} has no dates.", fix="Give it the sales' date column.")
    if not known:
        possible = future_columns(roles)
        wanted = ", ".join(possible) or "none"
        nameless = value_name(extra.name) in extra.columns
        why = " Its columns are days or products, so that its name is all that names its values."
        raise ColumnsError(
            f"{extra.name} has no column that is known ahead (the sales have: {wanted})."
            + (why if nameless else ""),
            fix=f"Call the file what its values are, such as {possible[0]}.csv."
            if nameless and possible
            else f"Name the columns as in the sales, or declare them with {option('known_ahead')}.",
        )


def _with_keys(
    rows: pl.DataFrame, frame: pl.DataFrame, roles: ColumnRoles, linked: list[str], *, announces: bool
) -> pl.DataFrame:
    """The rows under the sales' keys, through whatever columns both share.

    A plan (`announces`) that names all keys may name series that never sold: new products, kept with what
    else it says of them. Any other table, such as a list of all codes there ever were, announces nothing.
    """
    others = [name for name in linked if name not in roles.keys]
    keys = [key for key in roles.keys if key in linked]
    if announces and keys and len(keys) == len(roles.keys):
        return select_announced_rows(rows, frame, roles)
    if not others or len(keys) == len(roles.keys):
        fitting = rows.join(frame.select(keys).unique(), on=keys, how="semi") if keys else rows
        return fitting.drop(others)
    series = frame.select(*roles.keys, *others).unique()
    series = series.with_columns(as_labels(series[name]).alias(name) for name in others)
    return series.join(rows, on=linked, how="inner").drop(others)


def combine(tables: Sequence[pl.DataFrame], frame: pl.DataFrame, roles: ColumnRoles) -> pl.DataFrame | None:
    """One table of what is known ahead; of two values for one series and date the first table's counts.

    Tables with fewer keys are spread over the series first, when others have more.
    """
    if len(tables) <= 1:
        return tables[0] if tables else None
    widest = [key for key in roles.keys if any(key in table.columns for table in tables)]
    named = [frame, *(table for table in tables if set(widest) <= set(table.columns))]
    series = pl.concat([_as_text(table, widest) for table in named]).unique() if widest else None
    whole: pl.DataFrame | None = None
    for part in tables:
        shared = [key for key in widest if key in part.columns]
        table = part
        if series is not None and len(shared) < len(widest):
            ahead = part.filter(pl.col(roles.date) > frame[roles.date].max())
            table = series.join(ahead, on=shared or None, how="inner" if shared else "cross")
        on = [*widest, roles.date]
        if whole is None:
            whole = table
            continue
        whole = whole.join(table, on=on, how="full", coalesce=True, suffix="__more", nulls_equal=True)
        twice = [name for name in whole.columns if name.endswith("__more")]
        whole = whole.with_columns(
            pl.coalesce(n.removesuffix("__more"), n).alias(n.removesuffix("__more")) for n in twice
        )
        whole = whole.drop(twice)
    return whole


def _as_text(table: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    return table.select(pl.col(key).cast(pl.String) for key in keys)
