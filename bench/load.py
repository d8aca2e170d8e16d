"""Many clients at once, for minutes: `python -m bench.load --clients 32 128 512 --minutes 10`.

Each client asks its next question once the last was answered: half of them reads, three in ten predictions of
a series, one in ten of a month, one in ten a batch of twenty sales; one listener to the live feed stands
beside every eight clients. Without `--address` a service is started on a simulated chain, as `foresale up
--demo` does. Clients run on the same machine and take their share of it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.load_clients import Asked, Catalog, Clients
from bench.load_page import put_part
from bench.markdown import table
from bench.servers import SERVERS

START_SECONDS = 900.0
CLIENTS_PER_LISTENER = 8
MAX_LISTENERS = 64
ROLES = ("api", "live", "worker", "scheduler")
_LOOK_SECONDS = 2.0
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mariadb": "MariaDB", "mysql": "MariaDB"}
_LARGE = {"FORESALE_REQUESTS_PER_MINUTE": "100000000", "FORESALE_LIVE_SUBSCRIBERS_PER_USER": "1000",
          "FORESALE_LOG_LEVEL": "warning"}  # fmt: skip


@dataclass
class Memory:
    """What the service's processes take of memory, by role, in MB, every two seconds.

    Attributes:
        home: The service's folder, by which its processes are known; None where it runs elsewhere.
        seen: Seconds since the start, and MB by role.
    """

    home: Path | None
    seen: list[tuple[float, dict[str, float]]] = field(default_factory=list)

    def watch(self, ended: threading.Event) -> None:
        """Look until told to end."""
        began = time.monotonic()
        while self.home is not None:
            self.seen.append((time.monotonic() - began, _memory_by_role(self.home)))
            if ended.wait(_LOOK_SECONDS):
                return

    def at(self, share: float) -> Mapping[str, float]:
        """What was taken after a share of the time."""
        return self.seen[min(int(share * len(self.seen)), len(self.seen) - 1)][1] if self.seen else {}


def main() -> None:
    """Ask by ever more clients, and print how the service did."""
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--clients", type=int, nargs="+", default=[32], help="At once, one run each.")
    given.add_argument("--minutes", type=float, default=0.5, help="Of each run.")
    given.add_argument("--address", help="Of a service that runs, in place of starting one.")
    given.add_argument("--key", help="An API key of an analyst there.")
    given.add_argument("--workers", type=int, default=1, help="Processes that answer requests.")
    given.add_argument(
        "--database", default="sqlite", help=f"{', '.join(SERVERS)}: started anew; or an empty one's address."
    )
    given.add_argument("--page", type=Path, help="Write the result there too, beside those of other runs.")
    asked = given.parse_args()
    if bool(asked.address) != bool(asked.key):
        given.error("--address and --key go together.")
    if asked.address:
        part = _measure(asked, asked.address, asked.key, None)
    else:
        with contextlib.ExitStack() as opened:
            place = Path(
                opened.enter_context(
                    tempfile.TemporaryDirectory(prefix="foresale-load-", ignore_cleanup_errors=True)
                )
            )
            place.chmod(0o755)  # PostgreSQL runs as another user, in a folder in it
            (place / "server").mkdir(mode=0o755)
            server = SERVERS.get(asked.database)
            database = opened.enter_context(server(place / "server")) if server else asked.database
            address, key = opened.enter_context(_service(place / "home", asked.workers, database))
            part = _measure(asked, address, key, place / "home")
    if asked.page:
        before = asked.page.read_text(encoding="utf-8") if asked.page.exists() else ""
        asked.page.write_text(put_part(before, part), encoding="utf-8")


def _measure(asked: argparse.Namespace, address: str, key: str, home: Path | None) -> str:
    catalog = _catalog(address, key)
    parts = [_heading(asked)]
    print(parts[0], flush=True)
    for count in asked.clients:
        listeners = min(max(count // CLIENTS_PER_LISTENER, 1), MAX_LISTENERS)
        memory, ended = Memory(home), threading.Event()
        watching = threading.Thread(target=memory.watch, args=(ended,), daemon=True)
        watching.start()
        own = time.process_time()
        try:
            found = Clients(address, key, catalog, seed=count).run(count, listeners, 60 * asked.minutes)
        finally:
            ended.set()
            watching.join(10)
        share = (time.process_time() - own) / found.taken
        parts.append(_section(count, listeners, found, memory))
        parts[-1] += f"\n\nThe clients took {share:.1f} of {os.cpu_count()} cores."
        print(f"\n{parts[-1]}", flush=True)
    return "\n\n".join(parts)


def _heading(asked: argparse.Namespace) -> str:
    kind = re.sub(r"[:+].*", "", asked.database)
    processes = "1 API process" if asked.workers == 1 else f"{asked.workers} API processes"
    where = "A service elsewhere" if asked.address else f"{_NAMES.get(kind, kind)}, {processes}"
    return (
        f"## {where}, {asked.minutes:g} minutes a run\n\n"
        f"{os.cpu_count()} cores ({platform.machine()}) shared with the clients, Python "
        f"{platform.python_version()}."
    )


def _section(clients: int, listeners: int, found: Asked, memory: Memory) -> str:
    every = [time for times in found.seconds.values() for time in times]
    rows = [
        [kind, f"{len(times):,}", f"{len(times) / found.taken:,.1f}", *_percentiles(times),
         str(sum(n for (of, _), n in found.failed.items() if of == kind))]
        for kind, times in [*found.seconds.items(), ("all", every)]
    ]  # fmt: skip
    rows[-1][-1] = str(sum(found.failed.values()))
    lines = [
        f"### {clients} clients, {listeners} listeners",
        table(["kind", "answers", "a second", "p50 ms", "p99 ms", "failed"], rows).strip(),
        f"Listeners heard {found.events:,} events; {found.lost} of {listeners} feeds ended early.",
    ]
    if found.failed:
        told = ", ".join(f"{kind}: {what} × {n}" for (kind, what), n in found.failed.most_common(8))
        lines.append(f"Failed: {told}.")
    if memory.seen:
        moments = {"start": 0.0, "a quarter": 0.25, "half": 0.5, "three quarters": 0.75, "end": 1.0}
        rows = [
            [role, *(f"{memory.at(share).get(role, 0):,.0f}" for share in moments.values())] for role in ROLES
        ]
        lines.append("Memory (Pss), MB:\n\n" + table(["part", *moments], rows).strip())
    return "\n\n".join(lines)


def _percentiles(times: list[float]) -> tuple[str, str]:
    if len(times) < 2:
        return "–", "–"
    cuts = quantiles(times, n=100)
    return f"{1000 * cuts[49]:,.1f}", f"{1000 * cuts[98]:,.1f}"


@contextlib.contextmanager
def _service(home: Path, workers: int, database: str) -> Iterator[tuple[str, str]]:
    """Address and key of a service on the demo's chain, until the block ends."""
    home.mkdir(parents=True, mode=0o700)
    log = home.parent / "service.log"
    own = {**_LARGE, "FORESALE_API_WORKERS": str(workers), "FORESALE_DATABASE_URL": database}
    command = [sys.executable, "-m", "foresale", "up", "--demo", "--home", str(home), "--port", "0"]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command, env=os.environ | own, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink,
            start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (
            found := re.search(r"curl -s (http://[^/]+)/\S+ -H 'X-API-Key: (fsk_\S+)'", log.read_text())
        ):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The service didn't start:\n{log.read_text()[-3000:]}")
            time.sleep(0.5)
        yield found[1], found[2]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _catalog(address: str, key: str) -> Catalog:
    products = _get(address, key, "/api/products?limit=200")["items"]
    stores = _get(address, key, "/api/stores?limit=200")["items"]
    pairs = [(product["id"], store["id"]) for product in products for store in stores]
    names = [(product["sku"], store["code"]) for product in products for store in stores]
    return Catalog(pairs, names)


def _get(address: str, key: str, path: str) -> Any:
    asked = urllib.request.Request(address + path, headers={"X-API-Key": key})  # noqa: S310 - a given address
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        return json.load(answer)


def _memory_by_role(home: Path) -> dict[str, float]:
    """MB by role of the service's processes, what is shared counted in parts."""
    found = dict.fromkeys(ROLES, 0.0)
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (place / "cmdline").read_bytes().split(b"\0")
            if b"foresale.service.processes" not in words:
                continue
            if f"FORESALE_HOME={home}".encode() not in (place / "environ").read_bytes():
                continue
            lines = (place / "smaps_rollup").read_text(encoding="ascii").splitlines()
            size = sum(float(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
            role = next((name for name in ROLES if name.encode() in words), None)
            if role is not None:
                found[role] += size
    return found


if __name__ == "__main__":
    main()
