"""What the dashboard's screens take on a large chain: `python -m bench.dashboard`.

A PostgreSQL with stores × products × days of sales and a forecast of each series is made (minutes; or an
earlier one is given by `--database`), the API is started on it, and a Chromium opens each screen: seconds
until all its data stands there, and seconds of processors that the API and the database took for it, which
other work on the machine doesn't move. Then the list of products is scrolled, and a change is typed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.dashboard_data import ChainSize, fill
from bench.dashboard_visit import PASSWORD, Finding, visit_screens
from bench.markdown import table
from bench.servers import postgres
from bench.soak import free_port

MAX_SCREEN_SECONDS = 1.5
START_SECONDS = 600


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each screen, and for scrolling and typing; exit code 1 where a budget isn't held."""
    parser = argparse.ArgumentParser(prog="python -m bench.dashboard", description=__doc__)
    parser.add_argument("--stores", type=int, default=50)
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--database", help="address of a PostgreSQL that was filled before")
    options = parser.parse_args(arguments)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    size = ChainSize(options.stores, options.products, options.days, 28, yesterday)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        folder.chmod(0o755)
        address = options.database or stack.enter_context(postgres(_made(folder / "postgres")))
        email = _prepare(address, folder, size, is_filled=bool(options.database))
        served, pids = stack.enter_context(_api(address, folder))
        found = visit_screens(served, email, lambda: processor_seconds(pids))
    print(_told(found, os.getloadavg()[0]))
    over = [one.name for one in found if one.seconds > one.budget]
    print(f"Over budget: {', '.join(over)}" if over else "All within budget.")
    return 1 if over else 0


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _prepare(address: str, folder: Path, size: ChainSize, *, is_filled: bool) -> str:
    from foresale.container import Container
    from foresale.service.accounts.passwords import Passwords
    from foresale.service.accounts.users import NewUser, add_user
    from foresale.settings import Settings
    from foresale.storage.database.engine.migrate import upgrade
    from foresale.storage.database.forecasts.forecast_days import sum_forecast_days
    from foresale.storage.database.series_summaries.refresh import refresh_summaries

    container = Container(Settings(home=folder / "home", database_url=address))
    engine = container.engine
    upgrade(engine)
    if not is_filled:
        began = time.perf_counter()
        fill(engine, size)
        print(f"Filled in {time.perf_counter() - began:,.0f} s.", flush=True)
    for base in _bases(engine):
        began = time.perf_counter()
        if sum_forecast_days(engine, base):
            print(
                f"The forecast was summed by store and day in {time.perf_counter() - began:.1f} s.",
                flush=True,
            )
    began = time.perf_counter()
    if refresh_summaries(engine, size.until, at_once=True):
        print(f"The list of all series was worked out in {time.perf_counter() - began:.1f} s.", flush=True)
    email = f"bench-{time.time_ns()}@example.com"
    with Session(engine) as session, session.begin():
        kept = Passwords().hash(PASSWORD)
        add_user(session, NewUser(email, "Bench", "admin", kept, must_change_password=False, store_ids=None))
    container.close()
    return email


def _bases(engine: sa.Engine) -> list[int]:
    from foresale.storage.database.forecasts.served_runs import daily_bases

    with engine.connect() as connection:
        return daily_bases(connection)


@contextmanager
def _api(address: str, folder: Path) -> Iterator[tuple[str, list[int]]]:
    """An API on the database: its address, and it and the database's server by their process ids."""
    from urllib.parse import urlsplit

    port = free_port()
    settings = {"FORESALE_DATABASE_URL": address, "FORESALE_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "foresale", "api", "--port", str(port)]
    with (folder / "api.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + START_SECONDS
        while "The API is at" not in (folder / "api.log").read_text(encoding="utf-8", errors="replace"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit((folder / "api.log").read_text(encoding="utf-8", errors="replace")[-3000:])
            time.sleep(0.2)
        server = _listening(urlsplit(address).port or 5432)
        yield f"http://127.0.0.1:{port}", [process.pid, *server]
    finally:
        process.terminate()
        process.wait(timeout=30)


def _listening(port: int) -> list[int]:
    """The PostgreSQL server that was started for a port, where it is on this machine."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words and words[0].endswith(b"postgres") and str(port).encode() in words:
            found.append(int(place.name))
    return found


def processor_seconds(roots: Sequence[int]) -> float:
    """Seconds of processors that some processes and all below them took so far, the ended ones too.

    Args:
        roots: Their ids.
    """
    stats: dict[int, tuple[int, int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        stats[int(place.name)] = int(words[1]), sum(map(int, words[11:15]))
    counted = set(roots)
    while True:
        more = {pid for pid, (parent, _) in stats.items() if parent in counted} - counted
        if not more:
            break
        counted |= more
    return sum(stats[pid][1] for pid in counted if pid in stats) / os.sysconf("SC_CLK_TCK")


def _told(found: Sequence[Finding], load: float) -> str:
    rows = [
        [
            one.name,
            f"{one.seconds:.3f}" if one.budget < 1 else f"{one.seconds:.2f}",
            f"{one.budget:g}",
            "" if one.processor is None else f"{one.processor:.2f}",
            one.remark,
        ]
        for one in found
    ]
    head = ["what", "seconds", "at most", "seconds of processors", "remark"]
    return f"{table(head, rows)}\nLoad of the machine at the end: {load:.1f}\n"


if __name__ == "__main__":
    print(json.dumps({"cores": os.cpu_count()}))
    sys.exit(main())
