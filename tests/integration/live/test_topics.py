"""The topic viewer: the log's topics and Kafka's, of what the caller may see."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable
from typing import Any

from foresale.client import Client
from foresale.service.kafka.loops import kafka_loops
from foresale.service.live.runner import LiveLoops
from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.live_leases import Leases
from kafka_cluster import MockCluster, produce, wait_until
from live_service import Service, sale


def test_messages_of_the_log_from_the_tail_an_offset_and_by_filters(embedded: Any) -> None:
    address, (_, key) = embedded.serve(), embedded.key("analyst")
    with Client(address, api_key=key) as client:
        client.sales.add_many([sale(f"R{number:02d}", ("S1", "S2")[number % 2]) for number in range(20)])
        assert [one.name for one in client.topics.list() if one.name == "sales"] == ["sales"]
        tail = client.topics.messages("sales", limit=3)
        assert [one.value["data"]["transaction_id"] for one in tail] == ["R17", "R18", "R19"]
        on = client.topics.messages("sales", offset=tail[0].offset - 1, limit=2)
        assert [one.value["data"]["transaction_id"] for one in on] == ["R16", "R17"]
        by_text = client.topics.messages("sales", text="r05")
        assert [one.value["data"]["transaction_id"] for one in by_text] == ["R05"]
        assert len(client.topics.messages("sales", field="data.store", value="S2")) == 10
    limited = embedded.client(address, "analyst", ["S2"])
    seen = limited.get("/api/topics/log/sales/messages").json()["items"]
    assert {one["value"]["data"]["store"] for one in seen} == {"S2"}
    assert limited.get("/api/topics/kafka/sales/messages").status_code == 403
    assert embedded.client(address, "planner").get("/api/topics").status_code == 403
    assert embedded.client(address).get("/api/topics/log/nothing/messages").status_code == 404
    both = {"offset": 1, "from_time": "2026-01-01T00:00:00Z"}
    assert embedded.client(address).get("/api/topics/log/sales/messages", params=both).status_code == 422


def test_a_topic_is_followed_from_where_an_answer_ended_and_goes_on_after_a_pause(service: Any) -> None:
    address, (_, key) = service.serve(), service.key("analyst")
    with Client(address, api_key=key) as client:
        client.sales.add_many([sale(f"R{number:02d}") for number in range(5)])
        service.until(lambda: len(client.topics.messages("sales")) == 5)
        page = client.topics.page("sales", limit=2)
        assert [one.value["data"]["transaction_id"] for one in page.items] == ["R03", "R04"]
        assert client.topics.page("sales", after=page.next).items == ()
        client.sales.add_many([sale(f"S{number:02d}", ("S1", "S2")[number % 2]) for number in range(6)])
        service.until(lambda: len(client.topics.messages("sales")) == 11)
        heard: list[str] = []
        while (page := client.topics.page("sales", after=page.next, limit=2)).items:
            heard += [one.value["data"]["transaction_id"] for one in page.items]
        assert heard == [f"S{number:02d}" for number in range(6)]
        begun = client.topics.page("sales", after="0:0", field="data.store", value="S2", limit=2)
        rest = client.topics.page("sales", after=begun.next, field="data.store", value="S2")
        found = [one.value["data"]["transaction_id"] for one in (*begun.items, *rest.items)]
        assert found == ["S01", "S03", "S05"]
    for wrong in ("x", "0:1;1:2", "0:"):
        assert service.client(address).get(
            "/api/topics/log/sales/messages", params={"after": wrong}
        ).status_code == 422  # fmt: skip


def test_taking_messages_away_needs_a_right_of_its_own_and_is_in_the_audit_log(embedded: Any) -> None:
    address = embedded.serve()
    admin = embedded.client(address)
    admin.post("/api/sales", json=sale("R1"))
    refused = embedded.client(address, "analyst").get("/api/topics/log/sales/messages.csv")
    assert refused.status_code == 403
    table = list(csv.DictReader(io.StringIO(admin.get("/api/topics/log/sales/messages.csv").text)))
    assert len(table) == 1
    assert '"transaction_id":"R1"' in table[0]["value"]
    wanted = {"columns": ["data.store", "data.quantity", "data.nothing"]}
    columns = list(
        csv.DictReader(io.StringIO(admin.get("/api/topics/log/sales/messages.csv", params=wanted).text))
    )
    assert [columns[0][name] for name in wanted["columns"]] == ["S1", "1.0", ""]
    assert "value" not in columns[0]
    admin.post("/api/sales", json=sale("=HYPERLINK(1)"))
    wanted = {"columns": ["data.transaction_id"]}
    rows = admin.get("/api/topics/log/sales/messages.csv", params=wanted).text.splitlines()
    assert [row.rpartition(",")[2] for row in rows[1:]] == ["R1", "'=HYPERLINK(1)"]  # a spreadsheet shows it
    whole = admin.get("/api/topics/log/sales/messages.json").json()
    assert whole[0]["value"]["data"]["transaction_id"] == "R1"
    told = admin.get("/api/audit").json()["items"][0]
    assert (told["action"], told["details"]["messages"]) == ("topic.exported", 2)


def test_kafkas_topics_are_seen_with_the_lag_of_our_group(open_service: Callable[..., Service]) -> None:
    cluster, topic = MockCluster(), f"sales-{secrets.token_hex(4)}"
    service = open_service(kafka_servers=cluster.address, kafka_sales_topic=topic, kafka_topic_prefix="x.")
    produce(cluster.address, topic, [sale(f"R{number}") for number in range(30)])
    admin = service.client(service.serve())

    def seen(name: str) -> dict[str, Any]:
        items = admin.get("/api/topics").json()["items"]
        return {one["name"]: one for one in items if one["source"] == "kafka"}[name]

    assert sum(part["next"] - part["first"] for part in seen(topic)["partitions"]) == 30
    assert seen(topic)["lag"] == {"foresale": 30}
    loops = LiveLoops(kafka_loops(service.container), Leases(service.container.engine, "test"))
    loops.start()
    service.running.callback(lambda: (loops.stop(), loops.join(60), cluster.close()))
    wait_until(lambda: seen(topic)["lag"] == {"foresale": 0})
    with service.container.engine.begin() as connection:
        append(connection, [NewEvent("alert", {"id": 7}, key="alert:7")])
    wait_until(lambda: "x.alerts" in str(admin.get("/api/topics").json()))
    place = "/api/topics/kafka/x.alerts/messages"
    wait_until(lambda: admin.get(place).json()["items"])
    (message,) = admin.get(place).json()["items"]
    assert (message["key"], message["value"]["data"]["id"]) == ("alert:7", 7)
    assert message["id"] == message["value"]["id"]
    place = f"/api/topics/kafka/{topic}/messages"
    page = admin.get(place, params={"after": "0:0", "limit": 20}).json()
    rest = admin.get(place, params={"after": page["next"], "limit": 20}).json()
    heard = [one["value"]["transaction_id"] for one in (*page["items"], *rest["items"])]
    assert sorted(heard) == [f"R{number}" for number in sorted(range(30), key=str)]
    assert admin.get(place, params={"after": rest["next"]}).json()["items"] == []
    found = admin.get(f"/api/topics/kafka/{topic}/messages", params={"text": '"R17"'}).json()["items"]
    assert [one["value"]["transaction_id"] for one in found] == ["R17"]
    assert admin.get("/api/topics/kafka/nothing/messages").status_code == 404
