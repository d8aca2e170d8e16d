"""How the app writes times, and options by the names of its own fields."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

WHEN = st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm")
DAY = st.column_config.DateColumn(format="D MMM YYYY")
UNITS = st.column_config.NumberColumn(format="localized")
MODEL = st.column_config.TextColumn(width="large")
"""A blend's name lists its models, and a narrower column would cut it off."""
LEADERBOARD = {
    "Score": st.column_config.NumberColumn(format="%.3f", help="What models are chosen by; less is better."),
    "WAPE": st.column_config.NumberColumn(format="percent", help="Absolute error as a share of sales."),
    "WAPE, tested": st.column_config.NumberColumn(format="percent", help="On weeks that chose no model."),
    "Bias": st.column_config.NumberColumn(format="percent", help="Above 0 is too much."),
    "Seconds": st.column_config.NumberColumn(format="%.1f"),
}
"""How the columns of `leaderboard_line` are written."""


def round_number(value: Any) -> Any:
    """A number with as many digits as mean something; anything else as it is.

    Args:
        value: A table's cell.

    Examples:
        >>> round_number(-5e-18), round_number(43.7747), round_number(1234.5678), round_number("tea")
        (0.0, 43.77, 1235.0, 'tea')
    """
    if not isinstance(value, float) or math.isnan(value):
        return value
    return round(value, 0 if abs(value) >= 1000 else 2 if abs(value) >= 10 else 3) + 0.0


def name_fields(text: str, fields: Mapping[str, str]) -> str:
    """A sentence of the command line with the names of fields in place of its options.

    Args:
        text: The sentence.
        fields: Option → the field's label.

    Examples:
        >>> name_fields("Leave it out with --ignore age.", {"--ignore": "Columns to leave out"})
        'Leave it out with “Columns to leave out”: age.'
        >>> name_fields("There is no column 'x', which --ignore names.", {"--ignore": "Columns to leave out"})
        "There is no column 'x', which “Columns to leave out” names."
    """
    for option, label in fields.items():
        # A value follows, but where the sentence says what the option names.
        text = re.sub(rf"{option} (?!names\b)", f"“{label}”: ", text).replace(option, f"“{label}”")
    return text


def leaderboard_line(row: Mapping[str, Any]) -> dict[str, Any]:
    """A model on the past windows, in a table's words.

    Args:
        row: A line of a leaderboard; numbers may be text, as they are kept with a version.

    Examples:
        >>> leaderboard_line({"model": "ets", "label": "Smoothing", "wape": "0.31938", "windows": "3"})
        {'Model': 'Smoothing', 'WAPE': 0.31938}
    """
    columns = zip(("score", "wape", "test_wape", "bias", "seconds"), LEADERBOARD, strict=True)
    numbers = {label: _number(row[name]) for name, label in columns if name in row}
    return {"Model": row.get("label") or row.get("model"), **numbers}


def _number(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None
