"""Proof of what stands first in a date of numbers: day, month or year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.date_values import Order, build_datetimes
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

ORDER_FIX = f"Say which with {option('day_first', True)} or {option('day_first', False)}."
MAX_MONTHS_APART = 3
MIN_SPREAD = 2  # days of the calendar a row; below it the days of that reading follow each other
_TOLERATED = 0.05  # share of cells that may contradict an order that the others prove
_FEWEST_DAYS = 8  # fewer days don't show gaps
_TIMES_LONGER = 4  # a reading whose days lie this much further apart is worse


@dataclass(frozen=True)
class _Span:
    """The days that one order gives."""

    invalid: float
    ahead: float
    first: datetime.date | None
    last: datetime.date | None
    days: int

    @property
    def spread(self) -> float:
        """Days of the calendar for each day that has a row."""
        if self.first is None or self.last is None:
            return float("inf")
        return ((self.last - self.first).days + 1) / self.days


def find_order(
    found: pl.DataFrame, column: str, reading: DateReading, ask: Ask | None
) -> tuple[Order, tuple[Note, ...]]:
    """What stands first: as the caller says, as the column proves, or as the answer to a question.

    Args:
        found: What `match_dates` says of the column's distinct cells.
        column: Its name.
        reading: What the caller knows.
        ask: Asked when nothing proves it.

    Raises:
        ColumnsError: The column proves two orders, or nothing tells and nobody is asked.
    """
    numeric = found.filter(pl.col("family") == "numeric")
    if not numeric.height:
        return "day", ()
    if reading.day_first is not None:
        return ("day" if reading.day_first else "month"), ()
    if (numeric["y"].str.len_chars() == 2).all():
        settled = _with_short_years(numeric, column, reading.today, ask)
        if settled is not None:
            return settled
    return _day_or_month(numeric, column, reading.today, ask)


def _with_short_years(
    numeric: pl.DataFrame, column: str, today: datetime.date | None, ask: Ask | None
) -> tuple[Order, tuple[Note, ...]] | None:
    """The order where the year may stand first too; None where it can't."""
    orders: tuple[Order, ...] = ("day", "month", "year")
    spans = {order: _span(numeric, order, today) for order in orders}
    fit = [order for order in orders if spans[order].invalid <= _TOLERATED]
    if "year" not in fit or (numeric["a"].str.len_chars() == 1).any():
        return None
    if fit == ["year"]:
        proof = numeric["cell"].filter(_walls(numeric, "day").is_null() | _walls(numeric, "month").is_null())
        return "year", (_order_note(column, "year", f"'{proof[0]}' has no other reading"),)
    near = [order for order in fit if spans[order].ahead <= 0.01]
    if len(near) == 1:
        return near[0], (_proof_by_span(column, near[0], fit, spans, "others would lie in the future"),)
    rest = near or fit
    firsts = [order for order in rest if _all_month_starts(numeric, order)]
    others = [order for order in rest if order not in firsts]
    if len(firsts) == 1 and all(spans[order].spread >= MIN_SPREAD for order in others):
        return firsts[0], (_order_note(column, firsts[0], "every date is then the first of a month"),)
    best = min(rest, key=lambda order: spans[order].spread)
    others = [order for order in rest if order != best]
    if spans[best].days >= _FEWEST_DAYS and all(
        spans[order].spread >= _TIMES_LONGER * spans[best].spread for order in others
    ):
        why = "its days then follow each other, and lie far apart otherwise"
        return best, (_proof_by_span(column, best, fit, spans, why),)
    if "year" not in rest:
        return None
    return _ask_order(numeric, column, rest, ask)


def _day_or_month(
    numeric: pl.DataFrame, column: str, today: datetime.date | None, ask: Ask | None
) -> tuple[Order, tuple[Note, ...]]:
    first, second = numeric["a"].cast(pl.Int64), numeric["b"].cast(pl.Int64)
    day_led = int(((first > 12) & (second <= 12)).sum())
    month_led = int(((second > 12) & (first <= 12)).sum())
    if min(day_led, month_led) > _TOLERATED * max(day_led, month_led):
        one, other = (numeric["cell"].filter(part > 12)[0] for part in (first, second))
        raise ColumnsError(
            f"{column} mixes day-first and month-first dates, such as '{one}' and '{other}'.",
            fix=f"Write them one way. {ORDER_FIX} The others are then set aside.",
        )
    if day_led != month_led:
        order: Order = "day" if day_led > month_led else "month"
        proof = numeric["cell"].filter((first if order == "day" else second) > 12)[0]
        return order, (_order_note(column, order, f"'{proof}' has no other reading"),)
    proven = _other_proof(numeric, first, second, today)
    if proven is not None:
        return proven[0], (_order_note(column, *proven),)
    return _ask_order(numeric, column, ["day", "month"], ask)


