"""The page about how fast the service answers."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Mapping, Sequence

from bench.markdown import table
from bench.service_case import LAST, PRODUCTS, STORES
from bench.service_load import CONNECTIONS, Load
from bench.service_process import Server

AIMS = {"flask": 5, "gunicorn": 5, "mlflow": 10}
Found = Mapping[str, Mapping[str, Load]]


def service_page(servers: Sequence[Server], found: Found, seconds: float) -> str:
    """Markdown with a table a question.

    Args:
        servers: In the order of rows.
        found: Loads by server and question.
        seconds: Of each measurement.
    """
    client = "wrk with one thread" if shutil.which("wrk") else "our own client (wrk isn't installed)"
    about = (
        f"`make bench-service`, on {os.cpu_count()} cores ({platform.machine()}), Python "
        f"{platform.python_version()}: {client} on loopback, {CONNECTIONS} connections, {seconds:g} seconds "
        f"a row after a warm-up; {STORES * PRODUCTS} series, sales up to {LAST}.\n\n"
        "Foresale runs as `foresale up` runs it, one process on SQLite, with login (JWT), rate limit "
        "(`requests_per_minute` raised from 60,000 to 100 million, which one caller would reach here), "
        "request log, metrics, and every prediction written to the database; the others have none of "
        "these. Its daily forecasts are made ahead and answered from memory; what-ifs are worked out one "
        "by one. The forests (100 trees, on lags and calendar) work out each answer, as such projects do. "
        "MLflow's server takes features only, and is asked for as many rows as there are days. Aims: five "
        "times Flask, ten times MLflow, and 99 of 100 answers within 20 ms.\n"
    )
    parts = ["# How fast the service answers\n"]
    parts.append("<!-- Written by `make bench-service`; edit bench/service_page.py instead. -->\n")
    parts.append(about)
    head = ["server", "requests/s", "p50 ms", "p99 ms", "Foresale is faster by"]
    for question in next(iter(found.values())):
        rows = []
        for server in servers:
            told = found[server.name][question]
            numbers = [f"{told.rate:,.0f}", f"{told.p50:.1f}", f"{told.p99:.1f}"]
            rows.append([server.label, *numbers, _times(found, server, question)])
        parts.append(f"## {question[0].upper()}{question[1:]}\n\n{table(head, rows)}")
    return "\n".join(parts)


def _times(found: Found, server: Server, question: str) -> str:
    if server.name == "foresale" or "foresale" not in found:
        return ""
    times = found["foresale"][question].rate / found[server.name][question].rate
    return f"{times:.1f}×"
