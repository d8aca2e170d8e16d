"""Gives every column its part, from its name, its cells and what the caller says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats
from foresale.data.reading.columns.roles.key_columns import SeriesColumns, find_series
from foresale.data.reading.columns.roles.line_amounts import find_line_amounts
from foresale.data.reading.columns.roles.target_column import choose_target
from foresale.data.reading.columns.words.names import says_logarithm, words_of
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.questions import Ask
from foresale.errors import UnknownColumnError, closest
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading
from foresale.sales import ColumnRoles

_UNIT_PRICE = {
    "unit",
    "sell",
    "selling",
    "sale",
    "sales",
    "actual",
    "per",
    "stuck",
    "einzel",
    "verkaufs",
    "unitario",
}
CUSTOMERS = "list_of_customers"
#: Roles of several columns, by the kind their names tell.
LIST_ROLES = {"known": "known_ahead", "weather": "past_only", "traffic": "past_only", "stock": "past_only"}
_MEASURES = frozenset(
    [
        *("price", "promotion", "stockout", "in_stock", "weather", "traffic", "stock", "calendar"),
        *("result", "units", "sales", "revenue", "time", "transaction", "shipping"),
    ]
)
_MAX_LABELS = 30
_FEWEST_PEOPLE = 20


@dataclass
class _Parts:
    """The roles while they are being given out."""

    single: dict[str, str] = field(default_factory=dict)
    known_ahead: list[str] = field(default_factory=list)
    past_only: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def check_columns(options: ReadOptions, columns: Iterable[str]) -> None:
    """Stop when an option names a column that isn't there.

    Raises:
        UnknownColumnError: With the closest names there are.
    """
    known = list(dict.fromkeys(columns))
    for role, names in options.columns_by_role().items():
        for name in names:
            if name not in known:
                near = closest(name, known)
                listed = f"closest: {', '.join(near)}" if near else f"there are: {', '.join(known[:12])}"
                raise UnknownColumnError(
                    f"There is no column '{name}', which {option(role)} names.",
                    fix=f"Name one that exists; {listed}.",
                    column=name,
                    role=role,
                    others=listed,
                )


def infer_roles(
    frame: pl.DataFrame,
    stats: dict[str, ColumnStats],
    date: str,
    options: ReadOptions,
    *,
    used: tuple[str, ...] = (),
    ask: Ask | None = None,
) -> tuple[ColumnRoles, list[Note]]:
    """The part of every column, and how date, target and keys were found (`role_notes` tells the rest).

    Args:
        frame: The table in long layout, its date column read.
        stats: Its columns' stats.
        date: The date column.
        options: What the caller names; the rest is inferred.
        used: Columns that went into the date.
        ask: Asked when two columns could be the target.

    Raises:
        ColumnsError: The target can't be told.
    """
    named = {column for columns in options.columns_by_role().values() for column in columns}
    taken = {date, *used, *named}
    notes: list[Note] = []
    if options.target is not None:
        target = options.target
    else:
        target, notes = choose_target(frame, stats, taken, ask)
    series_free = taken | {target} | {n for n, f in stats.items() if _is_measure(f)}
    series = find_series(frame, stats, date, series_free, options.keys)
    notes.extend(series.notes)
    free = {n: f for n, f in stats.items() if n not in {*taken, target, *series.keys, *series.static}}
    prices = [n for n, f in free.items() if f.kind == "price" and f.is_number and not f.constant]
    amounts, said = (
        find_line_amounts(frame, target, series.keys, prices) if _counts(stats, target) else ([], [])
    )
    notes += said
    free = {n: replace(f, kind="revenue") if n in amounts else f for n, f in free.items()}
    parts = _give_parts(free, series, options)
    present = set(frame.columns)
    static = [*(c for c in options.static if c in present), *series.static]
    roles = ColumnRoles(
        date=date,
        target=target,
        keys=series.keys,
        known_ahead=(*(c for c in options.known_ahead if c in present), *parts.known_ahead),
        past_only=(*(c for c in options.past_only if c in present), *parts.past_only),
        static=tuple(static),
        ignored=(*(c for c in options.ignored if c in present), *used, *parts.ignored),
        log_target=says_logarithm(target),
        **{role: name for role, name in parts.single.items() if name in present},
    )
    notes += _people(frame, stats, roles)
    return roles, notes


def _people(frame: pl.DataFrame, stats: dict[str, ColumnStats], roles: ColumnRoles) -> list[Note]:
    """A note where every row is another customer: such a list has a date, but no sales over time."""
    if roles.keys or roles.transaction is not None or frame.height < _FEWEST_PEOPLE:
        return []
    known = (name for name in roles.ignored if name in stats and stats[name].kind == "person")
    each = next((name for name in known if frame[name].n_unique() == frame.height), None)
    if each is None:
        return []
    text = (
        f"Every row is another {each}: this looks like a list of customers, not like sales over time. A "
        f"forecast means something only if {roles.date} is the day on which the {roles.target} of a row was "
        "sold."
    )
    each_sale = f"every row is a sale, which its {each} numbers ({option('transaction', each)})"
    seen = f"{frame.height:,} rows, each with another {each}."
    readings = (Reading("every row is a customer"), Reading(each_sale))
    return [Note(CUSTOMERS, frame.height, text, Evidence(seen, readings, "likely"))]


def _counts(stats: dict[str, ColumnStats], target: str) -> bool:
    """Whether the target may count units, of which one has a price, and is no amount of money by its name."""
    return target in stats and stats[target].kind != "revenue"


def _is_measure(stat: ColumnStats) -> bool:
    """Whether a name says that the column measures something, so that it can't name a series."""
    return stat.kind in _MEASURES


