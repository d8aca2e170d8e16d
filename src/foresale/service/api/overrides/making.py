"""Makes a change: spreads it, weighs what speaks against it, and adds it to the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.forecasting.sums.group_ranges import nearest_level, range_of_sums
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.http_errors import ForbiddenError
from foresale.service.api.kit.visible_stores import check_references
from foresale.service.api.overrides.schemas import ChangeRecord, Nudge, OverrideGiven
from foresale.storage.database.forecasts.served_runs import ServedRuns
from foresale.storage.database.overrides.cells import CellChoice
from foresale.storage.database.overrides.landed import LandedChoice, read_landed_cells
from foresale.storage.database.overrides.ledger import SpreadChange, spread_over
from foresale.storage.database.overrides.standing import Standing
from foresale.storage.database.tables.base import utc_now
from foresale.workflows.overrides.judge import groups
from foresale.workflows.overrides.nudge import HALF_IN_EIGHT_TENTHS, noise_nudge, normal_ranges, record_nudge

RECORD_DAYS = 365


def standing_of(container: Container) -> Standing:
    """When a change counts, by the service's settings and clock."""
    return Standing(today_of(container), container.settings.overrides_need_approval)


def today_of(container: Container) -> date:
    """Today by the service's clock."""
    return utc_now().astimezone(ZoneInfo(container.settings.time_zone)).date()


def check_allowed(session: Session, caller: Caller, given: OverrideGiven) -> None:
    """Refuse what the caller may not change.

    Raises:
        OptionError: A store or product isn't there.
        ForbiddenError: It is of all stores, and the caller sees only some.
    """
    check_references(session, caller, store_id=given.store_id, product_id=given.product_id)
    if caller.store_ids is not None and given.store_id is None:
        raise ForbiddenError(
            "A change without a store is of all stores, and you are limited to some.",
            fix="Name one of your stores as store_id.",
            reason=Reason("name_a_store"),
        )


def spread_given(connection: sa.Connection, container: Container, given: OverrideGiven) -> SpreadChange:
    """What a change makes of the days and series that it is about."""
    stores = None if given.store_id is None else [given.store_id]
    choice = CellChoice(given.first_day, given.last_day, given.product_id, stores, given.category)
    return spread_over(connection, choice, standing_of(container), given.kind, given.amount)


def nudges_for(
    connection: sa.Connection, container: Container, spread: SpreadChange, user_id: int | None
) -> list[Nudge]:
    """What speaks against a change.

    Args:
        connection: An open transaction.
        container: The service's parts.
        spread: The change.
        user_id: Whose record counts.
    """
    found = [noise_nudge(spread.before, spread.after, _ranges(connection, spread))]
    today = today_of(container)
    own = LandedChoice(today - timedelta(days=RECORD_DAYS), today, user_id=user_id)
    if user_id is not None:
        needs = container.settings.overrides_need_approval
        landed = read_landed_cells(connection, own, needs_approval=needs)
        judged = groups(landed, "direction", container.settings.holding_share)
        found.append(record_nudge(spread.before, spread.after, judged))
    return [
        Nudge(
            kind=one.kind,
            text=one.text,
            before=round(one.before, 3),
            after=round(one.after, 3),
            level=one.level,
            lower=_round(one.lower),
            upper=_round(one.upper),
            record=None if one.record is None else ChangeRecord.model_validate(one.record),
        )
        for one in found
        if one is not None
    ]  # fmt: skip


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _ranges(connection: sa.Connection, spread: SpreadChange) -> Sequence[tuple[float, float, float]]:
    """What the forecast expects of the sum anyway: by how errors of such sums went, or as if independent."""
    deviation: pl.Series = spread.cells["deviation"]
    if deviation.null_count():
        return []
    # People's earlier changes move the middle; the width stays that of the forecast.
    apart, step = float((deviation**2).sum()), float(deviation.sum())
    stored = ServedRuns(connection).facts(spread.run_id).sum_errors
    kind = None if stored is None else nearest_level(_keys(spread), stored, "horizon")
    if stored is None or kind is None:
        return normal_ranges(spread.before, apart**0.5)
    sums: Any = tuple(np.array([value]) for value in (spread.before, apart, step**2))
    lower, upper = range_of_sums(sums, stored, f"{kind}|horizon", (0.1, 0.9))[0].tolist()
    middle = spread.before
    inner = (
        middle + HALF_IN_EIGHT_TENTHS * (lower - middle),
        middle + HALF_IN_EIGHT_TENTHS * (upper - middle),
    )
    return [(0.5, *inner), (0.8, lower, upper)]


def _keys(spread: SpreadChange) -> list[str]:
    cells = spread.cells
    return [name for name in ("product", "store") if cells[f"{name}_id"].n_unique() == 1]
