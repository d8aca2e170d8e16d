"""Options of commands that list what a server knows: of what, and how much of it."""

from __future__ import annotations

from foresale.cli.options.setting import Setting

PRODUCT = Setting("product", "text", "Only this product.", metavar="SKU")
CATEGORY = Setting("category", "text", "Only this category.", metavar="NAME")


def limit_to(rows: int) -> Setting:
    """The option that says how many rows are shown, if not `rows`."""
    return Setting("limit", "whole", "Show at most so many.", default=str(rows), metavar="N")
