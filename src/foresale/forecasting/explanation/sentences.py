"""Numbers and lists inside the sentences that explain a forecast."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import polars as pl

NBSP = "\u00a0"  # so that no line ends between a number and its unit


def percent(share: float, *, signed: bool = False) -> str:
    r"""A share in per cent; with its sign where it is a change.

    Examples:
        >>> percent(0.314), percent(-0.08, signed=True), percent(0.221, signed=True)
        ('31\xa0%', '−8\xa0%', '+22\xa0%')
    """
    text = f"{100 * share:+,.0f}" if signed else f"{100 * share:,.0f}"
    return text.replace("-", "−") + f"{NBSP}%"


def quantity(value: float) -> str:
    """Units sold, as precise as a person needs.

    Examples:
        >>> quantity(1234.5), quantity(12.43), quantity(0.3127)
        ('1,234', '12.4', '0.31')
    """
    return f"{value:,.0f}" if abs(value) >= 99.5 else f"{value:.1f}" if abs(value) >= 0.95 else f"{value:.2g}"


def join_words(parts: Iterable[str]) -> str:
    """Parts of a sentence with commas, and an “and” before the last.

    Examples:
        >>> join_words(["price", "weekday", "promotion"])
        'price, weekday and promotion'
    """
    texts = list(parts)
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def as_html(sentence: str, table: pl.DataFrame) -> str:
    """A sentence over its table, for a notebook."""
    shown = f"<p>{escape(sentence)}</p>"
    return shown + (table._repr_html_() if table.height else "")
