"""Reads a stock or supply file: its fields found, its numbers and dates typed, its rows matched to series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.dates.date_column import date_reading
from foresale.data.reading.columns.numbers.number_formats import NumberFormats, find_formats
from foresale.data.reading.columns.numbers.open_numbers import settle_formats
from foresale.data.reading.formats.raw_table import stack
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.parse_dates import parse_dates
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_numbers
from foresale.data.reading.provenance import own_columns
from foresale.data.reading.questions import Ask
from foresale.data.reading.replenishment.arrival_columns import (
    ArrivalColumn,
    drop_total,
    find_arrival_columns,
)
from foresale.data.reading.replenishment.fields import field_phrases, field_strength, find_fields, parse_given
from foresale.data.reading.replenishment.series_match import (
    SeriesNames,
    find_key_columns,
    find_unknown_rows,
    key_column,
    spell_keys,
)
from foresale.data.reading.rows.rejects import Rejects
from foresale.data.reading.side_tables.read_tables import read_side_tables
from foresale.notes import Evidence, Note, Reading, counted
from foresale.sales import no_rejects

NOT_SOLD = "isn't in the sales"
_DATES = ("arrival", "date", "expiry")
_TEXTS = (
    *("supplier", "order_days", "delivery_days", "closed_days", "preferred"),
    *("lead_time", "lead_time_spread", "late_by", "shelf_life", "review"),
)


@dataclass(frozen=True)
class TableKind:
    """What one of the files of an order holds.

    Attributes:
        vocabulary: Whose words tell its columns: `stock` or `supply`.
        asked_by: The option that names its columns.
        unnamed: The field that a lone column of numbers holds whose name says nothing; "" for none.
        needed: Fields of which a row has at least one.
    """

    vocabulary: str
    asked_by: str
    unnamed: str = ""
    needed: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrderTable:
    """A file of stock, of orders on the way or of suppliers' terms.

    Attributes:
        name: The file's name.
        frame: Its rows that can be used: keys as `key_column`, each field under its own name.
        keys: The sales' keys that it has.
        columns: Field → the column that holds it.
        rejects: Rows set aside.
        notes: What was inferred.
        n_rows: Rows read, good and bad.
        arrivals: Columns of units on their way that say when these arrive.
    """

    name: str
    frame: pl.DataFrame
    keys: tuple[str, ...]
    columns: Mapping[str, str]
    rejects: pl.DataFrame
    notes: tuple[Note, ...]
    n_rows: int
    arrivals: Mapping[str, ArrivalColumn]

    def has(self, field: str) -> bool:
        """Whether the file has this field."""
        return field in self.columns


def read_order_table(
    source: object,
    kind: TableKind,
    names: SeriesNames,
    options: ReadOptions,
    given: Sequence[str] = (),
    ask: Ask | None = None,
) -> OrderTable:
    """Read one of the files of an order.

    Args:
        source: Its path, several of them, or a table in memory.
        kind: What it holds.
        names: What the sales call their series.
        options: How the caller reads dates and decimals; columns are found anew.
        given: What the caller says of its columns, as `field=column`.
        ask: Asked what the file leaves open.

    Raises:
        UnreadableFileError: The file is missing, empty or not what its name says.
        ColumnsError: A column can't be told.
    """
    plain = ReadOptions(
        decimal=options.decimal,
        day_first=options.day_first,
        date_format=options.date_format,
        today=options.today,
    )
    sources = list(source) if isinstance(source, list | tuple) else [source]
    raw = stack([table for _, table in read_side_tables(kind.vocabulary, sources, plain)])
    frame, columns = raw.frame, own_columns(raw.frame)
    name = str(frame["__file__"][0]) if frame.height else "The file"
    said = parse_given(given, kind.asked_by)
    phrases = field_phrases(kind.vocabulary)
    strengths = {c: max(field_strength(c, words) for words in phrases.values()) for c in columns}
    given_keys = {key: column for key, column in said.items() if key in names.keys}
    given_fields = {field: column for field, column in said.items() if field not in given_keys}
    free = [c for c in columns if not strengths[c] and c not in given_fields.values()]
    exact = [c for c in columns if strengths[c] and c in names.keys]
    pairs = find_key_columns(frame, [*free, *exact], names, given_keys)
    rest = [column for column in columns if column not in pairs.values()]
    arrivals, said_when = _find_arrivals(rest, kind, given_fields, plain, ask, name)
    fields = find_fields([c for c in rest if c not in arrivals], kind.vocabulary, given_fields, kind.asked_by)
    fields = _with_plain_names(fields, kind)
    formats = find_formats(frame, plain.decimal, semicolons=raw.decimal_comma)
    notes = list(raw.notes)
    if kind.unnamed and not arrivals and not any(field in fields for field in kind.needed):
        fields |= _lone_number(_Cells(frame, fields, pairs, formats, kind), rest, notes)
    by_arrival = {each.field: column for column, each in arrivals.items()}
    numbers = [column for field, column in fields.items() if field not in (*_DATES, *_TEXTS)] + list(arrivals)
    formats, proofs = settle_formats(frame, numbers, formats, ask)
    frame, spelt = spell_keys(frame, pairs, names, name)
    typed, rejects, dated = _type_cells(
        _Cells(frame, fields | by_arrival, pairs, formats, kind), names, plain, ask
    )
    typed, total = drop_total(typed, fields, arrivals, name)
    if total:
        del fields["in_transit"]
    roles = ", ".join(f"{field.replace('_', ' ')} from {column}" for field, column in fields.items())
    by = f"; series by {', '.join(pairs.values())}" if pairs else ""
    text = f"{name}: {roles or 'nothing'}{by}."
    notes += [
        Note(f"{kind.vocabulary}_columns", len(fields), text),
        *said_when,
        *total,
        *proofs,
        *spelt,
        *dated,
    ]
    rejects = pl.concat([raw.rejects, rejects])
    return OrderTable(name, typed, tuple(pairs), fields, rejects, tuple(notes), raw.rows, arrivals)


def _find_arrivals(
    columns: Sequence[str],
    kind: TableKind,
    given: Mapping[str, str],
    options: ReadOptions,
    ask: Ask | None,
    name: str,
) -> tuple[dict[str, ArrivalColumn], list[Note]]:
    """Columns of units on their way that say when; none where the caller says which column that is."""
    if kind.vocabulary != "stock" or "in_transit" in given:
        return {}, []
    return find_arrival_columns(columns, kind.vocabulary, options, ask, name)


@dataclass(frozen=True)
class _Cells:
    """A table whose columns have parts, before its cells are typed."""

    frame: pl.DataFrame
    fields: Mapping[str, str]
    pairs: Mapping[str, str]
    formats: NumberFormats
    kind: TableKind


def _with_plain_names(fields: dict[str, str], kind: TableKind) -> dict[str, str]:
    """A bare quantity is what the file is about; in a list of orders on the way a date is the arrival."""
    fields = dict(fields)
    if kind.unnamed in fields or not kind.unnamed:
        fields.pop("quantity", None)
    elif "quantity" in fields:
        fields[kind.unnamed] = fields.pop("quantity")
    if kind.unnamed == "in_transit" and "arrival" not in fields and "date" in fields:
        fields["arrival"] = fields.pop("date")
    return fields


def _lone_number(cells: _Cells, columns: Sequence[str], notes: list[Note]) -> dict[str, str]:
    """The only column of numbers that no name explains, for the field that such a file is about."""
    frame, kind, formats = cells.frame, cells.kind, cells.formats
    name = str(frame["__file__"][0])
    free = [column for column in columns if column not in cells.fields.values()]
    numeric = [
        column
        for column in free
        if frame[column].null_count() < frame.height
        and parse_numbers(frame[column], decimal=formats.of(column), units=True).null_count()
        <= frame[column].null_count() + 0.1 * frame.height
    ]
    if len(numeric) != 1:
        return {}
    field = kind.unnamed.replace("_", " ")
    evidence = Evidence(f"it is the only column of numbers in {name}", (Reading(field),), "likely")
    notes.append(Note("lone_column", 1, f"{numeric[0]} of {name} is taken for {field}.", evidence))
    return {kind.unnamed: numeric[0]}


def _type_cells(
    table: _Cells, names: SeriesNames, options: ReadOptions, ask: Ask | None
) -> tuple[pl.DataFrame, pl.DataFrame, list[Note]]:
    """Keys and fields of the rows that can be used, the rows set aside, and notes."""
    frame, fields, formats, kind, pairs = table.frame, table.fields, table.formats, table.kind, table.pairs
    faults = Rejects(frame)
    notes: list[Note] = []
    for key, column in pairs.items():
        faults.refuse(frame[key_column(key)].is_null(), column, None, f"has no {key}")
    made: list[pl.Series] = []
    for field, column in fields.items():
        cells = frame[column]
        if field in _DATES:
            parsed = parse_dates(cells, replace(date_reading(options), today=None), ask=ask)
            notes.extend(parsed.notes)
            faults.refuse(parsed.values.is_null() & ~is_missing(cells), column, cells, "is not a date")
            made.append(parsed.values.cast(pl.Date).alias(field))
        elif field in _TEXTS:
            made.append(cells.cast(pl.String).str.strip_chars().alias(field))
        else:
            number = parse_numbers(cells, decimal=formats.of(column), units=True)
            faults.refuse(number.is_null() & ~is_missing(cells), column, cells, "is not a number")
            faults.refuse(number.is_infinite(), column, cells, "is infinite")
            if field != "on_hand":
                faults.refuse(number < 0, column, cells, "is below zero")
            made.append(number.alias(field))
    whole = frame.select("__file__", "__row__", *(key_column(key) for key in pairs)).with_columns(made)
    present = [field for field in fields if field.partition(":")[0] in kind.needed]
    if present:
        empty = whole.select(pl.all_horizontal(pl.col(present).is_null())).to_series()
        words = " nor ".join(dict.fromkeys(field.partition(":")[0].replace("_", " ") for field in present))
        faults.refuse(
            empty, fields[present[0]], None, f"says neither {words}" if len(present) > 1 else "is empty"
        )
    unknown = find_unknown_rows(frame, pairs, names)
    quoted = (
        frame.select(pl.concat_str([key_column(key) for key in pairs], separator=" · ")).to_series()
        if pairs
        else None
    )
    faults.refuse(unknown, next(iter(pairs.values()), None), quoted, NOT_SOLD)
    rejects = faults.rejects()
    return whole.filter(faults.good), rejects if rejects.height else no_rejects(), notes


def note_rejects(table: OrderTable) -> tuple[Note, ...]:
    """Notes of how many of its rows were set aside, and why."""
    notes = []
    not_sold = table.rejects.filter(pl.col("reason") == NOT_SOLD)
    if not_sold.height:
        first = ", ".join(not_sold["value"].drop_nulls().unique(maintain_order=True).head(3).to_list())
        text = (
            f"{counted(not_sold.height, 'row')} of {table.name} aren't in the sales and are set aside, "
            f"such as {first}."
        )
        notes.append(Note("not_in_sales", not_sold.height, text))
    rest = table.rejects.height - not_sold.height
    if rest:
        notes.append(Note("rejected_rows", rest, f"{counted(rest, 'row')} of {table.name} can't be used."))
    return tuple(notes)
