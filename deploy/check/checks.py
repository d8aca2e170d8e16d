"""What has to be true of the service once its containers run: seen from outside, through nginx."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from browser import Browser
from compose_project import PROMETHEUS, SITE, CheckError, ComposeProject, wait_until
from httpx_sse import EventSource

_DEMO_SECONDS, _EVENT_SECONDS = 400, 60
_BACKUP = "/tmp/check.zip"  # noqa: S108 - in a container


def read_demo_key(stack: ComposeProject) -> str:
    """The key of the demonstration's user, once the demonstration has answered a prediction."""

    def look() -> str | None:
        said = stack.call("logs", "--no-log-prefix", "demo")
        return found[1] if (found := re.search(r"X-API-Key: (fsk_\S+)'", said)) else None

    return wait_until("The demonstration", _DEMO_SECONDS, look)


def check_pages(key: str) -> None:
    """Ask for what a browser asks for, and for what nginx keeps to itself."""
    page = httpx.get(SITE, timeout=30)
    if page.status_code != 200 or "<!doctype html>" not in page.text.lower():
        raise CheckError(f"The dashboard isn't at {SITE}: {page.status_code} {page.text[:200]}")
    if "content-security-policy" not in page.headers:
        raise CheckError("The page came without its security headers.")
    if httpx.get(f"{SITE}/api/metrics", timeout=30).status_code != 404:
        raise CheckError("nginx lets strangers read the counts.")
    state = httpx.get(f"{SITE}/api/health/ready", timeout=30).json()
    idle = [loop["name"] for loop in state["loops"] if not loop["is_running"]]
    if idle:
        raise CheckError(f"Loops that don't run: {', '.join(idle)}.")
    forecast = httpx.get(f"{SITE}/api/forecast/weekly", headers={"X-API-Key": key}, timeout=30)
    if not forecast.json()["items"]:
        raise CheckError("There is no forecast.")
    print("The dashboard, the API and all loops answer through nginx.")


def check_in_browser(stack: ComposeProject, pictures: Path | None) -> None:
    """See Today and predict a month in the Lab; without a browser the Lab's health is asked for.

    Args:
        stack: Whose demonstration tells the password.
        pictures: A folder for a picture of each page, if any.
    """
    if httpx.get(f"{SITE}/lab/_stcore/health", timeout=30).text != "ok":
        raise CheckError("The Lab doesn't answer through nginx.")
    login = re.search(
        r"log in as (\S+) with the password (\S+)", stack.call("logs", "--no-log-prefix", "demo")
    )
    if login is None:
        raise CheckError("The demonstration told no password.")
    chromium = shutil.which("chromium")
    if chromium is None:
        print("The Lab answers through nginx; no browser is here to open it.")
        return
    browser = Browser(chromium, SITE, email=login[1], password=login[2], pictures=pictures)
    browser.see_today()
    print("Somebody signed in and saw Today, in a browser behind nginx.")
    browser.predict_month()
    print("A month was predicted in the Lab, in a browser behind nginx.")


def follow_own_sale(stack: ComposeProject, key: str) -> None:
    """Put a sale on Kafka's topic, and wait until the live feed tells it through nginx."""
    headers, number = {"X-API-Key": key}, f"CHECK-{secrets.token_hex(6)}"
    with httpx.Client(base_url=SITE, headers=headers, timeout=_EVENT_SECONDS) as client:
        known = client.get("/api/sales", params={"limit": 1}).json()["items"][0]
        sale = {
            "kind": "sale", "transaction_id": number, "sold_at": datetime.now(UTC).isoformat(),
            "product": client.get(f"/api/products/{known['product_id']}").json()["sku"],
            "store": client.get(f"/api/stores/{known['store_id']}").json()["code"],
            "quantity": 3, "unit_price": "1.25",
        }  # fmt: skip
        seen = threading.Event()
        listening = threading.Event()

        def listen() -> None:
            with client.stream("GET", "/api/live", params={"kind": "sale"}) as answer:
                for event in EventSource(answer).iter_sse():
                    listening.set()
                    if number in event.data:
                        seen.set()
                        return

        threading.Thread(target=listen, daemon=True).start()
        if not listening.wait(_EVENT_SECONDS):
            raise CheckError("The live feed said nothing through nginx.")
        code = (
            "import sys; from confluent_kafka import Producer;"
            "p = Producer({'bootstrap.servers': 'kafka:9092'});"
            "p.produce('sales', sys.argv[1].encode(), b'check'); sys.exit(p.flush(30))"
        )
        began = time.monotonic()
        stack.call("exec", "-T", "api", "python3", "-c", code, json.dumps(sale))
        if not seen.wait(_EVENT_SECONDS):
            raise CheckError(f"The sale {number} didn't come from Kafka's topic to the live feed.")
        print(f"A sale went from Kafka's topic to the feed behind nginx in {time.monotonic() - began:.1f} s.")


