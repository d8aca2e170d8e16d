"""Files brought to a server through the client and the command line."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from foresale.cli.output.screen import Screen
from foresale.client import ServerError
from foresale.errors import UnreadableFileError
from recorded_progress import RecordedProgress

HEADER = "receipt,shop,article,when,pieces,price\n"
ROWS = [f"R{n},S1,TEA,2026-03-{1 + n % 28:02} 10:00,{1 + n % 3},2.50\n" for n in range(40)]


@pytest.fixture
def file(tmp_path):
    """Forty sales of one product, and one row that can't be used."""
    place = tmp_path / "sales.csv"
    place.write_text(HEADER + "".join(ROWS) + "R99,S1,TEA,someday,1,2.50\n")
    return place


def test_a_file_is_uploaded_looked_at_and_stored_once(served, worker, file, tmp_path):
    heard = RecordedProgress()
    with served.log_in("planner") as client:
        seen = client.imports.upload(file, heard)
        assert seen.preview.is_ready, seen.preview
        assert (seen.preview.counts.read, seen.preview.counts.rejected) == (41, 1)
        assert [*client.sales.list()] == []
        assert client.imports.commit(seen.id).job_id
        told = client.imports.wait(seen.id, heard)
        assert (told.new, told.rejected) == (40, 1)
        assert "someday" in client.imports.rejects(seen.id, tmp_path / "rejects.csv").read_text()
        assert heard.stages[0] == "Uploading"
        assert {item.id for item in client.imports.list()} == {seen.id}

        again = client.imports.upload(file)
        assert again.already_imported
        client.imports.commit(again.id)
        assert (client.imports.wait(again.id).new, client.imports.wait(again.id).known) == (0, 40)
        (sold,) = client.sales.sums("month", by=["product"], since=date(2026, 3, 1), until=date(2026, 3, 31))
        assert (sold.product, sold.sales) == ("TEA", 40)
        assert sum(day.quantity for day in client.sales.sums(since=date(2026, 1, 1))) == sold.quantity


def test_what_columns_hold_can_be_said_before_and_after(served, tmp_path):
    place = tmp_path / "till.csv"
    place.write_text("a,b,c,d\n" + "".join(f"TEA,2026-03-{n:02} 09:00,{n},R{n}\n" for n in range(1, 20)))
    columns = {"product": "a", "timestamp": "b", "quantity": "c", "transaction_id": "d"}
    with served.log_in("planner") as client:
        seen = client.imports.upload(place, columns=columns, constants={"store": "S1"})
        assert seen.preview.is_ready, seen.preview
        taken = {column.column: column.field for column in seen.preview.columns}
        assert taken == {"a": "product", "b": "timestamp", "c": "quantity", "d": "transaction_id"}
        other = client.imports.describe(seen.id, columns=columns, constants={"store": "S2"})
        assert other.preview.constants == {"store": "S2"}


OUT, KEPT = "They are totals: leave them out", "They are sales: keep them"


@pytest.fixture
def unclear(tmp_path):
    """A file that leaves two questions open, which have the same answers."""
    days = [f"2026-03-{day:02d}" for day in range(1, 29)]
    rows = [f"{day},{store},{product},4" for day in days for store in ("S1", "S2") for product in "AB"]
    rows += [f"{day},S1,Total,5" for day in days] + [f"{day},Total,A,7" for day in days]
    place = tmp_path / "totals.csv"
    place.write_text("date,store,product,quantity\n" + "\n".join(rows))
    return place


def test_each_question_of_a_file_has_a_name_that_its_answer_is_given_under(served, worker, unclear):
    with served.log_in("planner") as client:
        seen = client.imports.upload(unclear)
        assert [one.name for one in seen.preview.questions] == ["total_rows:store", "total_rows:product"]
        seen = client.imports.describe(seen.id, answers={"total_rows:store": KEPT})
        assert [one.name for one in seen.preview.questions] == ["total_rows:product"]
        answers = {one.name: one.answer for one in seen.preview.answered} | {"total_rows:product": OUT}
        seen = client.imports.describe(seen.id, answers=answers)
        assert seen.preview.is_ready
        client.imports.commit(seen.id)
        assert client.imports.wait(seen.id).new == 28 * 5


def test_what_can_not_be_opened_or_was_not_committed_is_told(served, file, tmp_path):
    with served.log_in("planner") as client:
        with pytest.raises(UnreadableFileError, match="No such file"):
            client.imports.upload(tmp_path / "none.csv")
        with pytest.raises(ServerError, match="wasn't committed"):
            client.imports.wait(client.imports.upload(file).id)


@pytest.fixture
def planner(served, foresale):
    """The command, logged in as a planner."""
    with served.log_in("planner") as client:
        client.keep()
    return foresale


