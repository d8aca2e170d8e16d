"""An order or a transfer as the answer to who asks for its PDF."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from foresale.reports.order_pdf import PrintedOrder
from foresale.reports.order_pdf_words import Language
from foresale.service.api.kit.dependencies import Turns
from foresale.service.api.orders.print_process import print_aside


async def answer_with_pdf(
    turns: Turns, name: str, read: Callable[[], PrintedOrder], language: Language
) -> Response:
    """Read what is printed, and print it once the database is free again.

    Args:
        turns: Of the process.
        name: Of the file, without its ending.
        read: Reads it, in a thread.
        language: Of its words, days and numbers.

    Raises:
        NotReadyError: Printing took too long, or many wait already.
    """
    async with turns.read():
        printed = await run_in_threadpool(read)
    body = await print_aside(printed, language, turns.prints)
    told = {"content-disposition": f'inline; filename="{name}.pdf"'}
    return Response(body, media_type="application/pdf", headers=told)
