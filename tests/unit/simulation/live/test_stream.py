"""A chain's days as messages."""

import json
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from foresale.errors import OptionError
from foresale.simulation.chain import SimulatedChain, simulate_chain
from foresale.simulation.live.shares import Shares
from foresale.simulation.live.stream import Message, Stream
from foresale.simulation.options import ChainOptions
from foresale.simulation.till_sales import make_timed_sales

KINDS = ("late", "out_of_order", "repeated", "corrected", "cancelled", "broken", "edited", "voided")
MANY = Shares(**dict.fromkeys(KINDS, 0.05))


@pytest.fixture(scope="module")
def chain() -> SimulatedChain:
    return simulate_chain(ChainOptions(stores=2, products=15, days=12, seed=4))


@pytest.fixture(scope="module")
def messages(chain: SimulatedChain) -> list[Message]:
    return list(Stream(chain, MANY).messages())


def test_the_same_options_give_the_same_bytes_and_another_seed_others(chain, messages):
    again = Stream(simulate_chain(chain.options), MANY).messages()
    assert [message.body.encode() for message in again] == [m.body.encode() for m in messages]
    other = Stream(simulate_chain(ChainOptions(stores=2, products=15, days=12, seed=5)), MANY)
    assert [m.body for m in other.messages()] != [m.body for m in messages]


@pytest.mark.parametrize("skip", [1, 250, 10**6])
def test_a_stream_goes_on_after_any_message(chain, messages, skip):
    assert list(Stream(chain, MANY).messages(skip)) == messages[skip:]


def test_messages_are_numbered_and_in_order_of_time(messages):
    assert [message.number for message in messages] == list(range(1, len(messages) + 1))
    assert all(a.send_at <= b.send_at for a, b in pairwise(messages))


def test_what_must_be_added_is_every_sale_of_the_tills_once_and_what_takes_them_back(chain, messages):
    added = [json.loads(m.body) for m in messages if m.expected == "added"]
    tills = {(row["transaction_id"], row["units"]) for row in make_timed_sales(chain).iter_rows(named=True)}
    sales = {(sale["transaction_id"], sale["quantity"]) for sale in added if sale["quantity"] > 0}
    assert sales == tills
    assert len(added) == len({sale["transaction_id"] for sale in added})
    assert -sum(sale["quantity"] for sale in added if sale["quantity"] < 0) == sum(
        -json.loads(m.body)["quantity"] for m in messages if m.kind == "cancelled"
    )


def test_trouble_comes_by_its_shares_and_only_after_the_sale_it_is_about(messages):
    sales = sum(m.kind in ("sale", "late", "out_of_order") for m in messages)
    kinds = Counter(m.kind for m in messages)
    first = {}
    for message in messages:
        name = json.loads(message.body)["transaction_id"].removesuffix("-C").removesuffix("-B")
        if message.kind in ("sale", "late", "out_of_order"):
            first[name] = message
        else:
            assert first[name].send_at < message.send_at
    for kind in KINDS:
        assert kinds[kind] / sales == pytest.approx(0.05, rel=0.4), kind


def test_edits_and_voids_say_so_under_the_number_of_their_sale(messages):
    by_kind = {kind: [json.loads(m.body) for m in messages if m.kind == kind] for kind in KINDS}
    sold = {(b := json.loads(m.body))["transaction_id"]: b for m in messages if m.kind == "sale"}
    assert by_kind["edited"]
    assert by_kind["voided"]
    for edit in by_kind["edited"]:
        sale = sold[edit["transaction_id"]]
        assert edit == {**sale, "kind": "correction", "quantity": sale["quantity"] + 1}
    for void in by_kind["voided"]:
        assert void == {"kind": "cancellation", "transaction_id": void["transaction_id"]}
        assert void["transaction_id"] in sold


def test_late_sales_come_hours_after_they_were_rung_up(messages):
    late = [
        message.send_at - datetime.fromisoformat(json.loads(message.body)["sold_at"])
        for message in messages
        if message.kind == "late"
    ]
    assert timedelta(hours=1) <= min(late) < max(late) <= timedelta(hours=20)


def test_without_trouble_the_stream_is_the_tills_journal(chain):
    plain = Stream(chain, Shares(**dict.fromkeys(KINDS, 0))).messages()
    told = [json.loads(m.body)["transaction_id"] for m in plain]
    assert told == make_timed_sales(chain)["transaction_id"].to_list()


@pytest.mark.parametrize("wrong", [{"late": -0.1}, {"broken": 2.0}, {"late": 0.6, "repeated": 0.6}])
def test_shares_that_no_stream_can_have_are_refused(wrong):
    with pytest.raises(OptionError, match="share"):
        Shares(**wrong)
