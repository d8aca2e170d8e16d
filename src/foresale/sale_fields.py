"""What a sale may be, however it comes: how long its texts, how large its amounts, on which days."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

MAX_LETTERS: Mapping[str, int] = {
    "transaction_id": 64, "product": 100, "store": 100, "product_name": 200, "category": 100,
    "customer_group": 50, "promotion": 100,
}  # fmt: skip
"""The longest text of each field. Those a sale can't do without are refused when longer."""

CONTROL_CHARACTERS = r"[\x00-\x1f\x7f]"
"""What no text may hold: PostgreSQL can't keep NUL, tables and logs break on the others."""

MAX_QUANTITY = 1e12
"""Units of one sale, either sign; more is a slip of the pen."""

MAX_MONEY = 10**12
"""Price or revenue of one sale, either sign; DECIMAL(18, 4) holds it and the sum of many."""

MONEY_DECIMALS = 4
"""Decimals that money is kept with."""

FIRST_DAY = datetime.date(1900, 1, 1)
"""The first day that anything can have been sold on."""

LAST_DAY = datetime.date(2200, 12, 31)
"""The last day that every database and every calendar here can hold."""

CLOCK_TOLERANCE = datetime.timedelta(days=1)
"""How far ahead of our clock a sale may lie: a shop's clock may be."""
