"""While somebody writes to the database, no file is read: the test client holds it for every route."""

from __future__ import annotations

import time
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from foresale.service.api.imports import routes
from write_guard import FileWorkError


def test_the_guard_sees_files_programs_servers_and_other_databases(embedded_api: Any, tmp_path: Any) -> None:
    engine, place = embedded_api.container.engine, tmp_path / "notes.txt"
    with Session(engine) as session, session.begin():
        session.execute(text("SELECT 1"))
        with pytest.raises(FileWorkError):
            place.write_text("x")
        with pytest.raises(FileWorkError):
            place.parent.joinpath("folder").mkdir()
    other = create_engine(f"sqlite:///{tmp_path}/other.db")
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    with closing(HTTPConnection("127.0.0.1", server.server_port)) as open_before:
        open_before.connect()
        with other.connect() as elsewhere, Session(engine) as session, session.begin():
            session.execute(text("SELECT 1"))
            with pytest.raises(FileWorkError):
                elsewhere.execute(text("SELECT 1"))
            with pytest.raises(FileWorkError):
                open_before.request("GET", "/")
    server.server_close()
    other.dispose()
    place.write_text("x")
    with Session(engine.execution_options(writes=False)) as session:
        session.execute(text("SELECT 1"))
        assert place.read_text() == "x"


@pytest.fixture
def uploaded(embedded_api: Any) -> tuple[Any, str]:
    """A planner and the address of its upload."""
    planner = embedded_api.as_role("planner")
    text_ = "date,store,product,quantity\n2026-01-01,S1,A,1\n"
    return (
        planner,
        "/api/imports/" + planner.post("/api/imports", files={"file": ("a.csv", text_)}).json()["id"],
    )


def test_nobody_waits_for_a_file_that_is_looked_at_anew(
    embedded_api: Any, uploaded: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    planner, address = uploaded
    admin = embedded_api.as_role("admin")
    look = routes.preview_processes().look

    class Slow:
        async def look(self, question: Any) -> Any:
            took = time.perf_counter()
            answer = await routes.run_in_threadpool(
                admin.post, "/api/stores", json={"code": "N", "name": "N"}
            )
            seen.append((answer.status_code, time.perf_counter() - took))
            return await look(question)

    seen: list[tuple[int, float]] = []
    monkeypatch.setattr(routes, "preview_processes", Slow)
    assert planner.put(address, json={}).status_code == 200
    assert seen[0][0] == 201
    assert seen[0][1] < 20


def test_what_is_committed_while_it_is_looked_at_anew_stays_as_it_was(
    uploaded: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    planner, address = uploaded
    look = routes.preview_processes().look
    before = planner.get(address).json()

    class Meanwhile:
        async def look(self, question: Any) -> Any:
            answer = await routes.run_in_threadpool(planner.post, f"{address}/commit")
            assert answer.status_code == 202
            return await look(question)

    monkeypatch.setattr(routes, "preview_processes", Meanwhile)
    answer = planner.put(address, json={"constants": {"category": "x"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    after = planner.get(address).json()
    assert (after["options"], after["state"]) == (before["options"], "committed")
