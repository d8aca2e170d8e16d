"""Rows that are totals of other rows: found by arithmetic first, and by their name second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.aggregates import number_of
from foresale.arrays import Array
from foresale.data.reading.columns.numbers.sum_columns import Sum, decimals_of, find_sums, says_total
from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows, as_text_labels
from foresale.notes import Evidence, Note, Reading, counted

_MAX_DAYS = 96
_FEWEST_DAYS = 24
_MAX_ROWS = 50_000
_MAX_GROUPS = 400
_MAX_VALUES = 3000
_MAX_LABEL_COLUMNS = 5
_MAX_ROUNDS = 4
_AGREEING = 0.98
_MIN_EQUAL_DAYS = 6
_NAMING = frozenset(
    [
        *("product", "code", "store", "category", "brand", "place", "channel", "label", "series"),
        *("attribute", "transaction", None),
    ]
)


@dataclass(frozen=True)
class _Total:
    """Values of a column whose rows are sums of other rows."""

    column: str
    value: str | None
    parts: tuple[str | None, ...]
    besides: tuple[str | None, ...]
    groups: tuple[str, ...]
    is_rest: bool


def leave_out_totals(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those that are totals of others, and a note for each kind of total.

    A row is a total where, on every date, it equals what other rows add up to. A row that is merely called
    a total is asked about.

    Args:
        rows: The rows.
        ask: Asked where a name says total and the amounts don't.

    Raises:
        ColumnsError: That can't be told and nobody is asked.
    """
    notes: list[Note] = []
    columns = label_columns(rows)
    if not columns or rows.frame.height < 3:
        return rows, notes
    slice_, whole = _some_days(rows, columns), rows
    proven: dict[str, _Total] = {}
    for _ in range(_MAX_ROUNDS):
        found = _first_totals(slice_, columns)
        found = [total for total in found if _holds(rows, total)]
        if not found:
            break
        rows, note = _without(rows, found)
        notes.append(note)
        proven.setdefault(found[0].column, found[0])
        for total in found:
            slice_ = slice_.filter(~_among(slice_[total.column], [total.value]))
    for total in proven.values():
        twins = _totals_of_one(slice_, total, whole.labels(total.column))
        twins = [twin for twin in twins if _holds(rows, twin)]
        if twins:
            rows, note = _without(rows, twins)
            notes.append(note)
    return _ask_about_named(rows, columns, ask, notes), notes


def _has_total(rows: SaleRows, name: str) -> bool:
    return any(says_total(value) for value in rows.few_labels(name))


def label_columns(rows: SaleRows) -> list[str]:
    """The columns that name what was sold and where, those with a telling name first."""

    def fits(name: str) -> bool:
        stat = rows.stats[name]
        is_named = stat.kind in _NAMING or (stat.kind == "time" and _has_total(rows, name))
        named = is_named and not stat.constant and stat.dates < 0.5
        return named and (stat.numeric < 0.9 or stat.kind in ("product", "code", "store", "series", "time"))

    found = [name for name in rows.free() if fits(name)]
    found = [
        n for n in found if rows.stats[n].kind != "transaction" and rows.stats[n].distinct <= _MAX_VALUES
    ]
    return sorted(found, key=lambda n: rows.stats[n].kind is None)[:_MAX_LABEL_COLUMNS]


