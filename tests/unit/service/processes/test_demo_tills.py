"""The demo's chain: the same one from its first start on, and tills that send today's sales."""

import json
import threading
from datetime import datetime, timedelta

import polars as pl
import pytest

from foresale.client.sales import BatchResult, RowResult
from foresale.service.processes import demo_chain
from foresale.service.processes.demo_chain import DemoChain
from foresale.service.processes.demo_tills import DemoTills, open_sender, shop_clock
from foresale.settings import Settings
from foresale.simulation.live.senders import KafkaSender

NOON = datetime(2026, 5, 13, 12)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A chain that is made in no time."""
    monkeypatch.setattr(demo_chain, "DAYS", 130)
    monkeypatch.setattr(demo_chain, "PRODUCTS", 6)


class FakeServer:
    """Stores and products are there; sales are kept by their number."""

    def __init__(self, asked, stop_after):
        self.sales = self.products = self
        self.stored, self.batches, self._asked, self._stop_after = {}, [], asked, stop_after

    def list(self):
        return iter(["a product"])

    def add_many(self, sales):
        self.batches.append(len(sales))
        rows = []
        for place, sale in enumerate(sales):
            status = "known" if sale["transaction_id"] in self.stored else "added"
            self.stored.setdefault(sale["transaction_id"], sale)
            rows.append(RowResult(place, status))
        if len(self.stored) >= self._stop_after:
            self._asked.set()
        return BatchResult(rows=tuple(rows))


class QuickTills(DemoTills):
    """Tills that don't wait."""

    def sleep(self, seconds):
        super().sleep(0)


def ring(home, now, stop_after):
    asked = threading.Event()
    server = FakeServer(asked, stop_after)
    QuickTills(server, DemoChain.of(home, now), lambda: now, asked).run()
    return server


def test_a_chain_stays_the_same_one_as_days_go_by(tmp_path):
    first = DemoChain.of(tmp_path, NOON)
    later = DemoChain.of(tmp_path, NOON + timedelta(days=9))
    assert later.start == first.start
    then = first.past(with_today=True)
    assert later.past(with_today=True)["transaction_id"].head(90).equals(then["transaction_id"].head(90))


def test_its_past_ends_now_or_yesterday_and_long_ago_is_told_by_day(tmp_path):
    chain = DemoChain.of(tmp_path, NOON)
    now, before = (
        chain.past(with_today=today).with_columns(pl.col("sold_at").str.to_datetime())
        for today in (True, False)
    )
    assert now["sold_at"].max() < NOON
    assert now["sold_at"].max().date() == NOON.date()
    assert before["sold_at"].max().date() == NOON.date() - timedelta(days=1)
    times = (
        now.group_by(pl.col("sold_at").dt.date()).agg(pl.col("sold_at").n_unique().alias("n")).sort("sold_at")
    )
    assert times["n"].head(10).to_list() == [1] * 10
    assert times["n"].tail(10).min() > 1


def test_tills_send_exactly_what_the_past_with_today_holds(tmp_path):
    past = DemoChain.of(tmp_path, NOON).past(with_today=True)
    today = past.filter(pl.col("sold_at") >= "2026-05-13").drop("category")
    sent = ring(tmp_path, NOON, stop_after=today.height // 2).stored
    assert len(sent) >= today.height // 2
    told = {row["transaction_id"]: row for row in today.iter_rows(named=True)}
    assert all(sale == told[name] for name, sale in sent.items() if sale["quantity"] > 0)


def test_tills_go_on_where_they_stopped_and_send_nothing_before_its_time(tmp_path):
    first = ring(tmp_path, NOON, stop_after=5)
    kept = json.loads((tmp_path / "demo-chain.json").read_text())["played_until"]
    assert kept == max(sale["sold_at"] for sale in first.stored.values()) or kept > "2026-05-13"
    second = ring(tmp_path, NOON + timedelta(hours=3), stop_after=5)
    assert min(sale["sold_at"] for sale in second.stored.values() if sale["quantity"] > 0) > "2026-05-13"
    assert max(sale["sold_at"] for sale in second.stored.values()) <= (NOON + timedelta(hours=3)).isoformat()
    assert max(first.batches + second.batches) <= 3, "a few a second"


def test_a_shops_clock_has_its_own_zone():
    tokyo, utc = shop_clock("Asia/Tokyo")(), shop_clock("UTC")()
    assert timedelta(hours=8.9) < tokyo - utc < timedelta(hours=9.1)


def test_tills_ring_to_the_topic_of_sales_where_it_takes_no_password():
    kafka = {"kafka_servers": "127.0.0.1:9"}
    sender = open_sender(Settings(**kafka))
    assert isinstance(sender, KafkaSender)
    sender.close()

    guarded = {"kafka_security": "sasl_ssl", "kafka_username": "shop", "kafka_password": "amber ladders"}
    assert open_sender(Settings(**kafka, **guarded)) is None
    assert open_sender(Settings(kafka_servers="")) is None
