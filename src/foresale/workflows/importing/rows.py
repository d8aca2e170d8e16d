"""Turns a table whose columns are known into sales as they will be stored; other rows are set aside."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from foresale.data.reading.columns.dates.date_column import DatedTable
from foresale.data.reading.columns.numbers.number_formats import NumberFormats
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.parsing.numbers.cell_words import NO_LABEL
from foresale.data.reading.parsing.numbers.closed_cells import says_closed, says_sold_out
from foresale.data.reading.parsing.numbers.number_format import NumberFormat
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_flags, parse_numbers
from foresale.data.reading.provenance import COLUMN, FILE, ROW
from foresale.data.reading.questions import Ask
from foresale.data.reading.rows.cells.bad_cells import bad_cells_note, examples_of
from foresale.data.reading.rows.cells.day_cells import reject_implausible_days
from foresale.data.reading.rows.cells.key_spelling import unify_keys
from foresale.data.reading.rows.rejects import Rejects
from foresale.notes import Note, counted
from foresale.sale_fields import CLOCK_TOLERANCE, CONTROL_CHARACTERS, MAX_LETTERS, MAX_MONEY, MAX_QUANTITY
from foresale.sales import ColumnRoles
from foresale.workflows.importing.columns import FoundColumns
from foresale.workflows.importing.stored_keys import NOTHING_STORED, StoredKeys, spell_as_stored
from foresale.workflows.importing.transaction_ids import number_lines

PROMOTED = "yes"
_SHORTENED = ("product_name", "category", "customer_group")
_MAX_AMOUNTS = {"quantity": MAX_QUANTITY, "unit_price": MAX_MONEY, "revenue": MAX_MONEY}


@dataclass(frozen=True)
class TypedRows:
    """Sales as they will be stored.

    Attributes:
        frame: `transaction_id`, `product`, `store`, `sold_at` (the shop's clock), `quantity`,
            `unit_price`, `revenue`, `customer_group`, `promotion`, `product_name`, `category`, and `row`, its
            number in the file.
        rejects: Rows set aside (`REJECT_SCHEMA`).
        notes: What was decided.
    """

    frame: pl.DataFrame
    rejects: pl.DataFrame
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class TypingRules:
    """How cells become fields.

    Attributes:
        formats: How each column writes its numbers.
        today: The last day that can have sales, shops ahead of our clock apart.
        key_spelling: What becomes of products and stores written in several ways.
        rate: What one unit of each row's currency is worth; None where nothing has to be converted.
        stored: Products and stores that are stored.
    """

    formats: NumberFormats
    today: datetime.date
    key_spelling: Literal["merge", "merge-likely", "keep"] = "merge"
    rate: pl.Series | None = None
    stored: StoredKeys = NOTHING_STORED


def type_rows(
    dated: DatedTable, found: FoundColumns, rules: TypingRules, ask: Ask, *, left_out: pl.Series
) -> TypedRows:
    """Read every cell as its field wants it, and set the rows aside that can't be a sale.

    Args:
        dated: The table in long layout, its date column read.
        found: Which column holds which field.
        rules: How cells become fields.
        ask: Asked what the file leaves open.
        left_out: True for each row that is not to be stored, and no fault.
    """
    raw, formats = dated.frame, rules.formats
    faults, notes = Rejects(raw), []
    columns = found.columns
    texts = {part: _text(raw, found, part) for part in MAX_LETTERS}
    amounts = {part: _numbers(raw, columns, part, formats) for part in ("quantity", "unit_price", "revenue")}
    if rules.rate is not None:
        amounts |= {part: amounts[part] * rules.rate for part in ("unit_price", "revenue")}
    typed = pl.DataFrame(
        [cells.alias(part) for part, cells in (texts | amounts).items()]
        + [raw[dated.date].cast(pl.Datetime("us")).alias("sold_at"), raw[FILE], raw[ROW]]
    ).with_columns(_promotion(texts["promotion"], formats.of(columns.get("promotion", ""))))
    typed, shortened = _shorten(typed)
    notes += shortened
    faults.drop(left_out)
    _refuse_dates(faults, dated)
    _refuse_texts(faults, columns, typed)
    if COLUMN in raw.columns and "quantity" in columns:
        empty = faults.drop(is_missing(raw[columns["quantity"]]))
        if empty:
            notes.append(Note("empty_cells", empty, f"{counted(empty, 'cell')} of the table hold nothing."))
    if "quantity" in columns:
        notes += _leave_closed_days(faults, raw[columns["quantity"]], amounts["quantity"])
    notes += _refuse_amounts(faults, raw, columns, amounts)
    typed, filled = _complete(typed)
    notes += filled
    lacking = typed["quantity"].is_null()
    faults.refuse(lacking, columns.get("quantity"), None, "has no quantity")
    # Before lines are numbered, so that a sale has one number however a file writes its product.
    typed, said = unify_keys(typed, ("product", "store"), "sold_at", rules.key_spelling)
    notes += said
    typed, said = spell_as_stored(typed, rules.stored, rules.key_spelling, faults, ask)
    notes += said
    named, said = number_lines(typed, faults, has_receipts="transaction_id" in columns)
    notes += said
    long_id = named["transaction_id"].str.len_chars() > MAX_LETTERS["transaction_id"]
    faults.refuse(long_id, columns.get("transaction_id"), named["transaction_id"],
                  f"is longer than {MAX_LETTERS['transaction_id']} letters")  # fmt: skip
    roles = ColumnRoles(date="sold_at", target="quantity")
    kept, late = reject_implausible_days(named.filter(faults.good), roles, rules.today, CLOCK_TOLERANCE)
    late = late.with_columns(column=pl.lit(dated.date))
    rejects = pl.concat([faults.rejects(), late]).sort("row", maintain_order=True)
    return TypedRows(kept.rename({ROW: "row"}).drop(FILE), rejects, tuple(notes))


def _text(raw: pl.DataFrame, found: FoundColumns, part: str) -> pl.Series:
    """A field as labels on one line, as the service takes them; null where nothing is said."""
    if part in found.columns:
        cells = raw[found.columns[part]]
        labels = as_labels(cells.cast(pl.String) if cells.dtype in (pl.Categorical, pl.Enum) else cells)
        if labels.str.contains(CONTROL_CHARACTERS).any():
            # PostgreSQL can't keep zero bytes: they vanish, the others part words.
            one_line = labels.str.replace_all("\x00", "", literal=True).str.replace_all(
                f"{CONTROL_CHARACTERS}+", " "
            )
            labels = as_labels(one_line)
        missing = is_missing(labels)
        if part in ("product", "store"):  # a product may well be called "NA" or "?"
            missing = labels.is_null() | labels.str.to_lowercase().is_in(NO_LABEL).fill_null(value=False)
        return labels.set(missing, None) if missing.any() else labels
    return pl.repeat(found.constants.get(part), raw.height, dtype=pl.String, eager=True)


def _numbers(raw: pl.DataFrame, columns: Mapping[str, str], part: str, formats: NumberFormats) -> pl.Series:
    if part not in columns:
        return pl.repeat(None, raw.height, dtype=pl.Float64, eager=True)
    return parse_numbers(raw[columns[part]], decimal=formats.of(columns[part]), units=True)


def _promotion(labels: pl.Series, number_format: NumberFormat) -> pl.Series:
    """A promotion's name, its size, or only that there is one; null where there is none."""
    filled = labels.drop_nulls().unique()
    if not len(filled):
        return labels.alias("promotion")
    table = pl.DataFrame(
        {"cell": filled, "flag": parse_flags(filled), "number": parse_numbers(filled, decimal=number_format)}
    )
    flag, number = pl.col("flag"), pl.col("number")
    is_none = (flag == 0) | (flag.is_null() & (number == 0))
    label = (
        pl.when(is_none.fill_null(value=False))
        .then(None)
        .when(flag == 1)
        .then(pl.lit(PROMOTED))
        .otherwise("cell")
    )
    known = dict(table.select("cell", label.alias("label")).iter_rows())
    return (
        labels.replace_strict(known, default=None, return_dtype=pl.String)
        .str.slice(0, MAX_LETTERS["promotion"])
        .alias("promotion")
    )


def _refuse_dates(faults: Rejects, dated: DatedTable) -> None:
    lacking = dated.frame[dated.date].is_null()
    if not lacking.any():
        return
    empty = is_missing(dated.unread)
    faults.refuse(lacking & ~empty, dated.date, dated.unread, "is not a date")
    faults.refuse(lacking, dated.date, dated.unread, "has no date")


def _refuse_texts(faults: Rejects, columns: Mapping[str, str], typed: pl.DataFrame) -> None:
    for part in ("product", "store"):
        column = columns.get(part)
        faults.refuse(typed[part].is_null(), column, None, f"names no {part}")
        too_long = typed[part].str.len_chars() > MAX_LETTERS[part]
        faults.refuse(too_long, column, typed[part], f"is longer than {MAX_LETTERS[part]} letters")


def _shorten(typed: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """Cut texts that only describe a sale to what is kept of them: a long name costs no sale."""
    notes = []
    for part in _SHORTENED:
        too_long = int((typed[part].str.len_chars() > MAX_LETTERS[part]).sum())
        if too_long:
            text = f"{part} of {counted(too_long, 'row')} is cut to {MAX_LETTERS[part]} letters."
            notes.append(Note(f"{part}_shortened", too_long, text))
    return typed.with_columns(pl.col(part).str.slice(0, MAX_LETTERS[part]) for part in _SHORTENED), notes


def _leave_closed_days(faults: Rejects, cells: pl.Series, numbers: pl.Series) -> list[Note]:
    """Leave out rows that say that the shop was closed or had nothing left: they hold no sale."""
    notes = []
    for said, rule, meaning in (
        (says_closed(cells, numbers), "closed_cells", "the shop was closed"),
        (says_sold_out(cells, numbers), "sold_out_cells", "stock ran out"),
    ):
        count = faults.drop(said)
        if count:
            text = f"{counted(count, 'row')} say {examples_of(cells.filter(said))}: {meaning}, no sale."
            notes.append(Note(rule, count, text))
    return notes


def _refuse_amounts(
    faults: Rejects, raw: pl.DataFrame, columns: Mapping[str, str], amounts: Mapping[str, pl.Series]
) -> list[Note]:
    """Refuse rows by their quantity; a price or revenue that is no number is only unknown."""
    notes = []
    for part, numbers in amounts.items():
        if part not in columns:
            continue
        column, cells = columns[part], raw[columns[part]]
        unread = numbers.is_null() & ~is_missing(cells)
        if part == "quantity":
            faults.refuse(unread, column, cells, "is not a number")
        elif (unread & faults.good).any():
            notes.append(bad_cells_note(raw, column, unread & faults.good, cells))
        faults.refuse(~numbers.is_finite(), column, cells, "is not a finite number")
        faults.refuse(
            numbers.abs() > _MAX_AMOUNTS[part], column, cells, f"is larger than {_MAX_AMOUNTS[part]:.0e}"
        )
    if "unit_price" in columns:
        faults.refuse(
            amounts["unit_price"] < 0,
            columns["unit_price"],
            raw[columns["unit_price"]],
            "is a negative price",
        )
    return notes


def _complete(typed: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """Work out the one of quantity, price and revenue that a row lacks from the other two."""
    quantity, price, revenue = pl.col("quantity"), pl.col("unit_price"), pl.col("revenue")
    before = typed.select(pl.col("quantity", "unit_price", "revenue").null_count()).row(0, named=True)
    filled = typed.with_columns(
        quantity=pl.when(quantity.is_null() & (price > 0)).then(revenue / price).otherwise(quantity),
    ).with_columns(
        unit_price=pl.when(price.is_null() & (quantity != 0) & (revenue / quantity >= 0))
        .then((revenue / quantity).round(4))
        .otherwise(price),
        revenue=pl.when(revenue.is_null()).then((price * quantity).round(4)).otherwise(revenue),
    )
    after = filled.select(pl.col("quantity", "unit_price", "revenue").null_count()).row(0, named=True)
    words = {
        "quantity": "revenue divided by price",
        "unit_price": "revenue divided by quantity",
        "revenue": "quantity times price",
    }
    return filled, [
        Note(f"{part}_worked_out", before[part] - after[part],
             f"{part} of {counted(before[part] - after[part], 'row')} is {words[part]}.")
        for part in words
        if before[part] > after[part]
    ]  # fmt: skip
