"""Brings joined tables, plans and rows after the last sale to the sales."""

from __future__ import annotations

import polars as pl

from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import COLUMN, FILE, ROW
from foresale.data.reading.side_tables.join import ExtraTable, join_extra, links
from foresale.data.reading.side_tables.key_match import spell_as_sold
from foresale.data.reading.side_tables.known_ahead import combine, future_rows, last_day, rows_ahead
from foresale.data.reading.side_tables.listed_days import fill_listed_days, find_listed_days
from foresale.data.reading.side_tables.new_products import describe_announced
from foresale.data.reading.side_tables.planned_columns import with_joined_plan, with_own_plan
from foresale.errors import UnreadableFileError
from foresale.messages import option
from foresale.notes import Note
from foresale.sales import ColumnRoles

_TELLING = ("person", "place", "channel", "store", "category", "brand", "product", "attribute", "label")
"""Kinds of columns that say of whom, of what or where a row is."""


def attach_side_tables(
    frame: pl.DataFrame,
    roles: ColumnRoles,
    joined: list[ExtraTable],
    further: list[ExtraTable],
    options: ReadOptions,
) -> tuple[pl.DataFrame, ColumnRoles, pl.DataFrame | None, list[Note]]:
    """The sales with what other tables say of them, and what is known ahead.

    Args:
        frame: Typed rows; those after the last sale are known ahead.
        roles: The part of each column.
        joined: Tables of `options.join`.
        further: Tables of `options.future`.
        options: How the caller wants columns of joined tables to be taken.

    Returns:
        The sales, the part of each of their columns, the values known ahead if there are any, and notes.

    Raises:
        UnreadableFileError: No row holds a sale.
    """
    notes: list[Note] = []
    roles, said = with_own_plan(frame, roles, options)
    notes.extend(said)
    frame, own = rows_ahead(frame, roles)
    if not frame.height:
        raise UnreadableFileError("No row holds a sale.", fix=f"Name the target with {option('target')}.")
    ahead: list[pl.DataFrame] = []
    spelt: list[tuple[ExtraTable, bool]] = []
    for extra, is_plan in [*((e, False) for e in joined), *((e, True) for e in further)]:
        named, said = spell_as_sold(extra, frame, links(extra, frame, roles))
        notes.extend((*extra.notes, *said))
        spelt.append((named, is_plan))
    joined = [extra for extra, is_plan in spelt if not is_plan]
    further = [extra for extra, is_plan in spelt if is_plan]
    for place, extra in enumerate(joined):
        whole, listed, of_days = find_listed_days(extra, frame, roles)
        frame, roles, said = join_extra(frame, roles, extra, options)
        frame = fill_listed_days(frame, roles, extra, listed)
        notes.extend((*said, *of_days))
        roles, said = with_joined_plan(roles, whole, last_day(frame, roles), options)
        notes.extend(said)
        joined[place] = whole
    for place, extra in enumerate(further):
        further[place], _, said = find_listed_days(extra, frame, roles)
        notes.extend(said)
    for extra, required in [*((e, True) for e in further), *((e, False) for e in joined)]:
        rows, said = future_rows(extra, frame, roles, required=required)
        notes.extend(said)
        if rows is not None:
            ahead.append(rows)
    if own is not None:
        ahead.insert(0, own)
        notes.append(
            Note(
                "known_ahead", own.height, f"{own.height:,} rows after the last sale hold values known ahead."
            )
        )
    future = describe_announced(combine(ahead, frame, roles), frame, roles, joined)
    frame = frame.drop(FILE, ROW, COLUMN, strict=False)
    return frame.drop(_unused(frame, roles)), roles, future, notes


def _unused(frame: pl.DataFrame, roles: ColumnRoles) -> list[str]:
    """Columns that are left out, but for those that say of whom or where rows are that are equal else.

    Two customers who buy the same on one day are no line that was written twice.
    """
    if roles.transaction:
        return []
    unused = [name for name in roles.ignored if name in frame.columns]
    telling = [name for name in unused if kind_of(name) in _TELLING]
    kept = [name for name in frame.columns if name not in unused]
    equal = frame.filter(frame.select(kept).is_duplicated()) if telling else frame.clear()
    if equal.is_empty():
        return unused
    lines = equal.select(kept).n_unique()
    apart = [name for name in telling if equal.select(*kept, name).n_unique() > lines]
    return [name for name in unused if name not in apart]
