"""Amounts that add up the last days in each row, so that a sale stands in several rows."""

from __future__ import annotations

import re

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.questions import Ask, Question, settle
from foresale.data.reading.rows.sale_rows import SaleRows
from foresale.data.reading.vocabulary.plain_words import plain_words
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Note

_DAYS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7, "month": 30, "months": 30}
_UNIT = r"(days?|weeks?|months?|d|w)"
_WINDOW = re.compile(
    rf"(?:last|past|previous|trailing|rolling|moving) (\d+) ?{_UNIT}\b|"
    rf"(?:^|\s)(\d+) ?{_UNIT} (?:rolling|moving|trailing)|(?:rolling|moving|trailing).* (\d+) ?{_UNIT}\b"
)
_ANSWERS = ("Each row has its own period's sales", "Each row adds the last ones up")


def refuse_rolling_sums(rows: SaleRows, ask: Ask | None) -> tuple[SaleRows, list[Note]]:
    """The rows as they are; asked about where the target's name says more days than lie between two rows.

    Args:
        rows: The rows.
        ask: Asked whether each row adds the last days up.

    Raises:
        ColumnsError: It does, or nobody is asked.
    """
    hit = _WINDOW.search(plain_words(rows.target))
    days = rows.frame[rows.date].cast(pl.Date).drop_nulls().unique().sort()
    if hit is None or len(days) < 3:
        return rows, []
    number, unit = (part for part in hit.groups() if part is not None)
    between = number_of(days.diff().dt.total_days().median())
    if int(number) * _DAYS[unit] <= between:
        return rows, []
    text = (
        f"{rows.target} seems to add up {number} {unit} in each row, and rows are {between:g} days apart: "
        "each sale would count several times."
    )
    fix = f"Name a column of each period's own sales with {option('target')}."
    question = Question(f"rolling_sums:{rows.target}", text, _ANSWERS, fix)
    if settle(question, ask) == _ANSWERS[1]:
        raise ColumnsError(text, fix=fix)
    return rows, []
