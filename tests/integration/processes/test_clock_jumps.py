"""A running service whose machine's clock jumps by hours, on and back: it goes on by itself."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from foresale.service.processes.demo_account import open_demo_account
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.tables.operations import ScheduleRow

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="The clock is moved by a preloaded library.")
SALES = "date,store,product,quantity\n2026-03-01,S1,TEA,3\n2026-03-02,S1,TEA,2\n"


class Clock:
    """A clock that jumps: processes with its environment see the time moved.

    Args:
        folder: For its library and its file.
        compiler: For C.
    """

    def __init__(self, folder: Path, compiler: str) -> None:
        library, self._file = folder / "moved_clock.so", folder / "moved_clock"
        source = Path(__file__).with_name("moved_clock.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        self._file.write_bytes(bytes(8))
        self.environment = {
            "LD_PRELOAD": str(library), "MOVED_CLOCK": str(self._file), "FORESALE_LOG_LEVEL": "warning",
        }  # fmt: skip

    def move(self, by: timedelta) -> None:
        """Let it show a time so far from the real one."""
        with self._file.open("r+b") as file:
            file.write(int(by.total_seconds()).to_bytes(8, sys.byteorder, signed=True))


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    """A clock that shows the real time as yet."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("There is no C compiler.")
    return Clock(tmp_path, compiler)


@contextmanager
def running(home: Path, environment: dict[str, str]) -> Iterator[str]:
    """The address of a service that sees that clock."""
    words = [sys.executable, "-m", "foresale", "up", "--port", "0", "--home", str(home)]
    with (home.parent / "said").open("w+") as said:
        process = subprocess.Popen(
            words, stdout=said, stderr=said, stdin=subprocess.DEVNULL, env=os.environ | environment
        )
        try:
            seen = soon(
                lambda: re.search(r"Foresale is at (http://[^\s/;]+)", Path(said.name).read_text()), 180
            )
            yield seen[1]
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, Path(said.name).read_text()


def soon(look: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found


class Caller:
    """Somebody who listens, sells and imports.

    Args:
        address: Of the service.
        key: Whose rights.
    """

    def __init__(self, address: str, key: str) -> None:
        self.client = httpx.Client(base_url=f"{address}/api", headers={"X-API-Key": key}, timeout=60)
        self.heard: list[str] = []
        self._count = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with self.client.stream("GET", "/live", params={"kind": "sale"}, timeout=600) as answer:
            for line in answer.iter_lines():
                self.heard.append(line)

    def import_sales(self) -> None:
        """A job that a worker has to do."""
        self._count += 1
        text = SALES.replace("S1", f"S{self._count}")
        uploaded = self.client.post("/imports", files={"file": (f"{self._count}.csv", text)}).json()
        asked = self.client.post(f"/imports/{uploaded['id']}/commit")
        assert asked.status_code in (200, 202), asked.text

        def ended() -> bool:
            job = self.client.get(asked.json()["job"].removeprefix("/api")).json()
            assert job["state"] in ("queued", "running", "succeeded"), job
            return bool(job["state"] == "succeeded")

        soon(ended)

    def sell(self) -> None:
        """A sale that who listens has to hear of."""
        self._count += 1
        sold_at = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        sale = {
            "transaction_id": f"t-{self._count}",
            "sold_at": sold_at,
            "store": "S1",
            "product": "TEA",
            "quantity": 1,
        }
        stored = self.client.post("/sales", json=sale)
        assert stored.status_code == 201, stored.text
        soon(lambda: any(f"t-{self._count}" in line for line in self.heard), 30)

    def check_loops(self) -> None:
        """All of them run."""
        soon(lambda: b'"is_running":false' not in self.client.get("/health/ready").content, 60)


def test_jobs_sales_feed_and_loops_go_on_after_a_clock_that_jumped_on_and_back(tmp_path, clock):
    home = tmp_path / "home"
    with running(home, clock.environment) as address:
        engine = connect(f"sqlite:///{home / 'foresale.db'}")
        account = open_demo_account(engine)
        caller = Caller(address, account.key)
        for hours in (0, 30, -3):
            clock.move(timedelta(hours=hours))
            caller.check_loops()
            caller.import_sales()
            caller.sell()
            logged_in = caller.client.post(
                "/auth/login", json={"email": account.email, "password": account.password}
            )
            assert logged_in.status_code == 200, logged_in.text
            token = {"Authorization": f"Bearer {logged_in.json()['access_token']}"}
            assert httpx.get(f"{address}/api/auth/me", headers=token).status_code == 200
        soon(lambda: _latest_hourly(engine) < datetime.now(UTC) - timedelta(hours=1))
        with engine.connect() as connection:
            states = connection.scalars(sa.text("select state from jobs where kind = 'import_sales'")).all()
        engine.dispose()
    assert states == ["succeeded"] * 3


def _latest_hourly(engine: sa.Engine) -> datetime:
    """When the last of the schedules of every hour runs next."""
    with engine.connect() as connection:
        rows = connection.scalars(sa.select(ScheduleRow.next_at).where(ScheduleRow.cron.like("% * * * *")))
        return max(rows)
