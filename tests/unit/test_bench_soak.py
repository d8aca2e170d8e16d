"""The soak's judgement: it calls whole only what is whole."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from bench.soak import ledger_of, log_of, truth_of
from bench.soak_page import Held, Soak, write_page

SALES = [("A", 2.0), ("B", 1.0), ("B-C", -1.0)]


@pytest.fixture
def places(tmp_path):
    """A truth, and a database that holds the same."""
    lines = [
        {"expected": "added", "message": {"transaction_id": name, "quantity": int(quantity)}}
        for name, quantity in SALES
    ]
    lines.append({"expected": "known", "message": {"transaction_id": "A", "quantity": 2}})
    lines.append({"expected": "rejected", "message": "Error 17"})
    (tmp_path / "sent.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE sales (transaction_id TEXT, quantity REAL, id INTEGER)"))
        connection.execute(sa.text("CREATE TABLE event_log (seq INTEGER, kind TEXT, payload TEXT)"))
        for place, (name, quantity) in enumerate(SALES, start=5):
            told = json.dumps({"id": place, "transaction_id": name, "quantity": quantity})
            row = {"n": name, "q": quantity, "id": place}
            connection.execute(sa.text("INSERT INTO sales VALUES (:n, :q, :id)"), row)
            connection.execute(
                sa.text("INSERT INTO event_log VALUES (:s, 'sale', :p)"), {"s": place, "p": told}
            )
    yield tmp_path, engine
    engine.dispose()


def done(folder, engine):
    held = (truth_of(folder), ledger_of(engine), log_of(engine))
    return Soak("http", "sqlite", 5, 1.0, ("api",), 0, held)


def test_the_same_sales_everywhere_are_whole(places):
    assert done(*places).is_whole


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM sales WHERE transaction_id = 'B'",
        "INSERT INTO sales VALUES ('A', 2.0, 9)",
        "UPDATE sales SET quantity = 3 WHERE transaction_id = 'A'",
        "DELETE FROM event_log WHERE seq = 5",
        "UPDATE event_log SET seq = 9 WHERE seq = 7",
    ],
)
def test_a_sale_lost_doubled_or_changed_and_a_gap_are_found(places, harm):
    folder, engine = places
    with engine.begin() as connection:
        connection.execute(sa.text(harm))
    assert not done(folder, engine).is_whole


def test_a_wrong_answer_is_found_too(places):
    assert not replace(done(*places), unexpected=1).is_whole


def test_a_page_holds_the_newest_soak_and_keeps_the_rest(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Live\n\n## Rates\n\nFast.\n")
    for channel, seconds in (("http", 10.0), ("kafka", 40.0), ("http", 20.0)):
        write_page(page, Soak(channel, "sqlite", 200, seconds, (), 0, (Held("truth", 1, "aa"),)))
    text = page.read_text()
    assert text.count("\n## Soak") == 1
    assert text.count("### ") == 2
    assert "10 a second" in text
    assert "5 a second" in text
    assert text.startswith("# Live\n\n## Rates\n\nFast.\n")
