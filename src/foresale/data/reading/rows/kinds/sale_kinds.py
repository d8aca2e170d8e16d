"""Rows that are no sales by a status or type: left out, turned round, or asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.row_filters import filter_option
from foresale.data.reading.columns.words.file_kinds import FILE_KINDS
from foresale.data.reading.columns.words.names import kind_of
from foresale.data.reading.columns.words.status_names import (
    is_flag_name,
    is_movement_name,
    is_reason_name,
    is_return_name,
    is_status_name,
    is_status_of_sales,
    says_nothing,
    says_who_returns,
)
from foresale.data.reading.parsing.numbers.parse_numbers import is_missing, parse_flags
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.kinds.goods_received import find_movements, without_goods_received
from foresale.data.reading.rows.kinds.matched_refunds import undo_earlier_sales
from foresale.data.reading.rows.kinds.named_files import settle_named_files
from foresale.data.reading.rows.kinds.negative_sales import turn_below_zero
from foresale.data.reading.rows.kinds.payment_kinds import take_credit_as_payment, take_payments_as_sales
from foresale.data.reading.rows.kinds.reversals import find_reversals
from foresale.data.reading.rows.kinds.shop_events import take_purchases_as_sales, tells_visits
from foresale.data.reading.rows.kinds.ticket_kinds import take_returns_as_tickets
from foresale.data.reading.rows.kinds.type_codes import check_type_codes
from foresale.data.reading.rows.kinds.undo_reasons import find_undone
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import has_phrase, plain_words
from foresale.data.reading.vocabulary.sale_words import Kind, movement_kind, sale_kind
from foresale.notes import Evidence, Note, Reading, counted

_KNOWN = 0.5  # share of a column's values that must be known words
_DATED, _RARE = 0.9, 0.5  # shares of a column of days on which few sales were cancelled
_FEW_VALUES = 8  # of a column whose name says nothing, but whose values may be words for sales and returns
_HEAVY = 0.02  # share of rows or of the amount from which an unknown status is asked about
_ORDERS = frozenset(("transaction", "label", "code", "series", "row", "shipping", None))


def leave_out_no_sales(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows without those that are no sales by a status, type or flag; returns are turned round.

    Args:
        rows: The rows.
        ask: Asked about values of weight that no word is known for.

    Raises:
        ColumnsError: A value of weight can't be told and nobody is asked.
    """
    notes: list[Note] = []
    for name in rows.free():
        if name in rows.keys or name not in rows.frame.columns:
            continue
        if is_flag_name(name) and _is_flag_or_day(rows, name):
            rows = replace(_by_flag(rows, name, notes), used=(*rows.used, name))
        elif is_reason_name(name):
            undone = find_undone(rows, name)
            left = rows if undone is None else _leave_out(rows, name, undone, f"{name} is given", notes)
            rows = replace(left, used=(*rows.used, name))
        elif (
            is_status_of_sales(name)
            or (says_nothing(name) and rows.stats[name].distinct <= _FEW_VALUES)
            or tells_visits(name, rows.few_labels(name))
            or find_movements(name, rows.few_labels(name))
        ):
            has_codes = is_movement_name(name)
            values = rows.few_labels(name, codes=has_codes)
            kinds = {v: (movement_kind(v) if has_codes else None) or _kind_of(rows, name, v) for v in values}
            moves = find_movements(name, values)
            kinds = moves or take_purchases_as_sales(
                take_credit_as_payment(without_goods_received(name, kinds))
            )
            if name in FILE_KINDS:
                kinds = settle_named_files(rows, name, kinds, ask)
            kinds, said = take_returns_as_tickets(rows, name, kinds, ask)
            notes += said
            turned: frozenset[str] = frozenset()
            if is_status_of_sales(name):
                kinds = take_payments_as_sales(rows, name, kinds)
                turned, told = find_reversals(rows, name, kinds)
                notes += told
            status = _Status(name, kinds, is_type=not is_status_name(name), undone=turned)
            if (
                not is_status_of_sales(name)
                and not status.is_plain_by_words
                and not tells_visits(name, values)
                and not moves
            ):
                continue
            if not said and len(values) > 1 and not any(kinds.values()):
                rows, told = check_type_codes(rows, name, values, ask)
                notes += told
            if status.tells_sales or _has_refunds(rows, status):
                rows = _fill_within_orders(rows, name)
                rows = replace(_by_value(rows, status, ask, notes), used=(*rows.used, name))
    return rows, notes


