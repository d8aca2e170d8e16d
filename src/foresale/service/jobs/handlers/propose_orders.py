"""The job that proposes orders from the served forecast, people's changes, stock and what is on its way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from foresale.planning_settings import UNITS_OF_A_WAY
from foresale.storage.database.overrides.standing import Standing
from foresale.storage.database.supply.planned_items import PlanScope, read_planned_items
from foresale.storage.database.supply.proposals import keep_proposals, mark_stale
from foresale.storage.database.supply.transfers import keep_transfers, read_regions, stores_promised_since
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.planning.propose import OrderRules, digest_inputs, propose_orders
from foresale.workflows.planning.propose_transfers import (
    ProposedTransfer,
    TransferRules,
    propose_transfers,
)

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.service.jobs.job_types import JobContext
    from foresale.settings import Settings

NOTHING = "Nothing is forecast of what is in stock."
SEED = 20_220
"""Of the draws by which the cost-optimal policy finds what a unit left over costs."""


def propose(container: Container, arguments: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Propose orders of all places or of some stores; proposals that nobody touched make room.

    What stores should give each other is worked out with all places together, before what is to be ordered.
    Orders of some stores count on what was proposed then.

    Args:
        container: The service's parts.
        arguments: `stores`: their numbers, else all places.
        context: Hears how far it is.
    """
    stores = arguments.get("stores")
    scope = replace(plan_scope(container, stores), with_proposed_transfers=stores is not None)
    rules, moving = rules_of(container.settings), transfer_rules_of(container.settings)
    context.start("Reading stock and forecast", 2)
    with container.engine.connect().execution_options(writes=False) as connection:
        planned = read_planned_items(connection, scope)
        regions = read_regions(connection)
    context.advance()
    if planned.ahead is None:
        context.log(f"{NOTHING} Count the stock, and train a model: then there is something to order.")
        with Session(container.engine) as session, session.begin():
            if stores is None:
                keep_transfers(session, [], {}, scope.now)
            keep_proposals(session, [], {}, stores, scope.now)
        return {"items": 0, "lines": 0, "orders": 0, "because": NOTHING}
    items, moves = planned.items, list[ProposedTransfer]()
    context.log(f"{len(items):,} products in places.")
    if stores is None:
        items, moves = propose_transfers(items, planned.ahead, rules, moving, regions)
        context.log(_count_moves(moves, moving))
    lines = propose_orders(items, planned.ahead, rules)
    context.advance()
    origin = {
        "runs": list(planned.runs), "model_versions": list(planned.model_versions),
        "overrides": list(planned.overrides)[:1000], "policy": rules.policy,
        "parameters": dict(rules.parameters), "stock_cost_a_year": rules.stock_cost_a_year,
        "usual_margin": rules.usual_margin, "seed": SEED, "first_day": planned.ahead.first.isoformat(),
        "planned_at": scope.now.isoformat(), "job_id": context.job_id,
        "inputs": digest_inputs(items, planned.ahead, rules),
    }  # fmt: skip
    with Session(container.engine) as session, session.begin():
        overtaken: frozenset[int] = frozenset()
        if stores is None:
            made_of = origin | {"transfers": asdict(moving)}
            overtaken = keep_transfers(session, moves, made_of, scope.now).overtaken
        orders = keep_proposals(session, lines, origin, stores, scope.now)
        mark_stale(session, overtaken | stores_promised_since(session, scope.now))
    context.log(f"{len(lines):,} lines in {len(orders):,} orders.")
    return {"items": len(items), "lines": len(lines), "orders": len(orders), "transfers": len(moves)}


def rules_of(settings: Settings) -> OrderRules:
    """How the service proposes orders, by its settings."""
    parameters = {"level": settings.service_level} if settings.order_policy == "service_target" else {}
    return OrderRules(settings.order_policy, parameters, settings.stock_cost_a_year, settings.usual_margin)


def transfer_rules_of(settings: Settings) -> TransferRules:
    """Between which stores the service moves units, and what that takes, by its settings."""
    way = settings.transfer_least_saving
    return TransferRules(
        settings.transfers_within, settings.transfer_days, settings.transfer_unit_cost,
        settings.transfer_move_cost, settings.transfer_least_units,
        UNITS_OF_A_WAY * settings.transfer_unit_cost if way is None else way,
    )  # fmt: skip


def _count_moves(moves: Sequence[ProposedTransfer], moving: TransferRules) -> str:
    if moving.within == "nowhere":
        return "Stores give each other nothing: the setting transfers_within says nowhere."
    units, saves = sum(move.units for move in moves), sum(move.saves for move in moves)
    return f"{units:,.10g} units in {len(moves):,} movements between stores, which save {saves:,.2f}."


def plan_scope(container: Container, stores: list[int] | None, product_id: int | None = None) -> PlanScope:
    """Of which places orders are planned now.

    Args:
        container: The service's parts.
        stores: Numbers of stores; None for all places.
        product_id: Only of this product.
    """
    settings = container.settings
    now = utc_now().astimezone(ZoneInfo(settings.time_zone))
    standing = Standing(now.date(), settings.overrides_need_approval)
    return PlanScope(now, standing, settings.usual_review_days, stores, product_id)