def test_the_command_shows_what_a_file_becomes_and_stores_it(planner, worker, file, tmp_path):
    looked = planner("remote", "import", file, "--preview")
    assert looked.returncode == 0, looked.stderr
    assert "41 rows, 40 of them usable" in looked.stdout
    assert "someday" in looked.stdout
    stored = json.loads(planner("remote", "import", file, "--json", "--rejects", tmp_path / "bad.csv").stdout)
    assert (stored["new"], stored["rejected"]) == (40, 1)
    assert "someday" in (tmp_path / "bad.csv").read_text()
    again = planner("remote", "import", file)
    assert "brought in before" in again.stdout
    assert again.returncode == 0


def test_the_command_answers_each_question_by_its_name(planner, worker, unclear):
    asked = planner("remote", "import", unclear)
    assert asked.returncode == 1
    assert "2 questions are open" in asked.stderr
    assert f"Say --answer \"total_rows:store={OUT}\", or '{KEPT}'." in asked.stderr
    wrong = planner("remote", "import", unclear, "--answer", f"total_rows:shop={KEPT}")
    assert (wrong.returncode, "Nothing is asked" in wrong.stderr) == (1, True)
    assert "total_rows:store" in wrong.stderr
    answers = ("--answer", f"total_rows:store={KEPT}", "--answer", f"total_rows:product={OUT}")
    assert "140 sales added" in planner("remote", "import", unclear, *answers).stdout


def test_who_sits_at_a_terminal_is_asked_each_question_of_a_file(planner, worker, unclear, monkeypatch):
    monkeypatch.setattr(Screen, "can_ask", True)
    done = planner("remote", "import", unclear, text="2\n1\ny\n")
    assert (done.returncode, done.stderr.count("Which one?")) == (0, 2), done.stderr
    assert "140 sales added" in done.stdout


def test_a_file_that_is_not_ready_is_not_stored(planner, tmp_path):
    place = tmp_path / "odd.csv"
    place.write_text("x,y\n1,2\n3,4\n")
    done = planner("remote", "import", place)
    assert done.returncode == 1
    assert "→ " in done.stderr
    wrong = planner("remote", "import", place, "--column", "quantity")
    assert wrong.stderr.startswith("--column is 'quantity'.")


def test_stock_that_will_not_last_is_listed(served, foresale):
    with served.log_in("analyst") as client:
        client.keep()
        product = client.products.add(sku="TEA", name="Tea", lead_time_days=7)
        client.stores.add(code="S1", name="Roma")
        moved = client.stock.move(product_id=product.id, quantity=5, reason="delivery", note="Order 1")
        assert [*client.stock.movements(product="TEA")] == [moved]
        assert client.stock.alerts().basis == "nothing"
        assert [*client.alerts.list(resolved=False)] == []
    assert "Nothing is known" in foresale("remote", "stock").stdout


def test_sales_are_corrected_and_an_import_is_undone(served, worker, file):
    with served.log_in("planner") as client:
        seen = client.imports.upload(file)
        client.imports.commit(seen.id)
        assert client.imports.wait(seen.id).new == 40
        first = next(iter(client.sales.list()))
        assert client.sales.get(first.id) == first
        changed = client.sales.change(
            first.id, store="S1", product="TEA", sold_at=first.sold_at, quantity=9, reason="typed wrong"
        )
        assert (changed.id, changed.quantity) == (first.id, 9)
        line = client.sales.cancel(first.id, reason="never sold")
        assert line.quantity == -9
        assert client.sales.remove(first.id, reason="never sold").deleted
        assert len([*client.sales.list()]) == 39
        assert client.imports.undo(seen.id, reason="wrong file").state == "undoing"
        undone = client.imports.wait(seen.id)
        assert (undone.removed, client.imports.get(seen.id).state) == (39, "undone")
        assert [*client.sales.list()] == []


def test_stock_is_counted_by_store_and_alerts_know_the_store(served, foresale):
    with served.log_in("analyst") as client:
        client.keep()
        product = client.products.add(sku="TEA", name="Tea", lead_time_days=7)
        stores = {code: client.stores.add(code=code, name=code).id for code in ("S1", "S2")}
        opened = datetime.now(UTC) - timedelta(days=40)
        for code, counted in (("S1", 30), ("S2", 5000)):
            client.stock.move(
                product_id=product.id,
                store_id=stores[code],
                counted=counted,
                reason="opening",
                moved_at=opened,
            )
        told = client.sales.add_many(
            {
                "transaction_id": f"{code}-{ago}",
                "store": code,
                "product": "TEA",
                "sold_at": datetime.now(UTC) - timedelta(days=ago),
                "quantity": 1,
            }
            for code in stores
            for ago in range(1, 29)
        )
        assert told.added == 56
        assert {level.store: level.units for level in client.stock.levels(product="TEA")} == {
            "S1": 2, "S2": 4972,
        }  # fmt: skip
        assert client.products.get(product.id).stock == 4974
        (alert,) = client.stock.alerts(by_store=True).items
        assert (alert.store, alert.stock) == ("S1", 2)
    listed = foresale("remote", "stock", "--by-store").stdout
    assert "S1" in listed
    assert "S2" not in listed
