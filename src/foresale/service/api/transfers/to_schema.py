"""Transfers and their lines as a caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from foresale.error_reasons import Reason
from foresale.errors import NotFoundError
from foresale.service.api.kit.access import Caller
from foresale.service.api.transfers.schemas import Transfer, TransferDetails, TransferLine
from foresale.storage.database.sql.search import holds
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.transfers import TransferLineRow, TransferRow

MAX_DIGITS = 18
"""Of a transfer's number that is looked for."""
GIVER, TAKER = aliased(StoreRow), aliased(StoreRow)
_ROW, _LINE = TransferRow, TransferLineRow
_OWN = (
    "id", "from_store_id", "to_store_id", "state", "send_on", "expected_on", "note", "approved_by",
    "approved_at", "sent_at", "created_at", "changed_at",
)  # fmt: skip
_OF_LINE = ("id", "transfer_id", "product_id", "proposed", "quantity", "received", "saves")


def visible(caller: Caller) -> sa.ColumnElement[bool]:
    """That a transfer leaves or goes to a store that the caller may see."""
    if caller.store_ids is None:
        return sa.true()
    return sa.or_(_ROW.from_store_id.in_(caller.store_ids), _ROW.to_store_id.in_(caller.store_ids))


def touching(store_id: int) -> sa.ColumnElement[bool]:
    """That a transfer leaves a store or goes to it."""
    return sa.or_(_ROW.from_store_id == store_id, _ROW.to_store_id == store_id)


def transfer_rows(caller: Caller) -> sa.Select[Any]:
    """Transfers with the codes of both stores."""
    return (
        sa.select(_ROW)
        .add_columns(GIVER.code.label("giver_code"), TAKER.code.label("taker_code"))
        .join(GIVER, GIVER.id == _ROW.from_store_id)
        .join(TAKER, TAKER.id == _ROW.to_store_id)
        .where(visible(caller))
    )


def matching(q: str) -> sa.ColumnElement[bool]:
    """That a transfer of `transfer_rows` has this number, or these letters in a store, a product, its note.

    Args:
        q: A number or letters.
    """
    within = (
        sa.select(_LINE.transfer_id)
        .join(ProductRow, ProductRow.id == _LINE.product_id)
        .where(holds(q, ProductRow.name, ProductRow.sku))
    )
    found = [holds(q, GIVER.code, GIVER.name, TAKER.code, TAKER.name, _ROW.note), _ROW.id.in_(within)]
    number = q.strip().lstrip("#")
    if number.isdecimal() and len(number) < MAX_DIGITS:
        found.append(_ROW.id == int(number))
    return sa.or_(*found)


def select_saved_cents() -> sa.ScalarSelect[Any]:
    """What a transfer is expected to save, in hundredths: exact, so that pages end and begin at one place."""
    cents = sa.cast(sa.func.round(_LINE.saves * 100), sa.BigInteger())
    return (
        sa.select(sa.func.coalesce(sa.func.sum(cents), 0))
        .where(_LINE.transfer_id == _ROW.id)
        .correlate(_ROW)
        .scalar_subquery()
    )


def transfer_line_rows(caller: Caller) -> sa.Select[Any]:
    """Lines with sku, name and both stores' numbers, of transfers that the caller may see."""
    return (
        sa.select(_LINE)
        .add_columns(ProductRow.sku, ProductRow.name, _ROW.from_store_id, _ROW.to_store_id)
        .join(ProductRow, ProductRow.id == _LINE.product_id)
        .join(_ROW, _ROW.id == _LINE.transfer_id)
        .where(visible(caller))
    )


def show_transfers(session: Session, caller: Caller, found: Sequence[Any]) -> list[Transfer]:
    """Rows of `transfer_rows` with the sums of their lines."""
    summed = [sa.func.sum(column) for column in (_LINE.quantity, _LINE.received, _LINE.saves)]
    query = (
        sa.select(_LINE.transfer_id, sa.func.count(), *summed)
        .where(_LINE.transfer_id.in_([row[0].id for row in found]))
        .group_by(_LINE.transfer_id)
    )
    sums = {number: _Sums(*sum_of) for number, *sum_of in session.execute(query)}
    return [Transfer(**_facts(caller, row, sums.get(row[0].id, _Sums()))) for row in found]


def show_transfer(session: Session, caller: Caller, transfer_id: int) -> TransferDetails:
    """A transfer with its lines.

    Raises:
        NotFoundError: There is none that the caller may see.
    """
    found = session.execute(transfer_rows(caller).where(_ROW.id == transfer_id)).one_or_none()
    if found is None:
        raise make_not_found(transfer_id)
    wanted = transfer_line_rows(caller).where(_LINE.transfer_id == transfer_id).order_by(ProductRow.sku)
    lines = session.execute(wanted).all()
    of_lines = [[getattr(row[0], name) for row in lines] for name in ("quantity", "received", "saves")]
    facts = _facts(caller, found, _Sums(len(lines), *map(sum, of_lines)))
    items = [show_transfer_line(caller, row) for row in lines]
    return TransferDetails(**facts, origin=found[0].origin, items=items)


def show_transfer_line(caller: Caller, found: Any) -> TransferLine:
    """A row of `transfer_line_rows`; how a store stands is told only to who may see it."""
    line, sku, name, giver, taker = found
    return TransferLine(
        **{field: getattr(line, field) for field in _OF_LINE}, product=sku, name=name,
        giver=(line.giver or None) if caller.sees(giver) else None,
        taker=(line.taker or None) if caller.sees(taker) else None,
    )  # fmt: skip


def make_not_found(transfer_id: int) -> NotFoundError:
    """That a transfer isn't there for the caller."""
    return NotFoundError(
        f"There is no transfer {transfer_id}.",
        fix="GET /api/transfers lists them.",
        reason=Reason("no_such_transfer", name=transfer_id),
    )


@dataclass(frozen=True)
class _Sums:
    """Of a transfer's lines."""

    lines: int = 0
    units: float = 0.0
    received: float = 0.0
    saves: float = 0.0


def _facts(caller: Caller, found: Any, sums: _Sums) -> dict[str, Any]:
    row, giver, taker = found
    return {
        **{name: getattr(row, name) for name in _OWN},
        "from_store": giver,
        "to_store": taker,
        **asdict(sums),
        "saves": round(sums.saves, 2),
        "acts_for_giver": caller.sees(row.from_store_id),
        "acts_for_taker": caller.sees(row.to_store_id),
    }
