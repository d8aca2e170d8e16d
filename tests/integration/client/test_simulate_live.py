"""A simulated chain played to a server, through the command."""

import json
import time

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from foresale.cli.app import app
from foresale.simulation.live.journal import true_sales
from foresale.storage.database.tables.trade import SaleRow

SIZE = (*("--stores", "1", "--products", "4", "--days", "20"), *("--rate", "5000", "--speed", "0"))
TROUBLE = [
    word
    for kind in ("late", "out-of-order", "repeated", "corrected", "cancelled", "broken", "edited", "voided")
    for word in (f"--{kind}-share", "0.05")
]


@pytest.fixture
def play(served, tmp_path, monkeypatch):
    """A function that plays to the server, and answers what the command says."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with served.log_in("admin") as client:
        client.keep()

    def run(*words, to=None, code=0):
        asked = [
            "simulate",
            "--live",
            "--to",
            to or served.address,
            "--out",
            str(tmp_path / "live"),
            "--json",
        ]
        ended = CliRunner().invoke(app, [*asked, *SIZE, *TROUBLE, *words])
        assert ended.exit_code == code, ended.output
        return json.loads(ended.stdout)

    return run


def test_every_message_becomes_what_it_must_over_a_stop_and_a_start(served, play, tmp_path):
    first = play("--messages", "300")
    assert (first["sent"], first["unexpected"]) == (300, 0)
    second = play("--resume")
    assert second["unexpected"] == 0
    assert second["sent"] > 600
    lines = [json.loads(line) for line in (tmp_path / "live" / "sent.jsonl").read_text().splitlines()]
    assert [line["number"] for line in lines] == list(range(1, second["sent"] + 1))
    with served.container.engine.connect() as connection:
        rows = connection.execute(sa.select(SaleRow.id, SaleRow.transaction_id, SaleRow.quantity)).all()
    names = {f"cancels~{number}": f"cancels {name}" for number, name, _ in rows}
    stored = {names.get(name, name): quantity for _, name, quantity in rows}
    assert stored == true_sales(tmp_path / "live" / "sent.jsonl")
    assert {line["became"] for line in lines} == {
        "added", "known", "conflicting", "rejected", "corrected", "cancelled"
    }  # fmt: skip


def test_a_played_stream_is_never_begun_over(play):
    play("--messages", "20")
    refused = play("--messages", "20", code=1)
    assert "--resume" in refused["error"]["fix"]


@pytest.mark.parametrize("address", ["", "localhost:8000", "ftp://somewhere"])
def test_an_address_that_is_no_door_is_refused(play, address):
    if address:
        assert "kafka://" in play(to=address, code=1)["error"]["fix"]
    else:
        ended = CliRunner().invoke(app, ["simulate", "--live", "--json"])
        assert ended.exit_code == 1
        assert "--to http" in json.loads(ended.stdout)["error"]["fix"]


def test_an_option_of_streams_without_a_stream_is_refused():
    ended = CliRunner().invoke(app, ["simulate", "--rate", "7", "--json"])
    assert ended.exit_code == 1
    assert "--live" in json.loads(ended.stdout)["error"]["fix"]


def test_an_api_key_is_read_from_standard_input(served, tmp_path):
    words = ["simulate", "--live", "--to", served.address, "--api-key-stdin", "--json", *SIZE]
    ended = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "x")], input="fsk_wrong\n")
    assert ended.exit_code == 1
    assert json.loads(ended.stdout)["error"]["code"] == "server"


@pytest.fixture
def brokers():
    """The address of librdkafka's own mock cluster, which lives in this process."""
    kafka = pytest.importorskip("confluent_kafka")
    owner = kafka.Producer({"bootstrap.servers": "none:1", "test.mock.num.brokers": 1, "log_level": 3})
    broker = next(iter(owner.list_topics(timeout=60).brokers.values()))
    yield f"{broker.host}:{broker.port}"
    owner.flush(1)


def read_topic(brokers, topic, count):
    """Keys and values of a topic's messages, once there are so many."""
    from confluent_kafka import Consumer, TopicPartition

    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "test", "auto.offset.reset": "earliest"})
    places = consumer.list_topics(topic, timeout=60).topics[topic].partitions
    consumer.assign([TopicPartition(topic, place, 0) for place in places])
    found, deadline = [], time.monotonic() + 120
    while len(found) < count and time.monotonic() < deadline:
        read = [message for message in consumer.consume(500, 0.2) if message.error() is None]
        found += [(message.key().decode(), message.value()) for message in read]
    consumer.close()
    return found


def test_a_topic_gets_every_message_once_and_each_stores_in_order(play, brokers, tmp_path):
    told = play("--stores", "2", "--messages", "150", to=f"kafka://{brokers}/tills")
    assert (told["sent"], told["became"]) == (150, {})
    play("--stores", "2", "--messages", "300", "--resume", to=f"kafka://{brokers}/tills")
    lines = (tmp_path / "live" / "sent.jsonl").read_text().splitlines()
    truth = [json.loads(line)["message"] for line in lines]
    found = read_topic(brokers, "tills", 300)
    assert len(found) == len(truth) == 300
    for store in ("Store 01", "Store 02"):
        sent = [sale for sale in truth if sale["transaction_id"][:2] == store[-2:]]
        assert [json.loads(value) for key, value in found if key == store] == sent
