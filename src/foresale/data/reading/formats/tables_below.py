"""Tables that stand below each other, each with periods of its own as columns, read one by one and joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.formats.labels_above import split_label
from foresale.data.reading.formats.period_headers import (
    Row,
    find_period_headers,
    labels_of,
    periods_of,
)
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.parsing.dates.date_formats import match_dates
from foresale.data.reading.parsing.dates.label_months import YEAR, find_label_months
from foresale.data.reading.provenance import FILE, ROW
from foresale.errors import ColumnsError
from foresale.notes import Evidence, Note, Reading
from foresale.sales import no_rejects

_SHOWN = 4
_NAMELESS = re.compile(r"column_\d+$")
_MOST_HEADERS = 0.5  # share of all rows above which they are no headers


@dataclass(frozen=True)
class TableBelow:
    """One of several tables below each other.

    Attributes:
        first: Place of its title, or of its header where it has none.
        header: Place of its header.
        end: Place behind its last row.
        title: The line above its header; None where there is none.
        label: The name before its periods, where each table has another one and no title.
    """

    first: int
    header: int
    end: int
    title: str | None
    label: str | None = None


def find_tables_below(rows: Sequence[Row]) -> list[TableBelow]:
    """The tables, where several headers of periods that differ stand below each other; else none.

    Args:
        rows: All rows of cells that may be headers or titles; others may be empty.

    Examples:
        >>> march, april = ["Item", "1 Mar 2024", "2 Mar 2024", "3 Mar 2024"], ["Item", "Apr", "May", "Jun"]
        >>> [table.header for table in find_tables_below([march, ["Tea", "1", "2", "3"], [], april, ["Tea"]])]
        [0, 3]
    """
    headers = _with_rows_below(rows, find_period_headers(rows))
    filled = sum(any(cell and cell.strip() for cell in row) for row in rows)
    if len(headers) < 2 or len(headers) > _MOST_HEADERS * filled:
        return []
    if len({(labels_of(rows[place]), *periods_of(rows[place])) for place in headers}) == 1:
        return []
    tops = [_top(rows, place, after=above) for place, above in zip(headers, [-1, *headers], strict=False)]
    labels = [labels_of(rows[place]) for place in headers]
    own = len(set(labels)) == len(labels) and all(len(label) == 1 and label[0] for label in labels)
    named = own and None not in find_label_months([label[0] for label in labels]).values()
    return [
        TableBelow(top, place, end, _title(rows[top:place]), _first_name(rows[place]) if named else None)
        for top, place, end in zip(tops, headers, [*tops[1:], len(rows)], strict=True)
    ]


def join_tables_below(tables: Sequence[RawTable], places: Sequence[TableBelow], file: str) -> RawTable:
    """The tables of one file or sheet as one, each row's file named with the title or line of its table.

    A title that names no month or year becomes a column: what it says (Store), or `section`.

    Args:
        tables: Each table as read alone.
        places: Where each stands, in the same order.
        file: The file's name.

    Raises:
        ColumnsError: They have other columns, or nothing tells tables of the same days and labels apart.
    """
    names = [_name(place, table) for place, table in zip(places, tables, strict=True)]
    titles = [place.title or place.label for place in places]
    known = [title for title in titles if title is not None]
    alike = [
        replace(table, frame=_without_padding(table.frame, place.label))
        for table, place in zip(tables, places, strict=True)
    ]
    _refuse_other_columns(alike, places, file)
    told = len(known) == len(tables) and len(set(known)) == len(tables)
    if told and _are_times(known):
        sheet = not (all(map(YEAR.search, known)) or any(map(_says_year, periods_of(alike[0].columns))))
        parts = [
            _with_column(t, "sheet" if sheet else None, name) for t, name in zip(alike, known, strict=True)
        ]
    elif told:
        parts = _with_titles(alike, known)
    else:
        parts = alike
        _refuse_shared(parts, places, file)
    frames = [
        part.frame.with_columns(pl.lit(f"{file} [{name}]").alias(FILE))
        for part, name in zip(parts, names, strict=True)
    ]
    frame = pl.concat(frames, how="diagonal_relaxed").with_columns(pl.col(FILE).cast(pl.Categorical()))
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    text = (
        f"{file}: {len(names)} tables stand below each other ({shown}), each with its own periods: "
        "all are read."
    )
    seen = f"headers of periods on rows {', '.join(str(_row(table)) for table in tables[:_SHOWN])}"
    readings = (Reading("parts of one table"), Reading("tables of their own"))
    note = Note("tables_below", len(names), text, Evidence(seen, readings))
    notes = [n for part in parts for n in part.notes if n.rule != "lines_before_header"]
    return RawTable(
        frame,
        rejects=pl.concat([no_rejects(), *(part.rejects for part in parts)]),
        notes=(*dict.fromkeys(notes), note),
        decimal_comma=tables[0].decimal_comma,
        lines_above={
            f"{file} [{name}]": place.title or "" for name, place in zip(names, places, strict=True)
        },
    )


def _with_rows_below(rows: Sequence[Row], headers: Sequence[int]) -> list[int]:
    """The headers without those that stand right below another one, as a second line of it."""
    found: list[int] = []
    for place in headers:
        between = rows[found[-1] + 1 : place] if found else []
        if not found or any(any(cell and cell.strip() for cell in row) for row in between):
            found.append(place)
    return found


def _top(rows: Sequence[Row], header: int, *, after: int) -> int:
    """The first of the rows of one cell each just above a header: its title and what stands about it."""
    top = header
    while top - 1 > after and sum(bool(cell and cell.strip()) for cell in rows[top - 1]) <= 1:
        top -= 1
    pair = [cell.strip() for cell in rows[top - 1] if cell and cell.strip()] if top - 1 > after else []
    if len(pair) == 2 and split_label(": ".join(pair)) is not None and not any(c.isdigit() for c in pair[1]):
        return top - 1
    while top < header and not any(cell and cell.strip() for cell in rows[top]):
        top += 1
    return top


def _title(lines: Sequence[Row]) -> str | None:
    """The lowest filled line above a header."""
    filled = [[cell.strip() for cell in line if cell and cell.strip()] for line in lines]
    return next((": ".join(cells) for cells in reversed(filled) if cells), None)


def _first_name(row: Row) -> str | None:
    return next((cell.strip() for cell in row if cell and cell.strip()), None)


def _name(place: TableBelow, table: RawTable) -> str:
    return place.title or place.label or f"row {_row(table)}"


def _row(table: RawTable) -> int:
    """The row on which a table's header stands."""
    return int(table.frame[ROW][0]) - 1 if table.frame.height else 0


