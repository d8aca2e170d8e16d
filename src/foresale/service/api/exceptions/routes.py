"""`GET /exceptions`: what somebody should look at, in queues, what costs most first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query

from foresale.service.api.exceptions.gather import ExceptionRules, gather_exceptions, margin_of
from foresale.service.api.exceptions.schemas import (
    ExceptionItem,
    ExceptionProduct,
    ExceptionQuery,
    Exceptions,
    ExceptionStore,
    QueueCount,
)
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import store_coded
from foresale.service.api.overrides.making import today_of
from foresale.storage.database.exceptions.judged_days import Window, names_of
from foresale.workflows.planning.exceptions import QUEUE_OF, QUEUES, FoundException

router = APIRouter(prefix="/exceptions", tags=["alerts"])


@router.get("", summary="What to look at")
def list_exceptions(
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS, Permission.READ_STOCK, Permission.READ_SALES)],
    container: Services,
    asked: Annotated[ExceptionQuery, Query()],
) -> Exceptions:
    """Lost sales, missing stores, phantom stock, price errors and unusual sales of stores you may see.

    Unusual is what the forecast's own distribution calls so: over all days of all series together, at most
    a share of what is told is chance, however many there are.
    """
    stores = caller.store_ids
    if asked.store_key is not None:
        stores = frozenset([store_coded(session, caller, asked.store_key).id])
    settings, connection = container.settings, session.connection()
    rules = ExceptionRules(settings.false_alarm_rate, settings.usual_margin)
    window = Window(asked.days, stores, asked.category)
    found, last, tested = gather_exceptions(connection, window, today_of(container), rules)
    products = {one.product_id for one in found if one.product_id is not None}
    names, codes = names_of(connection, products, {one.store_id for one in found})
    items = [
        _item(one, names.get(one.product_id or 0), codes[one.store_id], rules.usual_margin) for one in found
    ]
    items.sort(key=_rank)
    chosen = [one for one in items if _is_wanted(one, asked)]
    return Exceptions(
        known_until=last,
        tested=tested,
        false_alarm_rate=rules.false_alarm_rate,
        lost_a_day=_money_of([one for one in items if one.kind == "out_of_stock"]),
        queues=[_count(queue, items) for queue in QUEUES],
        total=len(chosen),
        items=chosen[: asked.limit],
    )


def _rank(one: ExceptionItem) -> tuple[Any, ...]:
    sku = "" if one.product is None else one.product.sku
    money = 0.0 if one.money is None else one.money
    return QUEUES.index(one.queue), -money, -one.units, one.kind, one.store.code, sku, str(one.day)


def _is_wanted(one: ExceptionItem, asked: ExceptionQuery) -> bool:
    return (not asked.queue or one.queue in asked.queue) and (not asked.kind or one.kind in asked.kind)


def _count(queue: Any, items: Sequence[ExceptionItem]) -> QueueCount:
    own = [one for one in items if one.queue == queue]
    return QueueCount(queue=queue, count=len(own), money=_money_of(own))


def _money_of(items: Sequence[ExceptionItem]) -> float:
    return round(sum(one.money or 0.0 for one in items), 2)


def _item(one: FoundException, facts: Any, code: str, usual_margin: float) -> ExceptionItem:
    sku, name, price, cost, lead = facts or ("", "", None, None, 0)
    margin = None
    if one.kind == "price_error":
        margin = abs(one.actual - one.expected)
    elif one.worth is not None:
        margin = one.worth / max(one.units, 1e-9)
    else:
        margin = margin_of(price, cost, usual_margin)
    product = None if one.product_id is None else ExceptionProduct(id=one.product_id, sku=sku, name=name)
    return ExceptionItem(
        queue=QUEUE_OF[one.kind], kind=one.kind, product=product,
        store=ExceptionStore(id=one.store_id, code=code), day=one.day,
        text=_TEXTS[one.kind].format(
            name=name, code=code, day=one.day, actual=one.actual, expected=one.expected, units=one.units,
            lead=lead,
        ),
        actual=round(one.actual, 4), expected=round(one.expected, 4), units=round(one.units, 2),
        money=None if margin is None else round(margin * one.units, 2),
        chance=None if one.chance is None else float(f"{one.chance:.3g}"),
    )  # fmt: skip


_TEXTS = {
    "out_of_stock": "{name} is out of stock in {code}: about {expected:,.1f} units are lost each day, and an "
    "order takes {lead} days.",
    "missing_store": "{code} sold nothing on {day}; {expected:,.0f} units were expected. "
    "Are its sales missing?",
    "runs_out": "{name} runs out in {code} before an order placed now arrives: {actual:,.0f} units are left, "
    "{expected:,.0f} are expected to sell in a week.",
    "phantom_stock": "{name} should have {actual:,.0f} units in {code}, but none sold up to {day}; "
    "{units:,.1f} were expected. Look at the shelf and count.",
    "price_error": "{name} was sold at {actual:,.2f} in {code} on {day}; it usually costs {expected:,.2f}.",
    "unusual_sales": "{name} sold {actual:,.0f} units in {code} on {day}; {expected:,.1f} were expected.",
    "biased": "Forecasts of {name} in {code} have been off by {actual:+.0%} for weeks.",
    "no_forecast": "{name} sells in {code}, and isn't forecast.",
    "no_sales": "{name} hasn't sold in {code} for four weeks.",
}