def _ask_order(
    numeric: pl.DataFrame, column: str, orders: list[Order], ask: Ask | None
) -> tuple[Order, tuple[Note, ...]]:
    example = numeric["cell"][0]
    meanings = {
        order: f"{_walls(numeric.head(1), order)[0]:%-d %B %Y} ({order} first)"
        for order in orders
        if _walls(numeric.head(1), order)[0] is not None
    }
    fix = ORDER_FIX
    if "year" in orders:
        mark = numeric["sep"][0] or ("" if numeric["a"].str.len_chars().min() == len(example) / 3 else " ")
        fix = (
            f"Say which with {option('date_format', mark.join(['%y', '%m', '%d']))} (year first) or "
            f"{mark.join(['%d', '%m', '%y'])} (day first)."
        )
    question = Question(
        f"date_order:{column}",
        f"{column} can't be read: '{example}' is {' or '.join(meanings.values())}, "
        "and no date in the column tells which.",
        tuple(f"{order} first" for order in orders),
        fix,
    )
    answer = settle(question, ask)
    chosen = next(order for order in orders if answer == f"{order} first")
    evidence = Evidence(f"'{example}' can be read in {len(orders)} ways", certainty="asked")
    return chosen, (Note("date_order", 1, f"{column} is read {chosen} first, as you said.", evidence),)


def _walls(numeric: pl.DataFrame, order: Order) -> pl.Series:
    return build_datetimes(numeric, order=order)["wall"]


def _span(numeric: pl.DataFrame, order: Order, today: datetime.date | None) -> _Span:
    wall = _walls(numeric, order)
    days = wall.drop_nulls().cast(pl.Date).sort()
    ahead = number_of((days > today).mean(), empty=0) if today is not None else 0.0
    first, last = (days[0], days[-1]) if len(days) else (None, None)
    return _Span(wall.null_count() / len(wall), ahead, first, last, days.n_unique())


def _all_month_starts(numeric: pl.DataFrame, order: Order) -> bool:
    """Whether every date is the first of a month, and most of these months follow each other."""
    days = _walls(numeric, order).drop_nulls().cast(pl.Date).unique().sort()
    if len(days) < 3 or not (days.dt.day() == 1).all():
        return False
    months = days.dt.year().cast(pl.Int64) * 12 + days.dt.month()
    return bool(number_of((months.diff().drop_nulls() <= MAX_MONTHS_APART).mean()) >= 0.5)


def _proof_by_span(
    column: str, order: Order, orders: list[Order], spans: dict[Order, _Span], why: str
) -> Note:
    def meaning(one: Order) -> Reading:
        span = spans[one]
        return Reading(f"{one} first: {span.days:,} days from {span.first} to {span.last}")

    readings = (meaning(order), *(meaning(other) for other in orders if other != order))
    text = f"{column} is read {order} first: {why} ({spans[order].first} to {spans[order].last})."
    return Note("date_order", 1, text, Evidence(why, readings, "proven"))


def _order_note(column: str, order: Order, why: str) -> Note:
    text = f"{column} is read {order} first: {why}."
    return Note("date_order", 1, text, Evidence(why, (Reading(f"{order} first"),), "proven"))


def _other_proof(
    numeric: pl.DataFrame, first: pl.Series, second: pl.Series, today: datetime.date | None
) -> tuple[Order, str] | None:
    """Proof of the order when no number exceeds 12: dots, month starts of some years, or the rows' order."""
    if (numeric["sep"] == ".").all():
        return "day", "dates with dots are written so"
    years = numeric["y"].n_unique()
    if years >= 2 and numeric.height >= 3 * years:
        if (first == 1).all() and second.n_unique() >= 3:
            return "day", f"every date is then the first of a month, over {years} years"
        if (second == 1).all() and first.n_unique() >= 3:
            return "month", f"every date is then the first of a month, over {years} years"
    orders: tuple[Order, ...] = ("day", "month")
    if numeric.height >= 10:
        sorted_as = {order: _walls(numeric, order).is_sorted() for order in orders}
        if sorted_as["day"] != sorted_as["month"]:
            return ("day" if sorted_as["day"] else "month"), "the rows are then in order of time"
    if today is not None:
        ahead = {order: _span(numeric, order, today).ahead for order in orders}
        if min(ahead.values()) == 0 < max(ahead.values()):
            return ("day" if not ahead["day"] else "month"), "dates would lie in the future otherwise"
    return None
