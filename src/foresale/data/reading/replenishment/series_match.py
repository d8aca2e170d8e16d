"""Finds the columns of a stock or supply file that name products and stores, and the series of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from foresale.data.reading.columns.words.names import kind_of, words_of
from foresale.data.reading.parsing.key_text import clean_text
from foresale.data.reading.parsing.labels import as_labels
from foresale.data.reading.side_tables.key_match import match_labels, note_matches
from foresale.notes import Note

AT = "series"
"""The column with the place of a row's series among the sales' series."""
_ALIKE = {"code": "product", "series": "product", "label": "product"}
_MIN_SHARE = 0.5  # of a column's labels that the sales know, where its name doesn't say what it is


@dataclass(frozen=True)
class SeriesNames:
    """What the sales call their series.

    Attributes:
        frame: One row a series: its keys as labels.
        keys: The key columns.
    """

    frame: pl.DataFrame
    keys: tuple[str, ...]

    @property
    def is_one_total(self) -> bool:
        """Whether the sales are one series that nothing names."""
        return self.keys == ("series",) and self.frame.height == 1 and self.frame["series"][0] == "total"


def find_key_columns(
    frame: pl.DataFrame, columns: Sequence[str], names: SeriesNames, given: Mapping[str, str]
) -> dict[str, str]:
    """Key of the sales → the table's column that has it; keys that the table lacks are absent.

    The column of the same name comes first, then one whose name means the same, then one whose labels
    mostly are those of the sales.

    Args:
        frame: The table.
        columns: Its columns that may be keys.
        names: What the sales call their series.
        given: Key → column, as the caller says.
    """
    found = {key: column for key, column in given.items() if key in names.keys}
    for key in names.keys:
        if key in found or names.is_one_total:
            continue
        free = [column for column in columns if column not in found.values()]
        same = [column for column in free if words_of(column) == words_of(key)]
        shares = {column: _measure_known(frame[column], names.frame[key]) for column in free}
        meant = [
            column for column in free if _meaning(column) is not None and _meaning(column) == _meaning(key)
        ]
        like = [column for column in free if _meaning(column) is None and shares[column] >= _MIN_SHARE]
        for group in (same, meant, like):
            if group:
                found[key] = max(group, key=lambda column: shares[column])
                break
    return found


def _meaning(name: str) -> str | None:
    kind = kind_of(name)
    return None if kind is None else _ALIKE.get(kind, kind)


def _measure_known(cells: pl.Series, sold: pl.Series) -> float:
    labels = clean_text(as_labels(cells).drop_nulls().unique())
    if labels.is_empty():
        return 0.0
    known = labels.is_in(sold.implode())
    return float((known.sum() + match_labels(labels, sold).height) / len(labels))


def spell_keys(
    frame: pl.DataFrame, pairs: Mapping[str, str], names: SeriesNames, file: str
) -> tuple[pl.DataFrame, list[Note]]:
    """The table with its keys under the sales' names and spelling, and a note of what was written otherwise.

    Args:
        frame: The table.
        pairs: Key of the sales → the table's column.
        names: What the sales call their series.
        file: The table's name, for notes.
    """
    notes: list[Note] = []
    made = {}
    for key, column in pairs.items():
        labels = clean_text(as_labels(frame[column]))
        table = match_labels(labels.drop_nulls().unique(), names.frame[key])
        if table.height:
            labels = labels.replace(table["label"], table["sold_as"])
            notes.append(note_matches(table, file, column))
        made[key] = labels.alias(f"__key_{key}")
    return frame.with_columns(list(made.values())), notes


def key_column(key: str) -> str:
    """What a key of the sales is called in a table that `spell_keys` made."""
    return f"__key_{key}"


def find_unknown_rows(frame: pl.DataFrame, pairs: Mapping[str, str], names: SeriesNames) -> pl.Series:
    """True for each row whose product or store, or both together, the sales don't have.

    Args:
        frame: From `spell_keys`.
        pairs: Key of the sales → the table's column.
        names: What the sales call their series.
    """
    if not pairs:
        return pl.repeat(value=False, n=frame.height, eager=True)
    keys = list(pairs)
    known = names.frame.select(pl.col(key).alias(key_column(key)) for key in keys).unique()
    fitting = frame.with_row_index("__at__").join(known, on=[key_column(key) for key in keys], how="semi")
    return ~pl.Series(range(frame.height), dtype=pl.UInt32).is_in(fitting["__at__"].implode())
