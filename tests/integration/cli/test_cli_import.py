"""`foresale import` brings a file into the database, without a server."""

from __future__ import annotations

import json

import pytest

TEXT = "date,sku,units\n" + "".join(f"2026-01-{day:02d},A,{day}\n" for day in range(1, 25)) + "soon,A,3\n"


@pytest.fixture
def sales(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(TEXT)
    return path


def test_a_preview_shows_and_stores_nothing(run, sales, tmp_path):
    ended = run("import", sales, "--home", tmp_path / "home")
    assert ended.code == 0
    for told in ("units", "quantity", "'main'", "24 of 25 rows", "is not a date", "--commit"):
        assert told in ended.out
    assert not (tmp_path / "home").exists()


def test_a_commit_stores_once_however_often_it_runs(run, sales, tmp_path):
    rejects = tmp_path / "rejects.csv"
    call = ("import", sales, "--commit", "--json", "--home", tmp_path / "home")
    first = json.loads(run(*call, "--constant", "store=S1", "--rejects", rejects).out)["result"]
    assert (first["new"], first["rejected"], first["stores"]) == (24, 1, 1)
    assert rejects.read_text().splitlines()[1] == "sales.csv,26,date,soon,is not a date"
    again = json.loads(run(*call, "--constant", "store=S1").out)["result"]
    assert (again["new"], again["known"]) == (0, 24)
    assert "Nothing changed" in again["message"]


def test_what_stands_in_the_way_is_said(run, sales, tmp_path):
    missing = run("import", sales, "--column", "quantity=", "--commit", "--home", tmp_path / "home")
    assert missing.code == 1
    assert "No column was found for quantity" in missing.err
    assert "--column quantity=" in missing.err
    wrong = run("import", sales, "--column", "quantity=Units")
    assert (wrong.code, "'units'" in wrong.err) == (1, True)
    assert run("import", sales, "--column", "quantity").code == 2
    assert run("import", tmp_path / "none.csv").code == 1
    sales.write_text("date,sku,qty\n03/04/2026,A,1\n01/02/2026,A,2\n05/01/2026,A,5\n")
    asked = run("import", sales, "--commit", "--home", tmp_path / "home")
    assert (asked.code, "--answer" in asked.err, "month first" in asked.err) == (1, True, True)
    assert run("import", sales, "--commit", "--answer", "month first", "--home", tmp_path / "home").code == 0
    assert run("import", sales, "--commit", "--month-first", "--home", tmp_path / "home").code == 0


def test_days_years_before_all_that_is_stored_are_left_out_unless_they_are_meant(run, sales, tmp_path):
    home = ("--home", tmp_path / "home", "--json")
    assert run("import", sales, "--commit", *home).code == 0
    sales.write_text("date,sku,units\n2015-01-01,A,1\n2024-05-01,A,2\n2025-05-01,A,3\n")
    kept = json.loads(run("import", sales, "--commit", *home).out)["result"]
    assert (kept["new"], kept["rejected"]) == (2, 1)
    meant = json.loads(run("import", sales, "--commit", "--any-age", *home).out)["result"]
    assert (meant["new"], meant["known"], meant["rejected"]) == (1, 2, 0)