def follow_tills_sale(key: str) -> None:
    """Take the newest sale that a simulated till put on Kafka's topic, and wait until the API has it."""
    with httpx.Client(base_url=f"{SITE}/api", headers={"X-API-Key": key}, timeout=30) as client:

        def sent() -> list[dict[str, Any]]:
            answer = client.get("/topics/kafka/sales/messages", params={"limit": 500})
            if answer.status_code != 200:
                return []
            values = [item["value"] for item in answer.json()["items"]]
            return [each for each in values if not each["transaction_id"].startswith("CHECK-")]

        wait_until(
            "A sale of the simulated tills on Kafka's topic", _EVENT_SECONDS, lambda: str(sent() or "")
        )
        number = sent()[-1]["transaction_id"]

        def look() -> str | None:
            found = client.get("/sales", params={"transaction_id": number}).json()["items"]
            return str(found[0]["quantity"]) if found else None

        units = wait_until(f"The tills' sale {number} in the API", _EVENT_SECONDS, look)
        print(f"The simulated tills' sale {number}, of {float(units):g}, went through Kafka to the API.")


def check_prometheus() -> None:
    """See that Prometheus reads our counts."""

    def look() -> str | None:
        asked = {"query": 'up{job="foresale"} == 1'}
        found = httpx.get(f"{PROMETHEUS}/api/v1/query", params=asked, timeout=30).json()
        return str(found["data"]["result"]) if found["data"]["result"] else None

    wait_until("Our counts in Prometheus", 60, look)
    print("Prometheus reads the service's counts.")


def check_restore(stack: ComposeProject) -> None:
    """Back up the database, restore the file to an SQLite home elsewhere, and compare answers."""
    ask = (
        "from foresale.container import Container; from foresale.settings import load_settings;"
        "import sqlalchemy as sa; c = Container(load_settings()).engine.connect();"
        "q = 'select count(*), round(cast(sum(mean) as decimal(18, 3)), 2) from forecasts';"
        "print('HOLDS', [float(n) for n in c.execute(sa.text(q)).one()])"
    )
    stack.call("stop", "demo")
    print(stack.call("exec", "-T", "worker", "foresale", "backup", _BACKUP, seconds=300).strip())
    before = stack.call("exec", "-T", "worker", "python3", "-c", ask)
    stated = " ".join(
        f"FORESALE_{name}"
        for name in ("DATABASE_URL", "DATABASE_PASSWORD_FILE", "MLFLOW_URL", "MLFLOW_PASSWORD_FILE")
    )
    elsewhere = (
        f"unset {stated}; export FORESALE_HOME={_BACKUP}.d; foresale restore {_BACKUP} >&2 && python3 -c"
    )
    after = stack.call("exec", "-T", "worker", "sh", "-c", f'{elsewhere} "{ask}"', seconds=300)
    before, after = (said.split("HOLDS", 1)[1].splitlines()[0].strip() for said in (before, after))
    if before != after:
        raise CheckError(f"The restored database differs: {before} before, {after} after.")
    print(f"A backup restored to SQLite holds the same forecasts, their number and sum: {before}")
