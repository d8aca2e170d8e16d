"""What money buys of all proposed lines, read once and kept until one of their orders changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.service.serving.recent import Recent
from foresale.storage.database.tables.supply import PurchaseOrderLineRow, PurchaseOrderRow
from foresale.workflows.planning.money_curve import MoneyCurve, packs_of_lines, spend_on_lines

_LINE, _ORDER = PurchaseOrderLineRow, PurchaseOrderRow
_KEPT = 8
"""Answers: of as many filters, budgets and sets of stores; a hundred thousand lines are 10 MB of one."""
Stamp = tuple[tuple[int, str, datetime, int, int], ...]
"""Number, state, last change, count of lines and sum of their numbers, of each order."""


@dataclass(frozen=True)
class ProposedMoney:
    """All lines that match, on all pages together.

    Attributes:
        total: How many.
        stale: How many of them are of orders that know less than is known.
        unpriced: How many have no unit cost.
        curve: What money buys of them.
    """

    total: int
    stale: int
    unpriced: int
    curve: MoneyCurve


class ProposedMoneyMemory:
    """Works out what money buys, and keeps it until a line changes.

    Whoever changes a line, changes its order's time as well: these are compared before an answer is given
    again, so that it is that of the lines as they are.
    """

    def __init__(self) -> None:
        self._kept: Recent[tuple[Stamp, float | None, Hashable], tuple[int, MoneyCurve]] = Recent(_KEPT)

    def of_lines(
        self, session: Session, wanted: sa.Select[Any], budget: float | None, chosen_by: Hashable = None
    ) -> ProposedMoney:
        """What money buys of some lines.

        Args:
            session: Reads them.
            wanted: Lines joined to their orders.
            budget: Money; None for all lines.
            chosen_by: What chose some lines of an order; None for all of them. Two of its lines may have the
                same sum of numbers as two others.
        """
        orders = session.execute(
            wanted.with_only_columns(
                _ORDER.id, _ORDER.state, _ORDER.changed_at, sa.func.count(_LINE.id),
                sa.func.sum(_LINE.id), _ORDER.stale_since,
            )
            .group_by(_ORDER.id, _ORDER.state, _ORDER.changed_at, _ORDER.stale_since)
            .order_by(_ORDER.id)
        ).all()  # fmt: skip
        stamp: Stamp = tuple((one[0], one[1], one[2], one[3], int(one[4])) for one in orders)
        key = (stamp, budget, chosen_by)
        kept = self._kept.get(key)
        if kept is None:
            kept = _work_out(session, wanted, budget)
            self._kept.put(key, kept)
        unpriced, curve = kept
        total, stale = (sum(one[3] for one in some) for some in (orders, [o for o in orders if o[5]]))
        return ProposedMoney(total, stale, unpriced, curve)


def _work_out(session: Session, wanted: sa.Select[Any], budget: float | None) -> tuple[int, MoneyCurve]:
    """How many lines have no unit cost, and what money buys of the others."""
    packs_as_text = _LINE.why["packs"].as_string().label("packs")
    columns = (_LINE.id, _LINE.unit_cost, _LINE.quantity, _LINE.saves, packs_as_text)
    rows = session.execute(wanted.with_only_columns(*columns).order_by(_LINE.id)).all()
    bought = [row for row in rows if row.unit_cost is not None and row.quantity > 0]
    numbers, costs, units, saves, texts = zip(*bought, strict=True) if bought else ((),) * 5
    # One text of all packs is read at once: a line each takes ten times as long.
    packs = orjson.loads(f"[{','.join(text or '[]' for text in texts)}]")
    table = packs_of_lines(numbers, (costs, units, [each or 0.0 for each in saves]), packs)
    return sum(row.unit_cost is None for row in rows), spend_on_lines(table, budget)
