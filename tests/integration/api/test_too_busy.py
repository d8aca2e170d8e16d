"""Where more is asked than can be answered, who waits too long is told to come again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from itertools import islice
from threading import Event
from typing import Any

from sqlalchemy import event

from foresale.service.api.kit.dependencies import MAX_WRITERS

MORE = 4
WAIT_SECONDS = 60


def test_sales_that_wait_too_long_for_their_turn_are_refused_and_taken_when_sent_again(
    embedded_api: Any,
) -> None:
    admin = embedded_api.as_role("admin")
    admin.post("/api/stores", json={"code": "S1", "name": "First"}).raise_for_status()
    admin.post("/api/products", json={"sku": "TEA", "name": "Tea"}).raise_for_status()
    go, now = Event(), datetime.now(UTC).isoformat()

    @event.listens_for(embedded_api.container.engine, "before_cursor_execute")
    def _hold(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO sales"):
            assert go.wait(WAIT_SECONDS)

    def send(number: int) -> Any:
        sale = {"transaction_id": f"T{number}", "product": "TEA", "store": "S1", "sold_at": now,
                "quantity": 1, "unit_price": "2"}  # fmt: skip
        return number, admin.post("/api/sales/batch", json={"sales": [sale]})

    embedded_api.client.app.state.turns.patience = 0.5
    with ThreadPoolExecutor(MAX_WRITERS + MORE) as pool:
        asked = [pool.submit(send, number) for number in range(MAX_WRITERS + MORE)]
        try:
            refused = [one.result() for one in islice(as_completed(asked, WAIT_SECONDS), MORE)]
        finally:
            go.set()
        answers = [one.result()[1] for one in asked]

    assert {(answer.status_code, answer.json()["reason"]) for _, answer in refused} == {(503, "too_busy")}
    assert all(answer.headers["retry-after"] for _, answer in refused)
    assert sorted(answer.status_code for answer in answers) == [200] * MAX_WRITERS + [503] * MORE
    assert [send(number)[1].json()["added"] for number, _ in refused] == [1] * MORE
