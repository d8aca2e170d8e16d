"""`foresale import` brings a file into the database, without a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys

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


def test_a_product_stored_under_another_spelling_is_asked_about_and_never_doubled(run, sales, tmp_path):
    home = ("--home", tmp_path / "home", "--json")
    days = [f"2026-01-{day:02d}" for day in range(1, 11)]
    sales.write_text("date,sku,units\n" + "".join(f"{day},0042,3\n" for day in days))
    assert run("import", sales, "--commit", *home).code == 0
    sales.write_text("date,sku,units\n" + "".join(f"{day},42,3\n" for day in [*days, "2026-01-11"]))
    asked = run("import", sales, "--commit", *home)
    assert (asked.code, "42 for 0042" in asked.out, "--key-spelling" in asked.out) == (1, True, True)
    assert json.loads(run("import", sales, *home).out)["questions"][0]["answers"][0] == "the same products"
    for way in (("--answer", "the same products"), ("--key-spelling", "merge-likely")):
        done = json.loads(run("import", sales, "--commit", *way, *home).out)["result"]
        assert (done["known"] >= 10, done["products"], done["conflicting"]) == (True, 0, 0)
    other = json.loads(run("import", sales, "--commit", "--key-spelling", "keep", *home).out)["result"]
    assert (other["new"], other["products"]) == (11, 1)
    sales.write_text("date,sku,units\n2026-01-12,0042.0,3\n2026-01-13, 0042\u00a0,4\n")
    sure = json.loads(run("import", sales, "--commit", *home).out)["result"]
    assert (sure["new"], sure["products"]) == (2, 0)


def test_sums_of_weeks_are_asked_about_before_they_become_days(run, sales, tmp_path):
    weeks = "".join(f"2024-W{week:02d},A,{70 + week}\n" for week in range(1, 30))
    sales.write_text("week,sku,units\n" + weeks)
    home = ("--home", tmp_path / "home")
    asked = run("import", sales, "--commit", *home)
    assert (asked.code, "store on single days" in asked.err) == (1, True)
    refused = run("import", sales, "--commit", "--answer", "they are sums of periods", *home)
    assert (refused.code, "foresale forecast" in refused.err) == (1, True)
    assert not (tmp_path / "home").exists()
    assert run("import", sales, "--commit", "--answer", "store on single days", *home).code == 0


OUT, KEPT = "They are totals: leave them out", "They are sales: keep them"


@pytest.fixture
def unclear(sales):
    """A file that leaves two questions open, which have the same answers."""
    days = [f"2026-03-{day:02d}" for day in range(1, 29)]
    rows = [f"{day},{store},{product},4" for day in days for store in ("S1", "S2") for product in "AB"]
    rows += [f"{day},S1,Total,5" for day in days] + [f"{day},Total,A,7" for day in days]
    sales.write_text("date,store,product,quantity\n" + "\n".join(rows))
    return sales


def test_two_questions_are_answered_one_by_one_by_their_names(run, unclear, tmp_path):
    call = ("import", unclear, "--commit", "--home", tmp_path / "home")
    asked = run(*call)
    assert asked.code == 1
    for name in ("total_rows:store", "total_rows:product"):
        assert f"--answer \"{name}={OUT}\", or '{KEPT}'" in asked.err
    both = run(*call, "--answer", KEPT)
    assert (both.code, "fits several questions" in both.err, "total_rows:store" in both.err) == (
        1,
        True,
        True,
    )
    unasked = run(*call, "--answer", f"total_rows:shop={KEPT}")
    assert (unasked.code, "Nothing is asked" in unasked.err, "total_rows:store" in unasked.err) == (
        1,
        True,
        True,
    )
    one = run(*call, "--answer", f"total_rows:store={KEPT}")
    assert (one.code, "total_rows:product" in one.err, "total_rows:store" in one.err) == (1, True, False)
    assert not (tmp_path / "home").exists()
    answers = ("--answer", f"total_rows:store={KEPT}", "--answer", f"total_rows:product={OUT}")
    assert json.loads(run(*call, *answers, "--json").out)["result"]["new"] == 28 * 5


def test_an_answer_may_hold_a_comma(run, sales, tmp_path):
    days = [f"2026-03-{day:02d}" for day in range(1, 29)]
    rows = [f"{day},A,{side},{amount}" for day in days for side, amount in (("S", 5), ("H", 4))]
    sales.write_text("date,sku,S/H,quantity\n" + "\n".join(rows))
    call = ("import", sales, "--commit", "--home", tmp_path / "home")
    asked = run(*call)
    assert "which side are the sales on" in asked.err
    assert run(*call, "--answer", "H are sales, S is taken off").code == 0


def test_who_sits_at_a_terminal_is_asked_each_question_before_the_sales_are_stored(unclear, tmp_path):
    pty = pytest.importorskip("pty")
    ours, terminal = pty.openpty()
    call = ("import", unclear, "--commit", "--home", tmp_path / "home")
    os.write(ours, b"2\n1\n")
    with subprocess.Popen(
        [sys.executable, "-m", "foresale", *call], stdin=terminal, stderr=terminal, stdout=subprocess.PIPE
    ) as command:
        told = command.stdout.read().decode()
    seen = os.read(ours, 65_536).decode()
    os.close(terminal)
    os.close(ours)
    assert (command.returncode, seen.count("Which one? [1–2]")) == (0, 2)
    assert "140 sales added" in told
