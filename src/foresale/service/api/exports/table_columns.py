"""The columns of a list as a table, from what the API's own description says of its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl

Schema = Mapping[str, Any]
_TYPES: Mapping[str, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.String(),
    "date-time": pl.String(),
    "decimal": pl.String(),
}
_MONEY = pl.Decimal(18, 4)


@dataclass(frozen=True)
class TableColumn:
    """A column of a list's table.

    Attributes:
        path: Where its value stands in an item; `store.code` is two steps.
        kind: integer, number, boolean, string, date, date-time, decimal; `json` for what has no fixed form.
    """

    path: tuple[str, ...]
    kind: str

    @property
    def name(self) -> str:
        """The header."""
        return ".".join(self.path)


@dataclass(frozen=True)
class TableLayout:
    """How items become rows.

    Attributes:
        columns: In the order of the description.
        rows_in: The list within an item whose entries are rows, such as the weeks of a series; None where
            an item is a row.
    """

    columns: tuple[TableColumn, ...]
    rows_in: str | None = None


def layout_of(schemas: Mapping[str, Schema], items: Schema) -> TableLayout:
    """How the items of a list become the rows of a table.

    Args:
        schemas: All shapes of the description, by name.
        items: The shape of an item.
    """
    shape = _resolve(schemas, items)
    rows_in = next(
        (name for name, part in shape["properties"].items() if _entries(schemas, part) is not None), None
    )
    return TableLayout(tuple(_columns(schemas, shape, (), rows_in)), rows_in)


def frame_of(layout: TableLayout, items: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A page of items as a table: dates and money typed, what has no fixed form as JSON text."""
    rows = list(_rows(layout, items))
    columns = {
        column.name: pl.Series(
            column.name,
            [_value(row, column) for row in rows],
            dtype=_TYPES.get(column.kind, pl.String()),
            strict=False,
        )
        for column in layout.columns
    }
    return pl.DataFrame(columns).with_columns(
        *(pl.col(one.name).str.to_date("%Y-%m-%d") for one in layout.columns if one.kind == "date"),
        *(
            pl.col(one.name).str.to_datetime(time_unit="us", time_zone="UTC")
            for one in layout.columns
            if one.kind == "date-time"
        ),
        *(pl.col(one.name).cast(_MONEY) for one in layout.columns if one.kind == "decimal"),
    )


def _columns(
    schemas: Mapping[str, Schema], shape: Schema, path: tuple[str, ...], rows_in: str | None
) -> Iterator[TableColumn]:
    for name, part in shape["properties"].items():
        entries = _entries(schemas, part) if name == rows_in and not path else None
        found = _resolve(schemas, part) if entries is None else entries
        if "properties" in found:
            yield from _columns(schemas, found, (*path, name), None)
        else:
            kind = str(found.get("format") or found.get("type"))
            known = kind in {*_TYPES, "string"}
            yield TableColumn((*path, name), kind if known else "json")


def _entries(schemas: Mapping[str, Schema], part: Schema) -> Schema | None:
    """The shape of a list's entries where these have fields of their own."""
    found = _resolve(schemas, part)
    if found.get("type") != "array":
        return None
    entry = _resolve(schemas, found.get("items", {}))
    return entry if "properties" in entry else None


def _resolve(schemas: Mapping[str, Schema], part: Schema) -> Schema:
    """A shape without references, and without the choice of null."""
    while True:
        if "$ref" in part:
            part = schemas[str(part["$ref"]).rpartition("/")[2]]
        elif "anyOf" in part:
            kinds = [kind for kind in part["anyOf"] if kind.get("type") != "null"]
            if len(kinds) != 1:
                return {}
            part = kinds[0]
        else:
            return part


def _rows(layout: TableLayout, items: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    if layout.rows_in is None:
        yield from items
        return
    for item in items:
        for entry in item[layout.rows_in]:
            yield {**item, layout.rows_in: entry}


def _value(row: Mapping[str, Any], column: TableColumn) -> Any:
    found: Any = row
    for step in column.path:
        found = None if found is None else found.get(step)
    return orjson.dumps(found).decode() if column.kind == "json" and found is not None else found
