"""Topics on the command line: followed until Ctrl-C, and gone on with."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from foresale.cli.app import app
from foresale.cli.remote import topics


@pytest.fixture
def sell(served, tmp_path, monkeypatch):
    """A function that adds a sale at a server at which somebody is logged in."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    admin = served.log_in()
    admin.keep()
    admin.stores.add(code="S1", name="Ulm")
    admin.products.add(sku="TEA", name="Tea")

    def add(name: str) -> None:
        now = datetime.now(UTC)
        admin.sales.add(transaction_id=name, store="S1", product="TEA", sold_at=now, quantity=1.0)

    yield add
    admin.close()


def test_a_topic_is_followed_until_ctrl_c_and_says_where_it_goes_on(sell, monkeypatch):
    sell("A")
    coming = ["B", "C"]

    def sleep(_seconds: float) -> None:
        if not coming:
            raise KeyboardInterrupt
        sell(coming.pop(0))

    monkeypatch.setattr(topics.time, "sleep", sleep)
    ended = CliRunner().invoke(app, ["remote", "topics", "sales", "--follow", "--json"])
    assert ended.exit_code == 0, ended.output
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [one["value"]["data"]["transaction_id"] for one in lines] == ["A", "B", "C"]
    place = ended.stderr.split("--after ")[1].split()[0]
    sell("D")
    told = json.loads(
        CliRunner().invoke(app, ["remote", "topics", "sales", "--after", place, "--json"]).stdout
    )
    assert [one["value"]["data"]["transaction_id"] for one in told["messages"]] == ["D"]
    table = CliRunner().invoke(app, ["remote", "topics", "sales", "--columns", "data.store,data.product"])
    assert "data.product" in table.stdout
    assert table.stdout.count("TEA") == 4
    assert "Not read by" in CliRunner().invoke(app, ["remote", "topics"]).stdout
