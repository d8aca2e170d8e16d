"""Sales by each way in: Kafka's topic, a simulated till, a WebSocket; each has to come out at the end."""

from __future__ import annotations

import json
import secrets
import threading
import time
from datetime import UTC, datetime
from typing import Any

import httpx
from compose_project import CheckError, ComposeProject, wait_until
from httpx_sse import EventSource

from foresale.client import Client

_EVENT_SECONDS = 60


def open_site(site: str, key: str) -> httpx.Client:
    """Somebody with a key.

    Args:
        site: Where nginx offers the service.
        key: Whose.
    """
    return httpx.Client(base_url=site, headers={"X-API-Key": key}, timeout=_EVENT_SECONDS)


def make_sale(client: httpx.Client) -> dict[str, Any]:
    """A sale of now that the service can take, with a number of its own."""
    known = client.get("/api/sales", params={"limit": 1}).json()["items"][0]
    return {
        "transaction_id": f"CHECK-{secrets.token_hex(6)}", "sold_at": datetime.now(UTC).isoformat(),
        "product": client.get(f"/api/products/{known['product_id']}").json()["sku"],
        "store": client.get(f"/api/stores/{known['store_id']}").json()["code"],
        "quantity": 3, "unit_price": "1.25",
    }  # fmt: skip


def follow_own_sale(stack: ComposeProject, key: str) -> None:
    """Put a sale on Kafka's topic, and wait until the live feed tells it through nginx."""
    with open_site(stack.site, key) as client:
        sale = make_sale(client)
        number = sale["transaction_id"]
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
        stack.call("exec", "-T", "api", "python3", "-c", code, json.dumps({"kind": "sale", **sale}))
        if not seen.wait(_EVENT_SECONDS):
            raise CheckError(f"The sale {number} didn't come from Kafka's topic to the live feed.")
        print(f"A sale went from Kafka's topic to the feed behind nginx in {time.monotonic() - began:.1f} s.")


def follow_tills_sale(site: str, key: str) -> None:
    """Take the newest sale that a simulated till put on Kafka's topic, and wait until the API has it."""
    with httpx.Client(base_url=f"{site}/api", headers={"X-API-Key": key}, timeout=30) as client:

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


def stream_sale(site: str, key: str) -> None:
    """Send a sale over a WebSocket, as a till of one's own would."""
    with open_site(site, key) as client:
        sale = make_sale(client)
    with Client(site, api_key=key) as till, till.sales.stream() as stream:
        stream.send([sale])
        stored = stream.flush()
    if stored.added != 1:
        raise CheckError(f"A sale sent over a WebSocket wasn't stored: {stored}")
    print("A sale went over a WebSocket through nginx, and was stored.")
