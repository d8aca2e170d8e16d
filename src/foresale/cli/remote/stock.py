"""`foresale remote stock`: what won't last."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.lists import CATEGORY, PRODUCT, limit_to
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foresale.client.stock import StockAlert, StockAlerts

_WHICH = SettingGroup(
    "which",
    "Which",
    (
        PRODUCT,
        CATEGORY,
        Setting("store", "text", "Only this store, by its own stock.", metavar="CODE"),
        Setting("by_store", "switch", "Judge each store by its own stock.", flag="--by-store"),
        Setting("review_days", "whole", "Days that an order should last.", default="7", metavar="DAYS"),
        limit_to(100),
    ),
)


@takes(_WHICH, SERVER, reads=False)
def stock(given: ParsedOptions) -> None:
    """List the products that won't last until an order placed now arrives, most urgent first."""
    screen = given.screen
    with asking(given) as client:
        found = client.stock.alerts(**given.options["which"])
        if not screen.as_json:
            screen.show(*_describe_alerts(found))
        screen.answer(asdict(found))


def _describe_alerts(found: StockAlerts) -> list[RenderableType]:
    from foresale.cli.output.tables import simple_table

    if found.basis == "nothing":
        return ["Nothing is known of the demand yet: there are no sales and no forecast."]
    if not found.items:
        return ["Every product whose stock is known lasts until an order arrives."]
    numbers = ("In stock", "Lasts", "Out on", "Short of", "Order")
    columns: tuple[str, ...] = ("Product", "Name", *numbers)
    rows = [_row(alert) for alert in found.items]
    if any(alert.store is not None for alert in found.items):
        columns = ("Store", *columns)
        rows = [(alert.store or "", *row) for alert, row in zip(found.items, rows, strict=True)]
    parts: list[RenderableType] = [simple_table(columns, rows, numbers=numbers)]
    if found.total > len(found.items):
        parts.append(f"and {found.total - len(found.items):,} more")
    by = (
        f"the forecast of {found.model_version}"
        if found.basis == "forecast"
        else "the newest four weeks' sales"
    )
    parts.append(f"Judged by {by}, up to {found.cutoff}.")
    return parts


def _row(alert: StockAlert) -> tuple[str, ...]:
    lasts = "–" if alert.days_of_cover is None else f"{alert.days_of_cover:,.1f} days"
    return (
        alert.sku,
        alert.name,
        f"{alert.stock:,g}",
        lasts,
        "–" if alert.runs_out_on is None else str(alert.runs_out_on),
        f"{alert.units_short:,.1f}",
        f"{alert.suggested_order:,}",
    )
