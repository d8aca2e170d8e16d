"""Columns that are named after a measure and an item, such as QTY_a, QTY_b and PROMO_a."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.wide.period_columns import FEWEST
from foresale.data.reading.columns.words.names import kind_of, words_of
from foresale.data.reading.vocabulary.sale_words import sale_kind

_TARGET_KINDS = ("units", "sales", "revenue")
_VALUE_KINDS = (*_TARGET_KINDS, "price", "promotion", "stockout", "in_stock", "stock", "known")
_HOW = frozenset(("gross", "net", "brutto", "netto", "brut", "bruto", "neto", "lordo", "incl", "excl", "avg",
                  "mean", "min", "max", "sum", "count"))  # fmt: skip
_MARKS = ("_", " ", "-", ".", ":")


def find_measure_groups(
    names: list[str], stats: dict[str, ColumnStats], *, further: bool, forced: bool
) -> dict[str, dict[str, str]]:
    """Measure → item → column, where nearly all columns are named after a measure and an item.

    Two items are enough where each has the same two measures or more: a grid is no chance.

    Args:
        names: Columns beside the dates.
        stats: What their cells look like.
        further: Whether the table is none of sales, so that no measure must be one.
        forced: Whether the caller says that columns are products.
    """
    names = [name for name in names if not forced or stats[name].is_number or stats[name].is_flag]
    grid = _find_grid(names, stats)
    if grid:
        return grid
    for at_last in (False, True):
        groups: dict[str, dict[str, str]] = defaultdict(dict)
        for name in names:
            measure, item = _cut(name, at_last=at_last)
            if item and kind_of(measure) in _VALUE_KINDS and stats[name].is_number | stats[name].is_flag:
                groups[measure][item] = name
        items = Counter(item for columns in groups.values() for item in columns)
        covered = sum(items.values())
        targets = [
            m
            for m, columns in groups.items()
            if (further or kind_of(m) in _TARGET_KINDS) and len(columns) >= (2 if forced else FEWEST)
        ]
        telling = sum(kind_of(item) in _VALUE_KINDS for item in items)
        if any(_says_what_became(item) for item in items):
            continue
        if targets and covered >= 0.8 * len(names) and telling < 0.5 * len(items):
            return dict(groups)
    return {}


def _find_grid(names: list[str], stats: dict[str, ColumnStats]) -> dict[str, dict[str, str]]:
    """Measures of different kinds, each of the same items, in all columns; empty where they are none."""
    if len(names) < 4 or not all(stats[name].is_number or stats[name].is_flag for name in names):
        return {}
    measures = {measure for name in names for measure, _ in _splits(name)}
    for is_first in (True, False):
        groups: dict[str, dict[str, str]] = defaultdict(dict)
        for name in names:
            found = [(m, i) for m, i in _splits(name) if m in measures and name.startswith(m) == is_first]
            if found:
                measure, item = max(found, key=lambda pair: len(pair[0]))
                groups[measure][item] = name
        items = [tuple(columns) for columns in groups.values()]
        kinds = [kind_of(measure) for measure in groups]
        if (
            len(groups) > 1
            and len(set(items)) == 1
            and len(items[0]) > 1
            and sum(map(len, items)) == len(names)
            and len(set(kinds)) == len(kinds)
            and set(kinds) & {*_TARGET_KINDS}
            and not any(_says_measure(item) for item in items[0])
        ):
            return dict(groups)
    return {}


def _splits(name: str) -> Iterator[tuple[str, str]]:
    """Each way to part a name in a measure and an item."""
    for mark in _MARKS:
        parts = name.split(mark)
        for at in range(1, len(parts)):
            first, last = mark.join(parts[:at]), mark.join(parts[at:])
            for measure, item in ((first, last), (last, first)):
                if item.strip() and kind_of(measure) in _VALUE_KINDS and kind_of(item) not in _VALUE_KINDS:
                    yield measure, item


def _says_measure(item: str) -> bool:
    """Whether what should be an item says how a measure is meant, such as net or returned."""
    return (
        kind_of(item) in (*_VALUE_KINDS, "result") or sale_kind(item) is not None or item.casefold() in _HOW
    )


def _says_what_became(item: str) -> bool:
    """Whether an item says what became of what was ordered: shipped, cancelled, refunded are no products."""
    return len(words_of(item)) == 1 and sale_kind(item) is not None


def _cut(name: str, *, at_last: bool) -> tuple[str, str]:
    """Measure and item of a name: what stands before its first mark and after it, or after its last one."""
    for mark in _MARKS:
        before, found, after = name.rpartition(mark) if at_last else name.partition(mark)
        if found:
            return (after, before) if at_last else (before, after)
    return name, ""