def _is_flag_or_day(rows: SaleRows, name: str) -> bool:
    """Whether a column says yes or no, or holds the day on which a few of the sales were undone."""
    stat = rows.stats[name]
    return stat.is_flag or (stat.dates >= _DATED and stat.missing >= _RARE)


def _kind_of(rows: SaleRows, name: str, value: str) -> Kind | None:
    """What a value says of its rows; those that add a discount are sales, and so are Units beside Returns."""
    kind = sale_kind(value)
    if kind == "other" and has_phrase(plain_words(value), "discount"):
        return kind if rows.total(rows.labels(name) == value) <= 0 else None
    kind = None if kind == "return" and says_who_returns(value) else kind
    return kind or ("sale" if says_nothing(name) and kind_of(value) in ("units", "sales") else None)


def _fill_within_orders(rows: SaleRows, name: str) -> SaleRows:
    """The status of an order on each of its lines, where a file writes it on the first of them only."""
    labels = rows.labels(name)
    if not labels.null_count():
        return rows
    for order in rows.free():
        if rows.stats[order].kind not in _ORDERS or order == name:
            continue
        table = pl.DataFrame([rows.labels(order).alias("_order"), labels.alias("_status")])
        known = pl.col("_status").drop_nulls()
        orders = table.group_by("_order").agg(
            known.n_unique().alias("_different"), known.first().alias("_own")
        )
        if orders.height < 2 * len(rows.few_labels(name)) or orders["_order"].null_count():
            continue
        if (orders["_different"] == 1).all():
            own = table.join(orders, on="_order", how="left", maintain_order="left")
            filled = own.select(pl.coalesce("_status", "_own").alias(name)).to_series()
            return replace(rows, frame=rows.frame.with_columns(filled))
    return rows


@dataclass(frozen=True)
class _Status:
    """A column of statuses or types: what each of its values says of a row, and which take back sales."""

    column: str
    kinds: Mapping[str, str | None]
    is_type: bool
    undone: frozenset[str]

    @property
    def tells_sales(self) -> bool:
        """Whether the values are words of this part at all: some of them say that a row is no sale."""
        known = [kind for kind in self.kinds.values() if kind is not None]
        few = len(known) < _KNOWN * len(self.kinds) and self.column not in FILE_KINDS
        if few or not set(known) - {"sale"}:
            return False
        return "sale" in known or len(known) < len(self.kinds)

    @property
    def is_plain_by_words(self) -> bool:
        """Whether all values are known words, sales and returns among them, whatever the column's name."""
        return (
            self.is_type
            and {"sale", "return"} <= set(self.kinds.values())
            and None not in self.kinds.values()
        )

    @property
    def unknown(self) -> list[str]:
        """Values that no word is known of, or that may still become sales."""
        return [value for value, kind in self.kinds.items() if kind in (None, "pending")]

    @property
    def no_sales(self) -> list[str]:
        """Values of rows that are no sales; a status that says returned is the sale's own."""
        gone = ("void", "other") if self.is_type else ("void", "other", "return")
        return [value for value, kind in self.kinds.items() if kind in gone and value not in self.undone]

    @property
    def returns(self) -> list[str]:
        """Values of rows that undo a sale of another row."""
        return [value for value, kind in self.kinds.items() if kind == "return" and self.is_type]


def _by_flag(rows: SaleRows, name: str, notes: list[Note]) -> SaleRows:
    if rows.stats[name].dates >= _DATED:
        rows = _fill_within_orders(rows, name)
        out, what = ~is_missing(rows.labels(name)), "holds a date"
    else:
        flags = parse_flags(rows.labels(name)).fill_null(0.0) if rows.frame[name].dtype != pl.Boolean else (
            rows.frame[name].cast(pl.Float64).fill_null(0.0)
        )  # fmt: skip
        out, what = flags == 1, "says yes"
    if not out.any() or number_of(out.mean()) > 0.5:
        return rows
    if what == "says yes" and is_return_name(name):
        return _turn_round(rows, name, out, name, notes)
    return _leave_out(rows, name, out, f"{name} {what}", notes)


def _by_value(rows: SaleRows, status: _Status, ask: Ask | None, notes: list[Note]) -> SaleRows:
    name, labels = status.column, rows.labels(status.column)
    weighty = [value for value in status.unknown if _weight(rows, labels == value) >= _HEAVY]
    out = [
        *status.no_sales,
        *(v for v, kind in status.kinds.items() if kind == "pending" and v not in weighty),
    ]
    proven = _refunds(rows, status, weighty)
    weighty = [value for value in weighty if value not in proven]
    if weighty:
        out += _ask_about(rows, status, weighty, ask)
    returned = [value for value in (*status.returns, *proven) if value not in out]
    gone = labels.is_in(out).fill_null(value=False)
    if gone.any() and not gone.all():
        rows = _leave_out(rows, name, gone, f"{name} {', '.join(out)}", notes)
    back = rows.labels(name).is_in(returned).fill_null(value=False)
    return _turn_round(rows, name, back, ", ".join(returned), notes)


