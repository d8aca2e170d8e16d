"""A server that is asked to end writes down what it had answered."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foresale.storage.database.tables.outlook import PredictionRow

TEA = {"product": "TEA", "store": "S1", "horizon": 7}


@pytest.mark.slow
def test_no_prediction_is_lost_when_the_server_is_asked_to_end(
    embedded_api: Any, shop_of: Any, tmp_path: Path
) -> None:
    api, shop = embedded_api, shop_of(embedded_api)
    shop.put()
    shop.serve(1)
    headers = dict(api.as_role("planner").headers)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "FORESALE_HOME": str(api.container.settings.home),
        "FORESALE_DATABASE_URL": str(api.container.engine.url),
        "FORESALE_PORT": str(port),
        "FORESALE_REQUESTS_PER_MINUTE": "100000",
    }
    log = tmp_path / "server.log"
    with log.open("wb") as sink:
        server = subprocess.Popen(
            [sys.executable, "-m", "foresale.service.processes", "api"],
            env={**os.environ, **settings}, stdout=sink, stderr=sink, stdin=subprocess.PIPE,
        )  # fmt: skip
    try:
        served = 0
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
            deadline = time.monotonic() + 240
            while True:
                try:
                    client.get("/api/health/live")
                    break
                except httpx.TransportError:
                    if server.poll() is not None or time.monotonic() > deadline:
                        pytest.fail(log.read_text())
                    time.sleep(0.1)
            for _ in range(300):
                served += client.post("/api/predict/", json=TEA).status_code == 200
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=120)
    finally:
        server.kill()
        server.communicate()
    assert served == 300
    with Session(api.container.engine) as session:
        assert session.scalar(select(func.count()).select_from(PredictionRow)) == 300
