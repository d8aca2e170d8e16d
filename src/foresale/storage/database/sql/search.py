"""Finding rows by a part of a name, whatever its case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import InstrumentedAttribute


def holds(wanted: str, *columns: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether one of the columns holds the letters `wanted`; signs that LIKE knows mean themselves."""
    return or_(*(func.lower(column).contains(wanted.lower(), autoescape=True) for column in columns))
