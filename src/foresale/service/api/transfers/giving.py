"""What the giving store has of what it is to give: asked for before, and told of a transfer that is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Reading
from foresale.service.api.kit.field_types import RowId
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.visible_stores import check_references
from foresale.service.api.transfers.acting import require_giver
from foresale.service.api.transfers.schemas import (
    GivingFilter,
    ShortLine,
    StockOfGiver,
    StockOfLine,
    TransferChanged,
    TransferDetails,
)
from foresale.service.api.transfers.to_schema import show_transfer
from foresale.storage.database.supply.stock_to_give import StockToGive, stock_to_give
from foresale.storage.database.tables.catalog import ProductRow
from foresale.storage.database.tables.transfers import TransferRow

router = APIRouter(prefix="/transfers", tags=["transfers"])
Reader = Annotated[Caller, needs(Permission.READ_STOCK)]


@router.get("/stock")
def read_stock_to_give(
    session: Reading, caller: Reader, which: Annotated[GivingFilter, Query()]
) -> StockOfGiver:
    """What a store has of products, and what of it is promised to other stores: to see before it gives."""
    check_references(session, caller, store_id=which.store_id, product_id=None)
    wanted = select(ProductRow.id, ProductRow.sku).where(ProductRow.id.in_(which.product_id))
    names = {row.id: row.sku for row in session.execute(wanted)}
    return _show(names, stock_to_give(session.connection(), which.store_id, names))


@router.get("/{transfer_id}/stock")
def read_stock_of_giver(session: Reading, caller: Reader, transfer_id: RowId) -> StockOfGiver:
    """The same of a transfer's products, for people of the giving store; its own units don't count."""
    shown = show_transfer(session, caller, transfer_id)
    require_giver(session, caller, session.get_one(TransferRow, transfer_id))
    names = {line.product_id: line.product for line in shown.items}
    stock = stock_to_give(session.connection(), shown.from_store_id, names, besides=transfer_id)
    return _show(names, stock)


def warn_of_short(session: Session, shown: TransferDetails) -> TransferChanged:
    """A transfer with those of its lines of which the giving store hasn't as much to give.

    Args:
        session: The transaction that made or changed it.
        shown: As it is now.
    """
    asked = {line.product_id: line for line in shown.items}
    stock = stock_to_give(session.connection(), shown.from_store_id, asked, besides=shown.id)
    short = [
        ShortLine(
            product_id=number, product=line.product, in_stock=stock[number].in_stock,
            promised=stock[number].promised, quantity=line.quantity,
            text=_sentence(line.product, shown.from_store, line.quantity, stock[number]),
        )
        for number, line in asked.items()
        if stock[number].is_less_than(line.quantity)
    ]  # fmt: skip
    return TransferChanged.model_construct(**dict(shown), warnings=short)


def _sentence(product: str, store: str, units: float, stock: StockToGive) -> str:
    if stock.in_stock is None:
        return f"{product}: {units:,.10g} asked, and no stock of it is kept in store {store}."
    promised = f", {stock.promised:,.10g} of them promised" if stock.promised else ""
    return f"{product}: {units:,.10g} asked, and store {store} has {stock.in_stock:,.10g}{promised}."


def _show(names: Mapping[int, str], found: Mapping[int, StockToGive]) -> StockOfGiver:
    """Stock by product, with their skus."""
    return StockOfGiver(
        items=[
            StockOfLine(product_id=number, product=sku, **asdict(found[number]))
            for number, sku in names.items()
        ]
    )
