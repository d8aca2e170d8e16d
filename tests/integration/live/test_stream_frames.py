"""Messages of the stream of sales, in whichever kind of frame a till's library sends them."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from websockets.sync.client import connect

from foresale.storage.database.inbox.letters import LETTERS
from foresale.storage.database.tables import Table
from live_service import sale

SALES = Table.metadata.tables["sales"]
SECONDS = 120


def test_json_in_a_binary_frame_is_read_and_one_that_is_no_text_ends_nothing(service: Any) -> None:
    address, (_, key) = service.serve(), service.key("planner")
    place = f"ws{address.removeprefix('http')}/api/sales/stream"
    with connect(place, additional_headers={"X-API-Key": key}) as socket:
        socket.recv(SECONDS)
        socket.send(json.dumps({"n": 1, "sale": sale("A")}).encode())
        socket.send(b"\xff\xfe")
        # Read leniently, the number would be stored as another one than was sent.
        socket.send(json.dumps({"n": 2, "sale": sale("Café")}, ensure_ascii=False).encode("latin-1"))
        socket.send(json.dumps({"n": 3, "sale": sale("B")}))
        told = [json.loads(socket.recv(SECONDS)) for _ in range(4)]
    assert [one["type"] for one in told] == ["answer", "problem", "problem", "answer"]
    assert {one["detail"] for one in told[1:3]} == {"It isn't JSON."}
    with service.container.engine.connect() as connection:
        stored = connection.scalars(sa.select(SALES.c.transaction_id)).all()
        assert sorted(stored) == ["A", "B"]
        assert connection.scalar(sa.select(sa.func.count()).select_from(LETTERS)) == 2
