"""`GET /overrides/value`: whether people's changes helped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading, Services
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import product_coded, store_coded
from foresale.service.api.overrides.making import today_of
from foresale.service.api.overrides.schemas import OverrideValue, Score, ValueFilter, ValueGroup, ValueStep
from foresale.storage.database.overrides.landed import LandedChoice, read_landed_cells
from foresale.storage.database.tables.people import UserRow
from foresale.workflows.overrides import judge

router = APIRouter()
USUAL_DAYS = 90


@router.get("/value")
def read_override_value(
    session: Reading,
    caller: Annotated[Caller, needs(Permission.READ_FORECASTS)],
    container: Services,
    asked: Annotated[ValueFilter, Query()],
) -> OverrideValue:
    """The stairs from a naive rule to what counted on the day, over changed days that are over.

    Told apart by person, whoever may not read models sees only its own.
    """
    last = asked.last or today_of(container)
    first = asked.first or last - timedelta(days=USUAL_DAYS)
    stores = caller.store_ids
    if asked.store_key is not None:
        stores = frozenset([store_coded(session, caller, asked.store_key).id])
    product = None if asked.product_key is None else product_coded(session, asked.product_key).id
    is_own = asked.mine or (asked.by == "person" and not caller.may(Permission.READ_MODELS))
    choice = LandedChoice(first, last, stores, product, asked.category, caller.user_id if is_own else None)
    settings = container.settings
    landed = read_landed_cells(session.connection(), choice, needs_approval=settings.overrides_need_approval)
    share = settings.holding_share
    found = judge.groups(landed, asked.by, share)
    names = _names(session, [group.key for group in found]) if asked.by == "person" else {}
    priced = landed["price"].is_not_null() & landed["cost"].is_not_null()
    return OverrideValue.model_validate(
        {
            "from": first,
            "to": last,
            "by": asked.by,
            "cells": landed.height,
            "changes": landed["override_id"].n_unique(),
            "unpriced": landed.height - int(priced.sum()),
            "priced_by_sales": int((priced & landed["is_price_usual"]).sum()),
            "holding_share": share,
            "stairs": [
                ValueStep.model_validate({"step": step, **asdict(score)})
                for step, score in judge.stairs(landed, share).items()
            ],
            "groups": [
                ValueGroup(
                    key=group.key, name=names.get(group.key, group.key), changes=group.changes,
                    cells=group.cells, helped=None if group.helped is None else round(group.helped, 4),
                    before=Score(**asdict(group.before)), after=Score(**asdict(group.after)),
                )
                for group in found
            ],
        }
    )  # fmt: skip


def _names(session: Session, keys: Iterable[str]) -> dict[str, str]:
    ids = [int(key) for key in keys if key]
    found = session.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(ids)))
    return {str(number): name for number, name in found}
