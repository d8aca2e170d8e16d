"""Finds the columns that tell series apart, and those that never change within one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.roles.row_codes import count_different, row_codes
from foresale.data.reading.columns.roles.unit_columns import is_unit_name
from foresale.data.reading.columns.words.names import words_of
from foresale.data.reading.vocabulary.column_words import words_for
from foresale.messages import option
from foresale.notes import Note

# A product with fewer lines than this, among many, can't be forecast by itself: its category is.
_MIN_LINES = 10
_MANY_PRODUCTS = 50
_SAMPLED_SERIES = 300
_ODD_ROWS = 0.005  # share of rows that may repeat a series and date by mistake
_FEW_ROWS = 20  # a table with fewer has no odd row
_AT_ONCE = 1.1  # products of a code on a day, from which the code is a group's
_CROSSED = 1.5  # times as many pairs as codes and as products, from which neither is the other's
_ONE_EACH = 1.05  # pairs of description and product, for each description
_MOSTLY = 0.9  # of a product's rows, with the same description
_DISTINCT_NAMES = 0.5  # of the products; fewer names say a kind of product
_DESCRIBING = frozenset(
    [
        *("category", "place", "attribute", "brand", "label", "channel", "store", "product", "code"),
        *("series", "known", "person", "row", "unit", None),
    ]
)
_COMPLETING = ("brand", "category", "channel", "place", "attribute", "series", None, "label")
_PLAIN_LABELS = frozenset(
    ("description", "title", "bezeichnung", "libelle", "designation", "descripcion", "descricao")
)
_GOODS = tuple(word for word in words_for("product") if len(word) > 2)
_ID_WORDS = {"id", "code", "sku", "nr", "no", "number", "nummer", "upc", "ean"}
_HEADINGS = ("upper_section", "section")
_FILES = ("file", "sheet", "sheet name")


@dataclass(frozen=True)
class SeriesColumns:
    """Columns that name or describe a series.

    Attributes:
        keys: What tells series apart.
        static: What never changes within one.
        redundant: What only repeats the keys under another name.
        is_panel: Whether each series has one row a date at most.
        notes: What was decided.
    """

    keys: tuple[str, ...]
    static: tuple[str, ...]
    redundant: tuple[str, ...]
    is_panel: bool
    notes: tuple[Note, ...]


def find_series(
    frame: pl.DataFrame,
    stats: dict[str, ColumnStats],
    date: str,
    taken: set[str],
    wanted_keys: tuple[str, ...] | None,
) -> SeriesColumns:
    """Choose keys and static columns.

    Keys are a product (or, where products are too sparse, their category) and a store, if there are
    any; never customers, invoices or what describes them. Where a series would then have several rows
    a date, and one or two more columns tell those apart, they are keys too.

    Args:
        frame: The table, its date column read.
        stats: Its columns' stats.
        date: The date column.
        taken: Columns that already play another part.
        wanted_keys: The keys, if the caller names them.
    """
    free = {n: f for n, f in stats.items() if n not in taken and f.missing <= 0.5}
    columns = frame.columns
    frame = frame.select(list(dict.fromkeys([*free, *(wanted_keys or ()), date])))
    notes: list[Note] = []
    if wanted_keys is None:
        keys = named = _find_keys_by_name(frame, free, date, notes)
        sample = _few_series(frame, keys)
        is_panel = _is_panel(sample, keys, date)
        if not is_panel and not any(f.kind == "transaction" for f in stats.values()):
            keys = _complete_keys(frame, sample, keys, free, date)
        units = [name for name, stat in free.items() if stat.kind == "unit" or is_unit_name(name)]
        keys = [*keys, *(name for name in units if _mixes(frame, keys, name))]
        is_new = set(keys) != set(named)
        keys = [name for name in columns if name in keys]
        notes.append(_key_note(keys, free))
    else:
        keys, is_new = list(wanted_keys), True
    if is_new:
        sample = _few_series(frame, keys)
        is_panel = _is_panel(sample, keys, date)
    static, redundant = _static(frame, sample, keys, free)
    return SeriesColumns(tuple(keys), tuple(static), tuple(redundant), is_panel, tuple(notes))


def _find_keys_by_name(
    frame: pl.DataFrame, free: dict[str, ColumnStats], date: str, notes: list[Note]
) -> list[str]:
    def of_kind(*kinds: str) -> list[str]:
        return [n for n, f in free.items() if f.kind in kinds and not f.constant]

    keys: list[str] = []
    products, categories = of_kind("product", "code") or of_kind("brand"), of_kind("category")
    if not products and not categories:
        products = [n for n in of_kind("label") if _names_goods(n) and _recurs(frame, n, date)]
    if products:
        product = min(products, key=lambda n: (not _says_id(n), -free[n].distinct))
        product = _choose_product(frame, product, [n for n in products if not _says_id(n)], date)
        count = frame[product].n_unique()
        fitting = _finest(frame, categories)
        if count > _MANY_PRODUCTS and frame.height / count < _MIN_LINES and fitting:
            text = (
                f"{product} has {count:,} values for {frame.height:,} rows, too few rows each: "
                f"{fitting} tells series apart instead."
            )
            notes.append(Note("product_too_sparse", count, text))
            product = fitting
        keys.append(product)
    elif categories:
        keys.append(_finest(frame, categories) or categories[0])
    stores = of_kind("store")
    stores = stores or [n for n in _FILES if n in free and _names_places(frame, free[n], date)]
    if stores:
        keys.append(min(stores, key=lambda n: (not _says_id(n), -free[n].distinct)))
    if not keys:
        series = [n for n in of_kind("series") if _recurs(frame, n, date)]
        keys.extend(series[:1])
    if not keys:  # headings above rows, which name what the rows are of
        keys.extend(name for name in _HEADINGS if name in free and _recurs(frame, name, date))
    return keys


def _names_places(frame: pl.DataFrame, file: ColumnStats, date: str) -> bool:
    """Whether names of files may be those of places: parts of a history have numbers in theirs."""
    numbered = frame[file.name].cast(pl.String).str.contains(r"[\d.]").any()
    return not (numbered or file.constant or file.kind == "status") and _recurs(frame, file.name, date)


def _says_id(name: str) -> bool:
    return bool(set(words_of(name)) & _ID_WORDS)


def _choose_product(frame: pl.DataFrame, code: str, names: list[str], date: str) -> str:
    """The code, or the column of names where the code is none of theirs.

    A code of products holds one at a time. One that holds several on the same day is a group's; one of
    which each product has many, and each of which has many products, is of something else, and so is
    one that never comes again.
    """
    if code in names or not names:
        return code
    name = max(names, key=lambda n: frame[n].n_unique())
    few = _few_series(frame, [code]).with_columns(pl.col(date).cast(pl.Date))
    codes, products, pairs = (count_different(few, columns) for columns in ([code], [name], [code, name]))
    at_once = count_different(few, [code, name, date]) / count_different(few, [code, date])
    if at_once > _AT_ONCE and products > codes:
        return name
    is_apart = pairs > _CROSSED * max(codes, products)
    return name if is_apart or (not _recurs(frame, code, date) and _recurs(frame, name, date)) else code


def _names_goods(name: str) -> bool:
    """Whether a description is one of goods: its name says so, or says nothing of whom it names."""
    words = set(words_of(name))
    return any(word.removeprefix("line").startswith(_GOODS) for word in words) or words <= _PLAIN_LABELS


def _recurs(frame: pl.DataFrame, name: str, date: str) -> bool:
    """Whether a column's values come again on other dates, so that they are no orders' numbers."""
    values = frame[name].n_unique()
    return values <= frame.height / 2 and frame.select(name, date).n_unique() > _ONE_EACH * values


def _finest(frame: pl.DataFrame, categories: list[str]) -> str | None:
    """The category with the most values that still has enough rows for each."""
    counts = {name: frame[name].n_unique() for name in categories}
    fitting = [name for name in categories if frame.height / counts[name] >= _MIN_LINES]
    return max(fitting, key=lambda name: counts[name]) if fitting else None


def _mixes(frame: pl.DataFrame, keys: list[str], unit: str) -> bool:
    """Whether one series would hold quantities in several units of measure."""
    if unit in keys or frame[unit].n_unique() < 2:
        return False
    return not keys or count_different(frame, [*keys, unit]) > count_different(frame, keys)


def _few_series(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """All rows of a few hundred series."""
    if not keys:
        return frame
    codes = row_codes(frame, keys)
    series = codes.unique(maintain_order=True)
    step = len(series) // _SAMPLED_SERIES
    return frame if step <= 1 else frame.filter(codes.is_in(series.gather_every(step).implode()))


def _is_panel(sample: pl.DataFrame, keys: list[str], date: str) -> bool:
    """Whether each series has one row a date, but for a few odd rows."""
    return _doubles(sample, keys, date) <= max(_ODD_ROWS * sample.height, sample.height >= _FEW_ROWS)


def _doubles(sample: pl.DataFrame, keys: list[str], date: str) -> int:
    return sample.height - count_different(sample, [*keys, date])


def _complete_keys(
    frame: pl.DataFrame, sample: pl.DataFrame, keys: list[str], free: dict[str, ColumnStats], date: str
) -> list[str]:
    """The keys with one or two more columns that leave one row a series and date, if there are such."""
    more = [
        n
        for kind in _COMPLETING
        for n, f in free.items()
        if n not in keys and f.kind == kind and not f.constant and f.dates < 0.5 and f.missing < 0.05
        and (kind is not None or f.numeric < 0.9) and frame[n].n_unique() <= frame.height / 3
        and not (kind == "label" and _names_one(frame, n, keys))
    ]  # fmt: skip
    for count in (1, 2):
        found = [[*keys, *added] for added in combinations(more[:8], count)]
        doubles = [
            _doubles(sample, names, date) if _is_panel(sample, names, date) else None for names in found
        ]
        fitting = [(n, i) for i, n in enumerate(doubles) if n is not None]
        if fitting:
            return found[min(fitting)[1]]
    return keys


def _names_one(frame: pl.DataFrame, label: str, keys: list[str]) -> bool:
    """Whether a description belongs to one product (or store) each: it may vary, and names no other."""
    described = frame[label].n_unique()
    return any(frame.select(label, key).n_unique() <= _ONE_EACH * described for key in keys)


def _static(
    frame: pl.DataFrame, sample: pl.DataFrame, keys: list[str], free: dict[str, ColumnStats]
) -> tuple[list[str], list[str]]:
    names = [
        n
        for n, f in free.items()
        if n not in keys and f.kind in _DESCRIBING and not f.constant and f.dates < 0.9
    ]
    if not keys or not names:
        return [], []
    series = sample.select(keys).n_unique()
    if sample.height < 2 * series:
        return [], []
    counts = (
        sample.group_by(keys).agg(pl.col(names).drop_nulls().n_unique()).select(pl.col(names).max()).row(0)
    )
    constant = [
        name
        for name, count in zip(names, counts, strict=True)
        if count <= 1 or (free[name].kind == "label" and _mostly_one(sample, keys, name))
    ]
    redundant = [n for n in constant if free[n].kind in ("series", "row") and _names_series(frame, keys, n)]
    return [n for n in constant if n not in redundant], redundant


def _mostly_one(sample: pl.DataFrame, keys: list[str], name: str) -> bool:
    """Whether a description of products is nearly always the same for each, and another for most."""
    if len(keys) != 1:
        return False
    told = sample.select(*keys, name).drop_nulls(name).group_by(*keys, name).len()
    commonest = told.sort("len", name, descending=[True, False]).unique(keys, keep="first")
    named = commonest[name].n_unique() >= _DISTINCT_NAMES * commonest.height
    return named and int(commonest["len"].sum()) >= _MOSTLY * int(told["len"].sum())


def _names_series(frame: pl.DataFrame, keys: list[str], name: str) -> bool:
    return frame[name].n_unique() == frame.select(keys).n_unique()


def _key_note(keys: list[str], free: dict[str, ColumnStats]) -> Note:
    others = [
        n
        for n, f in free.items()
        if f.kind in ("category", "place", "channel", "brand") and n not in keys and not f.constant
    ]
    hint = f" Others such as {', '.join(others[:4])} can be named with {option('keys')}." if others else ""
    if not keys:
        return Note("key_columns", 0, f"All rows are one series, their total.{hint}")
    return Note(
        "key_columns",
        len(keys),
        f"{' × '.join(keys)} tell{'s' if len(keys) == 1 else ''} series apart.{hint}",
    )
