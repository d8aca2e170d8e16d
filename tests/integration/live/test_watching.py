"""The client and `foresale remote watch`: what happens, over servers that go away and come back."""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack
from typing import Any

import pytest

from foresale.client import Client, ServerError
from foresale.client.live import LiveEvent
from live_service import sale, served


def post(service: Any, address: str, *sales: dict[str, Any]) -> None:
    answer = service.client(address).post("/api/sales/batch", json={"sales": list(sales)})
    assert answer.json()["added"] == len(sales)


def numbers(events: list[LiveEvent]) -> list[str]:
    return [event.data["transaction_id"] for event in events if event.kind == "sale"]


def test_the_client_goes_on_where_it_was_when_its_server_comes_back(embedded: Any) -> None:
    _, key = embedded.key("viewer")
    heard: list[LiveEvent] = []
    with ExitStack() as first:
        address = first.enter_context(served(embedded.settings))
        client = embedded.running.enter_context(Client(address, api_key=key))

        def watch() -> None:
            try:
                for event in client.live.watch(["sale"]):
                    heard.append(event)
                    if event.data["transaction_id"] == "last":
                        return
            except ServerError as error:
                heard.append(LiveEvent("", "error", {"transaction_id": str(error)}))

        started = threading.Event()
        thread = threading.Thread(target=lambda: (started.set(), watch()), daemon=True)
        thread.start()
        embedded.until(lambda: "foresale_live_subscribers 1.0" in embedded.metrics(address))
        post(embedded, address, sale("1"), sale("2"))
        embedded.until(lambda: len(heard) == 2)
    port = int(address.rpartition(":")[2])
    other = embedded.serve()
    post(embedded, other, sale("3"))
    with ExitStack() as second:
        second.enter_context(served(embedded.settings, port))
        post(embedded, other, sale("last"))
        thread.join(120)
        assert not thread.is_alive()
    assert numbers(heard) == ["1", "2", "3", "last"]
    assert (heard[0].schema, heard[0].store_id) == ("sale/1", embedded.ids["S1"])


def test_a_refusal_is_told_and_not_tried_again(embedded: Any) -> None:
    address = embedded.serve()
    with Client(address, api_key=embedded.key("viewer")[1]) as client:
        with pytest.raises(ServerError, match="may not hear of jobs") as refused:
            list(client.live.watch(["job"], follow=False))
        assert refused.value.status == 403
        assert list(client.live.watch(follow=False)) == []
    with Client(address, api_key="fsk_unknown") as stranger, pytest.raises(ServerError):
        list(stranger.live.watch(follow=False))


def test_the_command_shows_what_happened_as_text_and_as_lines_of_json(
    embedded: Any, monkeypatch: Any, tmp_path: Any
) -> None:
    from typer.testing import CliRunner

    from foresale.cli.app import app

    address = embedded.serve()
    client = embedded.client(address)
    given = {"unit_price": "2.50"}
    post(embedded, address, sale("1") | given, sale("2", "S2", "JAM", 3))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    run = CliRunner()
    key = client.headers["X-API-Key"]
    login = run.invoke(app, ["login", "--server", address, "--api-key-stdin"], input=f"{key}\n")
    assert login.exit_code == 0, login.output
    shown = run.invoke(app, ["remote", "watch", "--after", "0", "--once"])
    assert shown.exit_code == 0, shown.output
    lines = [line for line in shown.output.splitlines() if "×" in line]  # the server's log is there too
    assert lines[0].endswith("sale            S1  1 × TEA at 2.50, 2.50")
    assert lines[1].endswith("sale            S2  3 × JAM")
    told = run.invoke(app, ["remote", "watch", "--after", "0", "--once", "--store", "S2", "--json"])
    (line,) = (json.loads(line) for line in told.output.splitlines() if line.startswith("{"))
    assert (line["kind"], line["data"]["product"], line["store_id"]) == ("sale", "JAM", embedded.ids["S2"])
    refused = run.invoke(app, ["remote", "watch", "--once", "--store", "S9"])
    assert refused.exit_code == 1
    assert "S9" in refused.output
