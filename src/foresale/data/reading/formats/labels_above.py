"""What lines above a header say of all rows below it, such as `Store: North`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.provenance import FILE
from foresale.data.reading.vocabulary.column_words import cut_unspaced, kind_phrases, split_words, words_for
from foresale.notes import Evidence, Note, Reading

_KINDS = ("store", "place", "channel", "brand", "category", "product")
_LONGEST = 60
_MARKS = ' ;,\t|"'
_LABELLED = re.compile(r"^([^\W\d][^:=]{0,30}?)[\"\s]*[:=]+[\s;,\t|\"]*(\S.*)$")
_PARTED = re.compile(r"^([^\W\d][^;,\t|:=]{0,30}?)[\"\s]*[;,\t|]+[\s\"]*([^;,\t|]+)$")


def split_label(line: str) -> tuple[str, str] | None:
    """A line's label and value, where it has both: of `Store: North`, Store and North.

    Without a mark between the two the label is one word that can head a column of stores, places or products.

    Args:
        line: A line of text, or the only filled cell of a row.

    Examples:
        >>> split_label("Store: North"), split_label("Filiale;Mitte;;"), split_label("Region North")
        (('Store', 'North'), ('Filiale', 'Mitte'), ('Region', 'North'))
        >>> split_label("Sales of all stores") is None
        True
    """
    text = line.strip(_MARKS)
    if len(text) > _LONGEST:
        return None
    found = _LABELLED.match(text) or _PARTED.match(text)
    if found is not None:
        return found[1].strip(_MARKS), found[2].strip(_MARKS)
    word, _, rest = text.partition(" ")
    return (word, rest.strip()) if rest.strip() and says_what_rows_are_of(word) else None


def says_what_rows_are_of(label: str) -> bool:
    """Whether a label is that of a store, a place, a channel, a brand, a category or a product.

    Args:
        label: The words before a colon.

    Examples:
        >>> (
        ...     says_what_rows_are_of("Filiale"),
        ...     says_what_rows_are_of("Store No."),
        ...     says_what_rows_are_of("Printed"),
        ... )
        (True, True, False)
    """
    words = tuple(word for word in cut_unspaced(split_words(label)) if not word.isdigit())
    spans = {words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    kind = next((kind for kind, phrases in kind_phrases() if not spans.isdisjoint(phrases)), None)
    named = {kind for kind, phrases in kind_phrases() if kind in _KINDS and not spans.isdisjoint(phrases)}
    return kind in _KINDS or bool(named and kind in ("row", "label"))


def names_column(cell: str) -> bool:
    """Whether a cell is a word for a column, of dates or of anything else.

    Args:
        cell: The cell.

    Examples:
        >>> names_column("Qty"), names_column("Date"), names_column("North")
        (True, True, False)
    """
    words = tuple(cut_unspaced(split_words(cell)))
    known = any(words in phrases for _, phrases in kind_phrases())
    return known or (len(words) == 1 and words[0] in words_for("date"))


def add_labels_above(tables: Sequence[RawTable]) -> list[RawTable]:
    """The tables with what the lines above each say of it in columns, where they say different things.

    Args:
        tables: Tables that are to become one.
    """
    values = [_labels_of(table) for table in tables]
    shared = [label for label in values[0] if all(label in found for found in values)] if values else []
    told = [
        label
        for label in shared
        if len({found[label] for found in values}) > 1 and not any(label in t.columns for t in tables)
    ]
    if not told:
        return list(tables)
    shown = ", ".join(f"{label} {found[label]}" for found in values[:3] for label in told)
    text = f"Lines above the headers say what rows are of ({shown} …): they are in {', '.join(told)}."
    readings = (Reading("they hold for the rows below"), Reading("they say nothing of them"))
    note = Note("labels_above", len(tables), text, Evidence("each table has its own", readings))
    return [
        replace(
            table,
            frame=table.frame.with_columns(pl.lit(found[label]).alias(label) for label in told),
            notes=(*table.notes, note) if table is tables[0] else table.notes,
        )
        for table, found in zip(tables, values, strict=True)
    ]


def _labels_of(table: RawTable) -> dict[str, str]:
    """What the lines above a table's header say of its rows; nothing of a table of several files."""
    if not table.frame.height or table.frame[FILE].n_unique() > 1:
        return {}
    lines = table.lines_above.get(str(table.frame[FILE][0]), "").splitlines()
    found: dict[str, str] = {}
    for line in lines:
        parted = split_label(line)
        if parted is not None and says_what_rows_are_of(parted[0]):
            found.setdefault(*parted)
    return found
