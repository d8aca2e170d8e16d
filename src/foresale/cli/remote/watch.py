"""`foresale remote watch`: what happens at a server, as it happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.remote.asking import SERVER, asking

if TYPE_CHECKING:
    from foresale.client.live import LiveEvent

_Data = Mapping[str, Any]


@takes(SERVER, reads=False)
def watch(
    given: ParsedOptions,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND", help="Only this kind, such as sale; may be repeated.", show_default=False
        ),
    ] = None,
    store: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Only this store; may be repeated.", show_default=False),
    ] = None,
    product: Annotated[
        list[str] | None,
        typer.Option(metavar="SKU", help="Only this product; may be repeated.", show_default=False),
    ] = None,
    after: Annotated[
        str | None,
        typer.Option(metavar="ID", help="What came after this event; else from now on.", show_default=False),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", metavar=" ", help="Stop at the newest event, for scripts.")
    ] = False,
) -> None:
    """Show sales, forecasts, alerts and jobs of a server as they happen; with --json a line each."""
    screen = given.screen
    with asking(given) as client:
        heard = client.live.watch(kind or (), store or (), product or (), after, follow=not once)
        for event in heard:
            typer.echo(_as_json(event) if screen.as_json else _as_text(event))


def _as_json(event: LiveEvent) -> str:
    told = {name: value for name, value in asdict(event).items() if value not in (None, "")}
    return json.dumps(told, default=lambda moment: moment.isoformat(), ensure_ascii=False)


def _as_text(event: LiveEvent) -> str:
    at = "" if event.at is None else f"{event.at.astimezone():%H:%M:%S}"
    describe = _TEXTS.get(event.kind, _describe_any)
    return f"{at:<8}  {event.kind.replace('_', ' '):<14}  {describe(event.data)}"


def _describe_sale(data: _Data) -> str:
    price = "" if data.get("unit_price") is None else f" at {data['unit_price']}"
    paid = "" if data.get("revenue") is None else f", {data['revenue']}"
    return f"{data['store']}  {data['quantity']:g} × {data['product']}{price}{paid}"


def _describe_import(data: _Data) -> str:
    stores = data.get("stores")
    where = "many stores" if stores is None else f"{len(stores)} {'store' if len(stores) == 1 else 'stores'}"
    sales = "sales" if data.get("sales") is None else f"{data['sales']:,} sales"
    days = f", {data['from']} to {data['to']}" if data.get("from") else ""
    return f"{sales} of {where} {data['change']}{days}"


def _describe_forecast(data: _Data) -> str:
    if "series" not in data:
        return _describe_any(data)
    return f"{data.get('model_version')}: {data['series']:,} series, {data.get('horizon')} periods ahead"


def _describe_outlook(data: _Data) -> str:
    ends = f"{data['lower']:,.0f}–{data['upper']:,.0f}"
    expected = f"about {data['mean']:,.0f} when the day ends ({ends}; {data['morning']:,.1f} this morning)"
    return f"{data['store']}  {data['product']}: {data['sold']:,g} sold, {expected}"


def _describe_alert(data: _Data) -> str:
    return ("gone: " if data.get("resolved_at") else "") + str(data.get("message"))


def _describe_job(data: _Data) -> str:
    why = f": {data['problem']}" if data.get("state") == "failed" else ""
    return f"{data.get('kind')} of {data.get('scope')} {data.get('state')}{why}"


def _describe_promotion(data: _Data) -> str:
    return f"{data.get('model')}.{data.get('to_version')} serves: {data.get('reason')}"


def _describe_calendar(data: _Data) -> str:
    return f"{data.get('name')} {data.get('change')}, {data.get('starts_on')} to {data.get('ends_on')}"


def _describe_stock(data: _Data) -> str:
    if "stock" in data:
        return f"product {data.get('product_id')}: {data['stock']:g} in all places"
    where = "no store" if data.get("store_id") is None else f"store {data['store_id']}"
    return f"product {data.get('product_id')} in {where}: {data.get('quantity'):+g} ({data.get('reason')})"


def _describe_gap(data: _Data) -> str:
    return f"some of what happened from {data.get('after')} to {data.get('until')} isn't shown"


def _describe_reload(_data: _Data) -> str:
    return "the server doesn't know what came after that event; this goes on from now"


def _describe_any(data: _Data) -> str:
    return ", ".join(f"{name} {value}" for name, value in data.items() if not isinstance(value, dict | list))


_TEXTS: Mapping[str, Callable[[_Data], str]] = MappingProxyType(
    {
        "sale": _describe_sale,
        "sale_corrected": _describe_sale,
        "sale_removed": _describe_sale,
        "import": _describe_import,
        "forecast": _describe_forecast,
        "outlook": _describe_outlook,
        "alert": _describe_alert,
        "job": _describe_job,
        "promotion": _describe_promotion,
        "calendar": _describe_calendar,
        "stock": _describe_stock,
        "gap": _describe_gap,
        "reload": _describe_reload,
    }
)
