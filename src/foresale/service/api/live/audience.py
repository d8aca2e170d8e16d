"""Who may hear of what."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.rows import NO_SUCH, Noun
from foresale.service.api.live.schemas import LiveChoice
from foresale.service.live.selection import Selection
from foresale.storage.database.event_log.append import Kind
from foresale.storage.database.tables.catalog import ProductRow, StoreRow

NEEDED: Mapping[Kind, Permission] = MappingProxyType(
    {
        "sale": Permission.READ_SALES,
        "sale_corrected": Permission.READ_SALES,
        "sale_removed": Permission.READ_SALES,
        "import": Permission.READ_SALES,
        "forecast": Permission.READ_FORECASTS,
        "outlook": Permission.READ_FORECASTS,
        "alert": Permission.READ_FORECASTS,
        "job": Permission.READ_JOBS,
        "promotion": Permission.READ_MODELS,
        "calendar": Permission.READ_CATALOG,
        "stock": Permission.READ_STOCK,
        "override": Permission.READ_FORECASTS,
        "order": Permission.READ_STOCK,
        "transfer": Permission.READ_STOCK,
        "comment": Permission.READ_FORECASTS,
        "dead_letter": Permission.READ_AUDIT,
        "prediction": Permission.READ_TOPICS,
    }
)
"""What a caller must be allowed to read, to hear of a kind of event."""

_ONLY_CHOSEN: frozenset[Kind] = frozenset({"prediction"})
"""Kinds of which thousands come at once: who doesn't ask for them doesn't hear of them."""


def select_for(session: Session, caller: Caller, choice: LiveChoice) -> Selection:
    """What a caller hears of.

    Args:
        session: To look names up.
        caller: Who listens.
        choice: What it wants.

    Raises:
        ForbiddenError: It names a kind that it may not see.
        NotFoundError: A store or product isn't there for the caller.
    """
    refused = next((kind for kind in choice.kind if not caller.may(NEEDED[kind])), None)
    if refused is not None:
        right = NEEDED[refused].replace("_", " ")
        raise ForbiddenError(
            f"The role {caller.role} may not hear of {refused}s: it may not {right}.",
            fix="Leave that kind out, or ask an admin for a role that may.",
            reason=Reason("role_may_not", role=caller.role, permission=NEEDED[refused]),
        )
    allowed = frozenset(kind for kind, needed in NEEDED.items() if caller.may(needed))
    kinds: frozenset[str] = frozenset(choice.kind) or allowed - _ONLY_CHOSEN
    return Selection(
        kinds, caller.store_ids, _stores(session, caller, choice), _products(session, choice), caller.user_id
    )


def narrow(selection: Selection, caller: Caller) -> Selection:
    """A selection as it is for a caller whose rights have changed.

    Args:
        selection: What was heard of.
        caller: As it is now.
    """
    allowed = {kind for kind, needed in NEEDED.items() if caller.may(needed)}
    kinds = selection.kinds & allowed
    return Selection(kinds, caller.store_ids, selection.stores, selection.products, caller.user_id)


def _stores(session: Session, caller: Caller, choice: LiveChoice) -> frozenset[int] | None:
    if not choice.store and not choice.store_id:
        return None
    wanted = StoreRow.code.in_(choice.store) | StoreRow.id.in_(choice.store_id)
    found = {row.code: row.id for row in session.execute(select(StoreRow.code, StoreRow.id).where(wanted))}
    seen = {code: number for code, number in found.items() if caller.sees(number)}
    _refuse_missing("store", [*choice.store, *choice.store_id], {*seen, *seen.values()})
    return frozenset(seen.values())


def _products(session: Session, choice: LiveChoice) -> frozenset[int] | None:
    if not choice.product and not choice.product_id:
        return None
    wanted = ProductRow.sku.in_(choice.product) | ProductRow.id.in_(choice.product_id)
    found = {row.sku: row.id for row in session.execute(select(ProductRow.sku, ProductRow.id).where(wanted))}
    _refuse_missing("product", [*choice.product, *choice.product_id], {*found, *found.values()})
    return frozenset(found.values())


def _refuse_missing(what: Noun, asked: list[str | int], known: set[str | int]) -> None:
    missing = next((key for key in asked if key not in known), None)
    if missing is not None:
        raise NotFoundError(
            f"There is no {what} {missing!r}.",
            fix=f"GET /api/{what}s lists them.",
            reason=Reason(NO_SUCH[what], name=missing),
        )