def _without_padding(frame: pl.DataFrame, label: str | None) -> pl.DataFrame:
    """The table without empty columns that have no name, its first one called item where it has a `label`."""
    padding = [n for n in frame.columns if _NAMELESS.match(n) and frame[n].null_count() == frame.height]
    frame = frame.drop(padding)
    return frame if label is None else frame.rename({frame.columns[0]: "item"})


def _with_column(table: RawTable, name: str | None, value: str) -> RawTable:
    if name is None:
        return table
    return replace(table, frame=table.frame.with_columns(pl.lit(value).alias(name)))


def _are_times(titles: Sequence[str]) -> bool:
    """Whether all titles are months, years or other dates."""
    if None not in find_label_months(titles).values() or all(YEAR.search(title) for title in titles):
        return True
    return match_dates(pl.Series(titles))["family"].null_count() == 0


def _says_year(period: str) -> bool:
    return YEAR.search(period) is not None or match_dates(pl.Series([period]))["family"][0] is not None


def _with_titles(tables: Sequence[RawTable], titles: Sequence[str]) -> list[RawTable]:
    """The tables with what their titles say in a column."""
    parted = [split_label(title) for title in titles]
    labels = {found[0] for found in parted if found is not None}
    if None in parted or len(labels) != 1:
        return [_with_column(t, "section", title) for t, title in zip(tables, titles, strict=True)]
    label = labels.pop()
    return [_with_column(t, label, found[1]) for t, found in zip(tables, parted, strict=True) if found]


def _refuse_other_columns(tables: Sequence[RawTable], places: Sequence[TableBelow], file: str) -> None:
    """Stop where tables below each other differ in more than their periods."""
    rest = [set(t.columns) - set(periods_of(t.columns)) for t in tables]
    other = next((place for place in range(1, len(rest)) if rest[place] != rest[0]), None)
    if other is None:
        return
    own = [", ".join(sorted(names)) or "nothing" for names in (rest[0], rest[other])]
    raise ColumnsError(
        f"{file}: {len(places)} tables stand below each other (headers on rows {_row(tables[0])} and "
        f"{_row(tables[other])}); beside its periods one has {own[0]}, the other {own[1]}.",
        fix="Give each table a file or a sheet of its own, or name their columns alike.",
    )


def _refuse_shared(tables: Sequence[RawTable], places: Sequence[TableBelow], file: str) -> None:
    """Stop where two untitled tables hold the same labels and periods: nothing says what each is of."""
    for one, table in enumerate(tables):
        for other in tables[one + 1 :]:
            periods = [name for name in periods_of(table.columns) if name in other.columns]
            labels = [name for name in table.columns if name not in periods_of(table.columns)]
            held = table.frame.filter(pl.any_horizontal(pl.col(periods).is_not_null())) if periods else None
            if held is None or held.join(other.frame, on=labels, how="semi").is_empty():
                continue
            raise ColumnsError(
                f"{file}: {len(places)} tables stand below each other, and those with headers on rows "
                f"{_row(table)} and {_row(other)} hold the same labels and periods ({periods[0]}).",
                fix="Write above each what it is of, such as 'Store: North' or '2024', or leave one out.",
            )
