"""Values as JSON has them: the one place that says how days, amounts and paths are written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any


def to_json(value: Any) -> Any:
    """A value as JSON has it: days and times as ISO 8601, amounts as text, what isn't finite as null.

    Examples:
        >>> to_json({"error": float("nan"), "file": Path("a.csv")})
        {'error': None, 'file': 'a.csv'}
        >>> to_json({"price": Decimal("2.49"), "on": [date(2026, 3, 1)]})
        {'price': '2.49', 'on': ['2026-03-01']}
    """
    match value:
        case float() if not math.isfinite(value):
            return None
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
        case list() | tuple():
            return [to_json(item) for item in value]
        case Path() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return value
