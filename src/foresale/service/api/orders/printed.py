"""`GET /orders/{order_id}/pdf`: an order to send to its supplier."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from foresale.container import Container
from foresale.reports.order_pdf import PrintedLine, PrintedOrder
from foresale.reports.order_pdf_words import Language
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.dependencies import ProcessTurns, Services
from foresale.service.api.orders.pdf_answer import answer_with_pdf
from foresale.service.api.orders.routes import OrderId, Reader
from foresale.service.api.orders.to_schema import show_order
from foresale.storage.database.tables.catalog import StoreRow
from foresale.storage.database.tables.supply import SupplierRow

router = APIRouter(prefix="/orders", tags=["orders"])


@router.get(
    "/{order_id}/pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
    summary="An order as PDF",
)
async def print_order_as_pdf(
    caller: Reader,
    container: Services,
    turns: ProcessTurns,
    order_id: OrderId,
    language: Annotated[Language, Query(description="Of its words, days and numbers.")] = "en",
) -> Response:
    """An order as a supplier gets it: lines with units, without what nothing is ordered of.

    Orders of more than 100 lines are printed one at a time; 503 where many wait already.
    """
    return await answer_with_pdf(
        turns, f"order-{order_id}", lambda: _read(container, caller, order_id), language
    )


def _read(container: Container, caller: Caller, order_id: int) -> PrintedOrder:
    with Session(container.engine.execution_options(writes=False)) as session:
        shown = show_order(session, caller, order_id)
        supplier = session.get(SupplierRow, shown.supplier_id) if shown.supplier_id else None
        store = session.get(StoreRow, shown.store_id) if shown.store_id else None
        lines = [
            PrintedLine(line.product, line.name, line.quantity, line.pack_size, line.unit_cost)
            for line in shown.items
            if line.quantity > 0
        ]
        whom = () if supplier is None else (supplier.name, supplier.code, supplier.email or "")
        where = () if store is None else (store.name, store.code)
        return PrintedOrder(
            shown.id, whom, where, shown.order_on, shown.expected_on, shown.note,
            container.settings.currency, lines,
        )  # fmt: skip
