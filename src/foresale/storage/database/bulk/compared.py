"""What is stored of a sale, and what two lines with one number must agree on to be the same sale."""

from __future__ import annotations

STORED = (
    "transaction_id", "store_id", "product_id", "sold_at", "sold_on", "quantity", "unit_price", "revenue",
    "customer_group", "promotion",
)  # fmt: skip

COMPARED = tuple(name for name in STORED if name not in ("transaction_id", "sold_on"))
"""The store's day follows from the others."""
