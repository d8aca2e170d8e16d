"""`foresale remote today`: what the day that has begun will have sold."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.lists import CATEGORY, PRODUCT, limit_to
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from foresale.client.today import TodayItem, TodayOfStore

MAX_ROWS = 40
_NOTHING = "Nothing is forecast there for today."
_WHICH = SettingGroup(
    "which",
    "Which",
    (
        PRODUCT,
        CATEGORY,
        Setting("store", "text", "Only this store.", metavar="CODE"),
        Setting("by_store", "switch", "Add up all products of each store.", "--by-store"),
        limit_to(MAX_ROWS),
    ),
)


@takes(_WHICH, SERVER, reads=False)
def today(given: ParsedOptions) -> None:
    """Tell what each product will have sold when today ends, by what was sold so far."""
    screen, which = given.screen, dict(given.options["which"])
    limit = int(which.pop("limit", MAX_ROWS))
    by_store = bool(which.pop("by_store", False))
    with asking(given) as client:
        if by_store:
            stores = client.forecasts.today_of_stores(**which)
            if not screen.as_json:
                screen.show(_as_store_table(stores) if stores else _NOTHING)
            screen.answer({"items": [asdict(one) for one in stores]})
            return
        found = list(islice(client.forecasts.today(**which), limit + 1))
        if not screen.as_json:
            screen.show(*_as_table(found, limit))
        screen.answer({"items": [asdict(item) for item in found[:limit]], "more": len(found) > limit})


def _as_table(found: list[TodayItem], limit: int) -> list[RenderableType]:
    from foresale.cli.output.tables import simple_table

    if not found:
        return [_NOTHING]
    numbers = ("Sold", "Usually by now", "Today in all", "8 of 10 days", "This morning")
    rows = [_row(item) for item in found[:limit]]
    parts: list[RenderableType] = [simple_table(("Store", "Product", *numbers), rows, numbers=numbers)]
    if len(found) > limit:
        parts.append(f"The first {limit}; more with --limit.")
    if all(item.share is None for item in found):
        parts.append("Sales have no times of day here: a day is only raised to what was sold so far.")
    return parts


def _as_store_table(found: tuple[TodayOfStore, ...]) -> Table:
    from foresale.cli.output.tables import simple_table

    numbers = ("Sold", "Usually by now", "Today in all", "8 of 10 days", "This morning")
    rows = [
        (
            one.store.code,
            one.known_until,
            f"{one.sold:,g}",
            "–" if one.share is None else f"{one.share * one.morning.mean:,.1f}",
            f"{one.mean:,.1f}",
            "–" if one.lower is None else f"{one.lower:,.0f}–{one.upper:,.0f}",
            f"{one.morning.mean:,.1f}",
        )
        for one in found
    ]
    return simple_table(("Store", "Known until", *numbers), rows, numbers=numbers)


def _row(item: TodayItem) -> tuple[str, ...]:
    due = "–" if item.share is None else f"{item.share * item.morning.mean:,.1f}"
    return (
        item.store.code,
        item.product.sku,
        f"{item.sold:,g}",
        due,
        f"{item.mean:,.1f}",
        f"{item.lower:,.0f}–{item.upper:,.0f}",
        f"{item.morning.mean:,.1f}",
    )
