"""Finds which column of a file holds which field of a sale, by the library's own role finder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.dates.date_column import DatedTable
from foresale.data.reading.columns.roles.infer_roles import infer_roles
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.questions import Ask
from foresale.errors import ColumnsError
from foresale.notes import Note
from foresale.sales import ColumnRoles
from foresale.workflows.importing.options import CONSTANT_FIELDS, DEFAULT_STORE, ImportOptions

REQUIRED = ("product", "timestamp", "quantity")
_MOST_GROUPS = 50
# The plainest names of a field, best first: they win over what the cells look like.
_NAMES: dict[str, tuple[str, ...]] = {
    "product": (
        "sku", "product id", "product code", "item id", "stock code", "product", "item", "article", "artikel",
    ),
    "store": ("store id", "store code", "store", "shop", "branch", "filiale"),
    "quantity": ("quantity", "qty", "units", "units sold", "menge"),
    "unit_price": ("unit price", "price", "price per unit", "sell price", "preis"),
    "revenue": ("revenue", "total amount", "total", "amount", "line total", "umsatz", "net sales"),
    "customer_group": (
        "customer group", "customer type", "customer segment", "segment", "member", "kundengruppe",
    ),
    "promotion": ("promotion", "promo", "on promotion", "aktion"),
    "transaction_id": (
        "transaction id", "transaction", "sale id", "line id", "receipt id", "invoice id", "invoice no",
        "invoice", "order id",
    ),
    "product_name": ("product name", "item name", "description", "name", "bezeichnung", "product", "item"),
    "category": ("category", "product category", "product line", "department", "warengruppe"),
}  # fmt: skip
_ID_WORDS = frozenset({"id", "code", "sku", "nr", "no", "number", "nummer", "upc", "ean"})


@dataclass(frozen=True)
class FoundColumns:
    """Which column holds which field.

    Attributes:
        columns: The column of each field that has one.
        constants: What every row has of fields without a column.
        missing: Required fields that nothing was found for.
        notes: What was decided.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str]
    missing: tuple[str, ...]
    notes: tuple[Note, ...]


def find_columns(
    frame: pl.DataFrame,
    stats: Mapping[str, ColumnStats],
    dated: DatedTable,
    options: ImportOptions,
    ask: Ask,
) -> FoundColumns:
    """Give the fields of a sale their columns; what the caller names wins.

    Args:
        frame: The table in long layout, its dates read.
        stats: Its columns' stats.
        dated: Its date.
        options: What the caller says.
        ask: Asked what the file leaves open.
    """
    search = _Search(dict(stats), {dated.date, *dated.used}, options)
    search.columns["timestamp"] = dated.date
    for part, column in options.columns.items():
        if column is not None:
            search.give(part, column)
    roles, notes = _roles(frame, stats, dated, options, ask)
    _find_amounts(search, roles)
    _find_labels(search, roles)
    constants = dict(options.constants)
    if "store" not in search.columns and "store" not in constants:
        constants["store"] = DEFAULT_STORE
        notes.append(
            Note(
                "store_assumed", frame.height, f"No column names a store: all rows are of '{DEFAULT_STORE}'."
            )
        )
    held = {*search.columns, *constants}
    if {"unit_price", "revenue"} <= held:
        held.add("quantity")
    missing = tuple(part for part in REQUIRED if part not in held)
    return FoundColumns(search.columns, constants, missing, tuple(notes))


class _Search:
    """The columns while they are being given out: each plays one part, each part is played once."""

    def __init__(self, stats: dict[str, ColumnStats], used: set[str], options: ImportOptions) -> None:
        self.stats, self.taken, self.options = stats, set(used), options
        self.columns: dict[str, str] = {}
        self.taken |= {column for column in options.columns.values() if column is not None}

    def wants(self, part: str) -> bool:
        """Whether a field still looks for a column."""
        settled = part in self.columns or part in self.options.columns
        return not settled and not (part in CONSTANT_FIELDS and part in self.options.constants)

    def give(self, part: str, column: str | None) -> None:
        """Let a column play a part, if it is there."""
        if column is not None and column in self.stats:
            self.columns[part] = column
            self.taken.add(column)

    def of_kind(self, *kinds: str | None) -> list[str]:
        """Free columns that hold something and whose names say one of `kinds`."""
        return [
            n for n, f in self.stats.items() if n not in self.taken and f.kind in kinds and f.missing < 0.999
        ]

    def plainest(self, part: str, fits: Callable[[ColumnStats], bool]) -> str | None:
        """The free column with the plainest name for a field."""
        named = {" ".join(words_of(name)): name for name in self.stats if name not in self.taken}
        found = (named[words] for words in _NAMES.get(part, ()) if words in named)
        return next((name for name in found if fits(self.stats[name])), None)