def _some_days(rows: SaleRows, columns: list[str]) -> pl.DataFrame:
    """The rows of a few days spread over the history, with labels, day and amount."""
    table = rows.frame.select(pl.col(rows.date).cast(pl.Date).alias("_day"), *columns)
    table = table.with_columns(rows.amounts.alias("_amount")).filter(pl.col("_day").is_not_null())
    each = table["_day"].unique().sort()
    wanted = min(_MAX_DAYS, max(_FEWEST_DAYS, _MAX_ROWS * len(each) // max(table.height, 1)))
    if len(each) > wanted:
        some = each.gather_every(len(each) // wanted).head(wanted)
        table = table.filter(pl.col("_day").is_in(some.implode()))
    return table.with_columns(as_text_labels(table[name]).alias(name) for name in columns)


def _first_totals(table: pl.DataFrame, columns: list[str]) -> list[_Total]:
    """The totals of the first column and grouping in which there are any."""
    for column in columns:
        others = [name for name in columns if name != column]
        for groups in dict.fromkeys([("_day", *others), *(("_day", other) for other in others), ("_day",)]):
            names, amounts = _spread(table, column, groups)
            if len(names) < 3:
                continue
            sums = find_sums(amounts, [place for place, name in enumerate(names) if says_total(name)])
            if sums:
                return _describe(column, groups, names, sums)
    return []


def _totals_of_one(table: pl.DataFrame, proven: _Total, labels: pl.Series) -> list[_Total]:
    """Values that equal one other value wherever they stand, beside a total that is proven.

    Of the two, the total is the one on the side on which the proven one stands: above what it sums, or below.
    """
    names, amounts = _spread(table, proven.column, ("_day",))
    if len(names) < 2:
        return []
    first = {label: at for at, label in enumerate(labels.unique(maintain_order=True).to_list())}
    is_above = first.get(proven.value, 0) < min((first.get(part, 0) for part in proven.parts), default=0)
    twins: dict[bytes, list[str | None]] = {}
    for name, column in zip(names, amounts.T, strict=True):
        known = column[~np.isnan(column)]
        if len(known) >= _MIN_EQUAL_DAYS and len(np.unique(known)) >= _MIN_EQUAL_DAYS - 2:
            twins.setdefault(column.tobytes(), []).append(name)
    pairs = [sorted(pair, key=lambda name: first.get(name, 0)) for pair in twins.values() if len(pair) == 2]
    ordered = [pair if is_above else pair[::-1] for pair in pairs]
    return [_Total(proven.column, whole, (part,), (whole,), ("_day",), False) for whole, part in ordered]


def _describe(column: str, groups: tuple[str, ...], names: list[str | None], sums: list[Sum]) -> list[_Total]:
    found = {total.place for total in sums}
    besides = tuple(names[place] for place in found)
    return [
        _Total(
            column,
            names[total.place],
            tuple(names[place] for place in total.parts),
            besides,
            groups,
            len(total.parts) >= len(names) - len(found),
        )
        for total in sums
    ]


def _among(labels: pl.Series, values: Sequence[str | None]) -> pl.Series:
    """True where a label is one of these, of which one may be that there is none."""
    named = [value for value in values if value is not None]
    return labels.is_in(named).fill_null(value=None in values)


def _spread(table: pl.DataFrame, column: str, groups: tuple[str, ...]) -> tuple[list[str | None], Array]:
    """A column's values, and their amounts: a row each group, a column each value."""
    added = table.group_by([*groups, column], maintain_order=True).agg(pl.col("_amount").sum())
    sizes = (
        added.group_by(groups, maintain_order=True).agg(pl.len().alias("_size")).filter(pl.col("_size") > 2)
    )
    if sizes.height > _MAX_GROUPS:
        sizes = sizes.gather_every(sizes.height // _MAX_GROUPS)
    if sizes.is_empty():
        return [], np.empty((0, 0))
    sizes = sizes.with_row_index("_row")
    added = added.join(sizes.select(*groups, "_row"), on=groups, nulls_equal=True, maintain_order="left")
    values = added.select(column).unique(maintain_order=True).with_row_index("_column")
    if values.height > _MAX_VALUES:
        return [], np.empty((0, 0))
    added = added.join(values, on=column, nulls_equal=True)
    amounts = np.full((sizes.height, values.height), np.nan)
    amounts[added["_row"].to_numpy(), added["_column"].to_numpy()] = added["_amount"].to_numpy()
    return values[column].to_list(), amounts


def _holds(rows: SaleRows, total: _Total) -> bool:
    """Whether a total that a few days show holds over the whole history."""
    labels = rows.labels(total.column)
    groups = [name for name in total.groups if name != "_day"]
    whole = _among(labels, [total.value])
    part = ~_among(labels, total.besides) if total.is_rest else _among(labels, total.parts)
    table = pl.DataFrame(
        [
            rows.frame[rows.date].cast(pl.Date).alias("_day"),
            *(rows.labels(name).alias(name) for name in groups),
            rows.amounts.alias("_amount"),
            whole.alias("_whole"),
            part.alias("_part"),
        ]
    )
    compared = table.group_by("_day", *groups).agg(
        pl.col("_whole").any(),
        pl.col("_amount").filter(pl.col("_whole")).sum().alias("_sum"),
        pl.col("_amount").filter("_part").sum().alias("_added"),
        pl.col("_part").sum().alias("_count"),
    )
    compared = compared.filter(pl.col("_whole"))
    decimals = decimals_of(rows.amounts.to_numpy())
    rounding = 0.5 * 10.0**-decimals * (pl.col("_count") + 1)
    is_rounded = decimals > 0 or number_of(compared["_sum"].mean(), empty=0) >= 1000
    off = (pl.col("_sum") - pl.col("_added")).abs()
    slack = 1e-6 + 1e-9 * pl.col("_sum").abs() + (rounding if is_rounded else 0.0)
    agree = compared.select((off <= slack).mean()).item()
    return bool(agree is not None and agree >= _AGREEING)


def _without(rows: SaleRows, found: list[_Total]) -> tuple[SaleRows, Note]:
    column = found[0].column
    labels = rows.labels(column)
    out = _among(labels, [total.value for total in found])
    before, left = rows.total(), rows.total(out)
    kept = rows.filter(~out)
    shown = list_cells([total.value for total in found])
    parts = found[0].parts
    seen = (
        f"{column} {_name_cell(found[0].value)} is the sum of {list_cells(list(parts))} wherever it stands"
        if len(found) == 1
        else f"{shown} in {column} are each the sum of others, such as {_name_cell(found[0].value)} of "
        f"{list_cells(list(parts))}"
    )
    text = (
        f"{counted(int(out.sum()), 'row')} with {column} {shown} are sums of other rows: left out "
        f"({left:,.10g} of {before:,.10g})."
    )
    evidence = Evidence(
        seen,
        (Reading("the sums left out", before - left), Reading("all rows added up", before)),
    )
    return kept, Note("total_rows", int(out.sum()), text, evidence)


def _ask_about_named(rows: SaleRows, columns: list[str], ask: Ask | None, notes: list[Note]) -> SaleRows:
    """Settle the rows that are called a total although they aren't the sum of others."""
    for column in columns:
        if rows.stats[column].kind not in ("product", "code", "store", "category", "place", "brand", None):
            continue
        dated = rows.frame.filter(pl.col(rows.date).is_not_null())[column]
        each = as_text_labels(dated.unique()).drop_nulls().unique().to_list()
        named = [value for value in each if says_total(value, alone=True)]
        if not named or len(named) == len(each):
            continue
        out = _among(rows.labels(column), named)
        before, left = rows.total(), rows.total(out)
        answers = ("They are totals: leave them out", "They are sales: keep them")
        others = [value for value in each if value not in named]
        question = Question(
            f"total_rows:{column}",
            f"{column} says {list_cells(named)} in {counted(int(out.sum()), 'row')}, which is a word for a "
            "total, but these rows aren't the sum of the others.",
            answers,
            f"Leave them out with {filter_option(False, column, named)}, or name all that are sales with "
            f"{filter_option(True, column, [*others[:3], *named[:1]])}.",
            (Reading("left out", before - left), Reading("kept", before)),
        )
        if settle(question, ask) == answers[0]:
            rows = rows.filter(~out)
            text = (
                f"{counted(int(out.sum()), 'row')} with {column} {list_cells(named)} left out ({left:,.10g})."
            )
            notes.append(
                Note("total_rows", int(out.sum()), text, Evidence(question.text, question.readings, "asked"))
            )
    return rows


def _name_cell(value: str | None) -> str:
    return "(empty)" if value is None else value


def list_cells(values: list[str | None] | list[str]) -> str:
    """Cells in words: the first four, and how many more."""
    named = [_name_cell(value) for value in values]
    return ", ".join(named[:4]) + (f" and {len(named) - 4} more" if len(named) > 4 else "")