def _has_refunds(rows: SaleRows, status: _Status) -> bool:
    """Whether a type has known sales, and rows under another value that undo them."""
    weighty = [v for v in status.unknown if _weight(rows, rows.labels(status.column) == v) >= _HEAVY]
    return "sale" in status.kinds.values() and bool(_refunds(rows, status, weighty))


def _refunds(rows: SaleRows, status: _Status, values: list[str]) -> list[str]:
    """The values whose rows repeat earlier sales' products and amounts, so that they undo them."""
    if not status.is_type:
        return []
    labels = rows.labels(status.column)
    sold = labels.is_in([v for v, kind in status.kinds.items() if kind == "sale"]).fill_null(value=False)
    return [v for v in values if undo_earlier_sales(rows, (labels == v).fill_null(value=False), sold)]


def _weight(rows: SaleRows, mask: pl.Series) -> float:
    """Share of the rows, or of the amounts where that is more."""
    mask = mask.fill_null(value=False)
    whole = float(rows.amounts.abs().sum() or 0.0) or 1.0
    amount = float(rows.amounts.filter(mask).abs().sum() or 0.0)
    return max(int(mask.sum()) / max(len(mask), 1), amount / whole)


def _ask_about(rows: SaleRows, status: _Status, weighty: list[str], ask: Ask | None) -> list[str]:
    """Which of the unknown values are no sales."""
    name, labels = status.column, rows.labels(status.column)
    mask = labels.is_in(weighty).fill_null(value=False)
    gone = (*status.no_sales, *status.returns, *weighty)  # a return that is named as a sale would be added
    sold = [value for value in status.kinds if value not in gone]
    certain = rows.total(labels.is_in(sold).fill_null(value=False))
    without = f" ({', '.join(status.no_sales)}: left out.)" if status.no_sales else ""
    question = Question(
        f"kinds_of_rows:{name}",
        f"{name} says {', '.join(weighty)} in {counted(int(mask.sum()), 'row')}: are these sales?{without}",
        ("They are sales", "They are no sales"),
        f"Name all that are sales with {filter_option(True, name, [*sold, *weighty])}, or the others with "
        f"{filter_option(False, name, [*status.no_sales, *weighty])}.",
        (Reading("they are sales", certain + rows.total(mask)), Reading("they are none", certain)),
    )
    return list(weighty) if settle(question, ask) == question.answers[1] else []


def _leave_out(rows: SaleRows, name: str, out: pl.Series, what: str, notes: list[Note]) -> SaleRows:
    labels = rows.labels(name).filter(out)
    counts = labels.value_counts(sort=True)
    shown = ", ".join(f"{value} {count:,}" for value, count in counts.head(6).iter_rows())
    shown = what.removeprefix(f"{name} ") if rows.stats[name].dates >= _DATED else shown
    before, left = rows.total(), rows.total(out)
    text = (
        f"{counted(int(out.sum()), 'row')} are no sales by {name} ({shown}): left out, "
        f"{left:,.10g} of {before:,.10g} {rows.target}."
    )
    evidence = Evidence(
        what, (Reading("without these rows", before - left), Reading("with them", before)), "likely"
    )
    notes.append(Note("no_sales", int(out.sum()), text, evidence))
    return rows.filter(~out)


def _turn_round(rows: SaleRows, name: str, back: pl.Series, what: str, notes: list[Note]) -> SaleRows:
    """Returns that are written with a positive amount, as negative ones; what was sold above zero first."""
    rows, said = turn_below_zero(rows, ~back)
    notes += said
    positive = back & (rows.amounts > 0)
    if not positive.any():
        return rows
    before, amount = rows.total(), rows.total(positive)
    text = (
        f"{counted(int(positive.sum()), 'row')} are returns by {name} ({what}) with a positive "
        f"{rows.target}: {amount:,.10g} taken off instead of added."
    )
    evidence = Evidence(
        f"{name} {what}",
        (Reading("returns taken off", before - 2 * amount), Reading("added", before)),
        "likely",
    )
    notes.append(Note("returns_turned_round", int(positive.sum()), text, evidence))
    return rows.turn_round(positive)