def _roles(
    frame: pl.DataFrame,
    stats: Mapping[str, ColumnStats],
    dated: DatedTable,
    options: ImportOptions,
    ask: Ask,
) -> tuple[ColumnRoles | None, list[Note]]:
    """What the role finder says; None where it finds nothing that was sold."""
    read = options.read_options()
    exact = {" ".join(words_of(name)): name for name in stats}
    if read.target is None and "quantity" not in options.columns and "quantity" in exact:
        read = replace(read, target=exact["quantity"])
    try:
        roles, _ = infer_roles(frame, dict(stats), dated.date, read, used=dated.used, ask=ask)
    except ColumnsError as error:
        return None, [Note("target_column", 0, error.problem)]
    return roles, []


def _find_amounts(search: _Search, roles: ColumnRoles | None) -> None:
    """Quantity, price and revenue."""

    def number(stat: ColumnStats) -> bool:
        return stat.numeric >= 0.5

    if roles is not None:
        is_money = search.stats[roles.target].kind == "revenue" if roles.target in search.stats else False
        part = "revenue" if is_money else "quantity"
        if search.wants(part) and roles.target not in search.taken:
            search.give(part, roles.target)
    if search.wants("unit_price"):
        prices = [name for name in search.of_kind("price") if number(search.stats[name])]
        chosen = roles.price if roles is not None and roles.price in prices else None
        search.give("unit_price", search.plainest("unit_price", number) or chosen or _first(prices))
    if search.wants("revenue"):
        money = [n for n in [*search.of_kind("revenue"), *search.of_kind("sales")] if number(search.stats[n])]
        search.give("revenue", search.plainest("revenue", number) or _first(money))


def _find_labels(search: _Search, roles: ColumnRoles | None) -> None:
    """Product, store, receipt, promotion, category, names and groups of customers."""

    def any_cells(stat: ColumnStats) -> bool:
        return stat.distinct > 0

    def few(stat: ColumnStats) -> bool:
        return 0 < stat.distinct <= _MOST_GROUPS

    keys = roles.keys if roles is not None else ()
    if search.wants("store"):
        stores = search.of_kind("store")
        search.give("store", search.plainest("store", any_cells) or _most_telling(search, stores))
    if search.wants("product"):
        named = search.plainest("product", any_cells)
        kinds = (("product", "code"), ("label",), ("brand",), ("category",), ("series",))
        told = (_most_telling(search, search.of_kind(*kind)) for kind in kinds)
        key = _first(name for name in keys if name not in search.taken)
        search.give("product", named or next((name for name in told if name), None) or key)
    if search.wants("transaction_id"):
        role = roles.transaction if roles is not None and roles.transaction not in search.taken else None
        receipts = search.of_kind("transaction")
        search.give(
            "transaction_id", search.plainest("transaction_id", any_cells) or role or _first(receipts)
        )
    if search.wants("promotion"):
        search.give(
            "promotion", search.plainest("promotion", any_cells) or _first(search.of_kind("promotion"))
        )
    if search.wants("category"):
        search.give("category", search.plainest("category", any_cells) or _first(search.of_kind("category")))
    if search.wants("product_name"):
        search.give("product_name", search.plainest("product_name", any_cells))
    if search.wants("customer_group"):
        search.give("customer_group", search.plainest("customer_group", few))


def _most_telling(search: _Search, names: list[str]) -> str | None:
    """The column that names things by a number or code, and of these the one with the most values."""
    if not names:
        return None
    return min(names, key=lambda n: (not set(words_of(n)) & _ID_WORDS, -search.stats[n].distinct))


def _first(names: Iterable[str]) -> str | None:
    return next(iter(names), None)