def _give_parts(free: dict[str, ColumnStats], series: SeriesColumns, options: ReadOptions) -> _Parts:
    parts = _Parts()
    for role in ("price", "promotion", "stockout", "in_stock", "transaction"):
        wanted = getattr(options, role)
        if wanted is not None:
            parts.single[role] = wanted
    _give_price(free, parts)
    for name, stat in free.items():
        role, single = _part_of(stat, series), stat.kind or ""
        if name in parts.known_ahead or name in parts.single.values():
            continue
        if stat.constant or stat.missing >= 0.999:
            parts.ignored.append(name)
        elif role == "single" and single not in parts.single:
            parts.single[single] = name
        elif role == "known_ahead" or (role == "single" and single in ("price", "promotion")):
            parts.known_ahead.append(name)
        elif role == "past_only":
            parts.past_only.append(name)
        else:
            parts.ignored.append(name)
    return parts


def _give_price(free: dict[str, ColumnStats], parts: _Parts) -> None:
    """One price is the price; of several the one named for a unit; else all are merely known."""
    prices = [n for n, f in free.items() if f.kind == "price" and f.is_number and not f.constant]
    if "price" not in parts.single and prices:
        unit = [name for name in prices if set(words_of(name)) & _UNIT_PRICE]
        plain = [name for name in prices if len(words_of(name)) == 1]
        chosen = next((c[0] for c in (prices, unit, plain) if len(c) == 1), None)
        if chosen is not None:
            parts.single["price"] = chosen
    parts.known_ahead.extend(name for name in prices if name != parts.single.get("price"))


def _part_of(stat: ColumnStats, series: SeriesColumns) -> str:
    if stat.name in series.redundant or stat.dates >= 0.9:
        return "ignored"
    measured = stat.is_number or stat.is_flag
    if stat.kind == "transaction":
        return "single" if stat.distinct > 1 else "ignored"
    if stat.kind in ("promotion", "stockout", "in_stock"):
        if measured:
            return "single"
        return "known_ahead" if stat.kind == "promotion" and stat.distinct <= _MAX_LABELS else "ignored"
    if stat.kind in LIST_ROLES:
        return LIST_ROLES[stat.kind] if measured or stat.distinct <= _MAX_LABELS else "ignored"
    if stat.kind is None and series.is_panel and (measured or stat.distinct <= _MAX_LABELS):
        return "past_only"
    return "ignored"


def role_notes(roles: ColumnRoles) -> list[Note]:
    """One note for each role beside date, target and keys that some column plays."""
    notes: list[Note] = []
    for role, text in (
        ("price", "is the price"),
        ("promotion", "is the promotion"),
        ("stockout", "says when stock ran out"),
        ("in_stock", "says when there was stock"),
        ("transaction", "is the invoice or order number"),
    ):
        name = getattr(roles, role)
        if name is not None:
            notes.append(Note(f"{role}_column", 1, f"{name} {text}."))
    for role, text in (
        ("known_ahead", "Known before they happen"),
        ("past_only", "Known only afterwards"),
        ("static", "Unchanging within a series"),
        ("ignored", "Left out"),
    ):
        names = getattr(roles, role)
        if names:
            notes.append(Note(f"{role}_columns", len(names), f"{text}: {', '.join(names)}."))
    return notes
