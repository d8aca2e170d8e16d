"""The real command against a server that listens, as scripts and people use it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time

import pytest

PASSWORD = "seven amber ladders"
COMMAND = [sys.executable, "-m", "foresale"]


@pytest.fixture
def process(home):
    """A function that runs the command in a process of its own."""

    def run(*words, text=""):
        return subprocess.run(
            [*COMMAND, *map(str, words)], input=text, capture_output=True, text=True, env=home, check=False
        )

    return run


@pytest.fixture
def planner(served, foresale):
    """The command, logged in as a planner."""
    email = served.add_user("planner")
    done = foresale(
        "login", "--server", served.address, "--email", email, "--password-stdin", text=PASSWORD + "\n"
    )
    assert done.returncode == 0, done.stderr
    return foresale


def test_a_script_logs_in_asks_who_it_is_and_logs_out(served, process, tmp_path):
    email = served.add_user("planner")
    words = ("login", "--server", served.address, "--email", email, "--password-stdin")
    logged_in = process(*words, text=PASSWORD + "\n")
    assert (logged_in.returncode, logged_in.stderr) == (0, "")
    told = json.loads(process("whoami", "--json").stdout)
    assert (told["server"], told["role"]) == (served.address, "planner")
    kept = tmp_path / "config" / "foresale" / "logins.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert PASSWORD not in kept.read_text()
    assert process("logout").returncode == 0
    again = process("whoami")
    assert again.returncode == 1
    assert again.stderr == "You aren't logged in to any server.\n→ Run: foresale login --server URL\n"


def test_a_wrong_password_and_a_server_that_is_not_there_are_told_in_two_lines(served, foresale):
    words = ("login", "--email", "a@example.com", "--password-stdin", "--server")
    wrong = foresale(*words, served.address, text="wrong\n")
    assert wrong.returncode == 1
    assert len(wrong.stderr.splitlines()) == 2
    nobody = foresale(*words, "http://127.0.0.1:9", text="wrong\n")
    assert nobody.stderr.startswith("No server answers at http://127.0.0.1:9: ")


def test_a_password_is_never_waited_for_where_nobody_sits(served, foresale):
    done = foresale("login", "--server", served.address, "--email", "a@example.com")
    assert done.returncode == 1
    assert "--password-stdin" in done.stderr


def test_a_password_set_by_someone_else_is_changed_at_the_first_login(served, foresale):
    email = served.add_user("viewer", must_change_password=True)
    words = ("login", "--server", served.address, "--email", email, "--password-stdin")
    refused = foresale(*words, text=PASSWORD + "\n")
    assert refused.returncode == 1
    assert "second line" in refused.stderr
    assert foresale("whoami").returncode == 1
    assert foresale(*words, text=f"{PASSWORD}\nfour amber kettles\n").returncode == 0
    assert json.loads(foresale("whoami", "--json").stdout)["email"] == email


def test_a_machine_logs_in_with_its_key(served, foresale):
    with served.log_in("admin") as admin:
        made = admin._connection.post("/auth/keys", {"name": "till", "role": "viewer"})
    done = foresale("login", "--server", served.address, "--api-key-stdin", text=made["key"])
    assert done.returncode == 0, done.stderr
    assert json.loads(foresale("whoami", "--json").stdout)["role"] == "viewer"
    assert foresale("logout").returncode == 0
    assert foresale("login", "--server", served.address, "--api-key-stdin", text="fsk_…").returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other terminals.")
def test_on_a_terminal_it_asks_for_e_mail_and_password_and_does_not_show_it(served, home, read_until):
    email = served.add_user("viewer")
    terminal, end = os.openpty()
    words = [*COMMAND, "login", "--server", served.address]
    with subprocess.Popen(
        words, stdin=end, stdout=subprocess.PIPE, stderr=end, env=home, start_new_session=True
    ) as run:
        os.close(end)
        seen = read_until(terminal, "E-mail")
        os.write(terminal, f"{email}\n".encode())
        seen += read_until(terminal, "Password")
        time.sleep(0.2)
        os.write(terminal, f"{PASSWORD}\n".encode())
        seen += read_until(terminal, None)
        shown = run.communicate(timeout=120)[0].decode()
    os.close(terminal)
    assert run.returncode == 0, seen
    assert f"as Viewer <{email}>" in shown
    assert PASSWORD not in seen


def test_jobs_that_are_there_are_listed_and_one_is_cancelled(served, foresale):
    with served.log_in("analyst") as client:
        job = client.forecasts.train(family="daily", horizon=14)
    done = foresale(
        "login",
        "--server",
        served.address,
        "--email",
        "analyst@example.com",
        "--password-stdin",
        text=PASSWORD,
    )
    assert done.returncode == 0, done.stderr
    assert "analyst@example.com" in foresale("whoami").stdout
    listed = json.loads(foresale("remote", "jobs", "--json").stdout)["jobs"]
    assert [(found["id"], found["state"]) for found in listed] == [(job.id, "queued")]
    assert job.id in foresale("remote", "jobs").stdout
    assert json.loads(foresale("remote", "jobs", job.id, "--cancel", "--json").stdout)["state"] == "cancelled"
    assert "cancelled" in foresale("remote", "jobs", job.id).stdout
    assert foresale("remote", "jobs", "--cancel").returncode == 1


def test_what_a_role_may_not_do_is_told_in_two_lines(planner):
    done = planner("remote", "models")
    assert done.returncode == 1
    assert done.stderr.startswith("The role planner may not ")
    assert json.loads(planner("remote", "models", "--json").stdout)["error"]["code"] == "server"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--month", "2026"], "--month is '2026'."),
        (["--lags", "1,2"], "--lags needs a --month."),
        (["--month", "2026-11"], "--month needs --lags."),
        (["--month", "2026-13", "--lags", "1"], "--month is '2026-13'."),
        (["--month", "2026-11", "--lags", "a"], "--lags is 'a'."),
        (["--month", "2026-11", "--lags", "3,-5"], "--lags is '3,-5'."),
        (["--month", "2026-11", "--lags", "nan"], "--lags is 'nan'."),
        (["--product", "TEA"], "It isn't said what to predict."),
    ],
)
def test_half_a_question_is_told_before_it_is_asked(planner, words, told):
    done = planner("remote", "predict", *words)
    assert done.returncode == 1
    assert done.stderr.startswith(told)


def test_sales_are_streamed_from_json_lines_and_from_csv_and_the_same_again_is_known(
    served, planner, tmp_path
):
    from sqlalchemy.orm import Session

    from foresale.storage.database.tables.catalog import ProductRow, StoreRow

    with Session(served.container.engine) as session, session.begin():
        session.add_all([StoreRow(code="T1", name="T1"), ProductRow(sku="TEA", name="Tea")])
    rows = [
        {"transaction_id": f"R{number}", "store": "T1", "product": "TEA", "quantity": 2,
         "sold_at": "2026-03-11T17:05:00Z"}
        for number in range(700)
    ]  # fmt: skip
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    done = planner("remote", "sales", "stream", "-", "--json", text=lines)
    assert done.returncode == 0, done.stderr
    assert {name: json.loads(done.stdout)[name] for name in ("added", "known")} == {"added": 700, "known": 0}
    table = tmp_path / "sales.csv"
    names = list(rows[0])
    bad = {**rows[0], "transaction_id": "BAD", "product": "GHOST"}
    text = [",".join(names), *(",".join(str(row[name]) for name in names) for row in [*rows[:3], bad])]
    table.write_text("\n".join(text), encoding="utf-8")
    again = planner("remote", "sales", "stream", table)
    assert again.returncode == 1
    assert "0 sales added, 3 known, 0 conflicting, 1 rejected." in again.stdout + again.stderr
    assert "row 4 (BAD): product: There is no product 'GHOST'." in again.stdout + again.stderr
    (tmp_path / "broken.jsonl").write_text('{"a": 1}\n{"a"\n', encoding="utf-8")
    broken = planner("remote", "sales", "stream", tmp_path / "broken.jsonl")
    assert "Line 2 of" in broken.stderr


def test_segments_refreshes_and_exports_are_asked_for_by_command(served, foresale, tmp_path):
    with served.log_in("analyst") as client:
        client.products.add(sku="TEA", name="Tea", category="Drinks")
        client.stores.add(code="S1", name="One")
    words = ("--server", served.address, "--email", "analyst@example.com", "--password-stdin")
    assert foresale("login", *words, text=PASSWORD).returncode == 0
    added = foresale("remote", "segments", "add", "Own brand", "--products", "TEA", "--json")
    assert json.loads(added.stdout)["segment"] == "segment=Own brand", added.stderr
    ruled = foresale(
        "remote", "segments", "add", "Slow", "--rule", "slow_movers", "--units-per-week", "2", "--json"
    )
    assert json.loads(ruled.stdout)["rule"]["units_per_week"] == 2
    neither = foresale("remote", "segments", "add", "None")
    assert (neither.returncode, "--products or --rule" in neither.stderr) == (1, True), neither
    listed = json.loads(foresale("remote", "segments", "list", "--json").stdout)["segments"]
    assert [(one["name"], one["n_products"]) for one in listed] == [("Own brand", 1), ("Slow", 0)]
    assert "TEA" in foresale("remote", "segments", "products", "Own brand").stdout
    asked = foresale("remote", "refresh", "--products", "TEA", "--because", "Late.", "--no-wait", "--json")
    assert json.loads(asked.stdout)["kind"] == "forecast_series", asked.stderr
    gone = foresale("remote", "segments", "remove", "Slow")
    assert "'Slow' is deleted" in gone.stdout
    assert foresale("remote", "segments", "remove", "Slow").returncode == 1
    place = tmp_path / "products.csv"
    saved = foresale("remote", "export", "products", place, "--filter", "category=Drinks")
    assert saved.returncode == 0, saved.stderr
    assert "TEA" in place.read_text()
    wrong = foresale("remote", "export", "products", tmp_path / "x.csv", "--filter", "Drinks")
    assert (wrong.returncode, "is no filter" in wrong.stderr) == (1, True)
