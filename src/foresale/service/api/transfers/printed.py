"""`GET /transfers/{transfer_id}/pdf`: a transfer to pick by, and to go with the units."""

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
from foresale.service.api.transfers.routes import Reader, TransferId
from foresale.service.api.transfers.to_schema import show_transfer
from foresale.storage.database.tables.catalog import StoreRow

router = APIRouter(prefix="/transfers", tags=["transfers"])


@router.get(
    "/{transfer_id}/pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
    summary="A transfer as PDF",
)
async def print_transfer_as_pdf(
    caller: Reader,
    container: Services,
    turns: ProcessTurns,
    transfer_id: TransferId,
    language: Annotated[Language, Query(description="Of its words, days and numbers.")] = "en",
) -> Response:
    """A transfer as who picks it gets it: lines with units, without what nothing goes of.

    Transfers of more than 100 lines are printed one at a time; 503 where many wait already.
    """
    return await answer_with_pdf(
        turns, f"transfer-{transfer_id}", lambda: _read(container, caller, transfer_id), language
    )


def _read(container: Container, caller: Caller, transfer_id: int) -> PrintedOrder:
    with Session(container.engine.execution_options(writes=False)) as session:
        shown = show_transfer(session, caller, transfer_id)
        giver, taker = (session.get_one(StoreRow, end) for end in (shown.from_store_id, shown.to_store_id))
        lines = [
            PrintedLine(line.product, line.name, line.quantity, 1, None)
            for line in shown.items
            if line.quantity > 0
        ]
        return PrintedOrder(
            shown.id, (giver.name, giver.code), (taker.name, taker.code), shown.send_on, shown.expected_on,
            shown.note, None, lines, is_transfer=True,
        )  # fmt: skip
