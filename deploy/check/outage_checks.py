"""Parts that go away and come back while the rest runs."""

from __future__ import annotations

import time

import httpx
from compose_project import CheckError, ComposeProject, wait_until
from sales_checks import make_sale, open_site

_BACK_SECONDS = 120
_PROCESSES = 60
"""Requests after which each process of the API has heard of a caller."""


def lose_database(stack: ComposeProject, key: str) -> None:
    """Stop the database and start it: predictions go on from memory, changes are refused and then taken."""
    with open_site(stack.site, key) as client:
        sale = make_sale(client)
        asked = {"product": sale["product"], "store": sale["store"], "horizon": 3}
    for _ in range(_PROCESSES):
        with open_site(stack.site, key) as client:
            client.post("/api/predict/", json=asked)
    stack.call("stop", stack.database)
    with open_site(stack.site, key) as client:
        after = client.post("/api/predict/", json=asked)
        if after.status_code != 200 or not after.json()["forecast"]:
            raise CheckError(f"Without a database nobody predicts: {after.status_code} {after.text[:300]}")
        refused = client.post("/api/sales", json=sale)
        if refused.status_code != 503 or "retry-after" not in refused.headers:
            raise CheckError(f"A sale without a database: {refused.status_code} {refused.text[:300]}")
        began = time.monotonic()
        stack.call("start", stack.database)
        wait_until("A sale after the database is back", _BACK_SECONDS, lambda: _sell(client, sale))
        wait_until("A service that is ready", _BACK_SECONDS, lambda: _is_ready(client))
    seconds = time.monotonic() - began
    print(f"The database went and came back: predictions went on, sales again after {seconds:.0f} s.")


def lose_broker(stack: ComposeProject, key: str) -> None:
    """Stop the broker and start it: sales by HTTP go on, and its loops come back by themselves."""
    stack.call("stop", "kafka")
    with open_site(stack.site, key) as client:
        stored = client.post("/api/sales", json=make_sale(client))
        if stored.status_code != 201:
            raise CheckError(f"A sale without a broker: {stored.status_code} {stored.text[:300]}")
        stack.call("start", "kafka")
        wait_until("A service that is ready", _BACK_SECONDS, lambda: _is_ready(client))
    print("The broker went and came back; sales by HTTP went on meanwhile.")


def lose_replica(stack: ComposeProject, key: str) -> None:
    """Kill one container of the API and one of the live path, where there are several of them."""
    victims = [stack.containers(part)[0] for part in ("api", "live")]
    for victim in victims:
        stack.engine("kill", victim)
    began, failed = time.monotonic(), []
    with open_site(stack.site, key) as client:
        while time.monotonic() - began < 20:
            answer = client.get("/api/forecast/weekly")
            if answer.status_code != 200:
                failed.append(answer.status_code)
            time.sleep(0.1)
        wait_until("Loops that run, without the one that was killed", 60, lambda: _is_ready(client))
    if failed:
        raise CheckError(f"With one of two left, {len(failed)} requests failed: {sorted(set(failed))}.")
    for victim in victims:
        stack.engine("start", victim)
    print("One container of the API and one of the live path were killed; nobody noticed.")


def _sell(client: httpx.Client, sale: dict[str, object]) -> str | None:
    answer = client.post("/api/sales", json=sale)
    return answer.text if answer.status_code in (200, 201) else None


def _is_ready(client: httpx.Client) -> str | None:
    answer = client.get("/api/health/ready")
    if answer.status_code != 200:
        return None
    told = answer.json()
    return "ready" if all(loop["is_running"] for loop in told["loops"]) else None
