"""Importing files over HTTP, on every database: upload, preview, correct, commit, rejects."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
import sqlalchemy

HEADER = "Receipt,Branch,Item,Sold at,Qty,Price\n"
GOOD = "R{n},S1,Milk,2026-03-{day:02d} 12:30,2,1.29\n"


def rows_of(count, start=0):
    return "".join(GOOD.format(n=n, day=1 + n % 28) for n in range(start, start + count))


def upload(client, content, name="sales.csv", **options):
    data = {"options": json.dumps(options)} if options else {}
    return client.post("/api/imports", files={"file": (name, content)}, data=data)


def refused(answer, status, *words):
    body = answer.json()
    assert answer.status_code == status, body
    told = body["detail"] + " " + body["fix"]
    assert all(word in told for word in words), told


@pytest.mark.every_database
def test_a_file_is_previewed_committed_and_the_same_file_changes_nothing(api, work):
    client = api.as_role("planner")
    text = HEADER + rows_of(30) + "R31,S1,Milk,2026-03-05 12:30,2,-1\nR32,S1,Milk,soon,2,1\n"
    answer = upload(client, text)
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert answer.headers["location"] == f"/api/imports/{shown['id']}"
    preview = shown["preview"]
    assert (shown["state"], shown["file_name"], preview["is_ready"]) == ("previewed", "sales.csv", True)
    assert preview["mapping"] == {
        "transaction_id": "Receipt", "store": "Branch", "product": "Item", "timestamp": "Sold at",
        "quantity": "Qty", "unit_price": "Price",
    }  # fmt: skip
    assert preview["counts"]["usable"] == 30
    assert preview["rows"][0]["transaction_id"] == "R0"
    assert {(row["row"], row["column"], row["value"]) for row in preview["rejects"]} == {
        (32, "Price", "-1"), (33, "Sold at", "soon"),
    }  # fmt: skip
    assert client.get("/api/sales").json()["items"] == []
    rejects = client.get(shown["rejects"])
    assert rejects.headers["content-type"].startswith("text/csv")
    assert 'filename="sales.rejects.csv"' in rejects.headers["content-disposition"]
    assert "sales.csv,32,Price,-1,is a negative price" in rejects.text

    committed = client.post(f"/api/imports/{shown['id']}/commit")
    assert committed.status_code == 202
    assert committed.headers["location"] == committed.json()["job"]
    refused(client.post(f"/api/imports/{shown['id']}/commit"), 409, "under way", "/api/jobs/")
    refused(client.put(f"/api/imports/{shown['id']}", json={}), 409, "committed")
    done = work(api, committed.json())
    assert done["state"] == "done"
    assert {name: done["result"][name] for name in ("new", "known", "rejected", "products", "stores")} == {
        "new": 30, "known": 0, "rejected": 2, "products": 1, "stores": 1,
    }  # fmt: skip
    sales = client.get("/api/sales", params={"transaction_id": "R7"}).json()["items"]
    assert [(sale["sold_on"], sale["revenue"], sale["product"]) for sale in sales] == [
        ("2026-03-08", "2.58", "Milk")
    ]
    refused(client.post(f"/api/imports/{shown['id']}/commit"), 409, "before")

    again = upload(client, text).json()
    assert again["already_imported"] == f"/api/imports/{shown['id']}"
    second = work(api, client.post(f"/api/imports/{again['id']}/commit").json())
    assert (second["result"]["new"], second["result"]["known"]) == (0, 30)
    assert "Nothing changed" in second["result"]["message"]


def test_a_list_of_imports_asks_the_database_as_often_for_many_as_for_one(embedded_api, work):
    client = embedded_api.as_role("planner")
    asked = []
    sqlalchemy.event.listen(
        embedded_api.container.engine, "before_cursor_execute", lambda _c, _s, sql, *_rest: asked.append(sql)
    )

    def listed():
        asked.clear()
        items = client.get("/api/imports").json()["items"]
        # Who the caller is, is asked anew every few seconds: that has nothing to do with the list.
        return items, sum("imports" in sql for sql in asked)

    first = upload(client, HEADER + rows_of(3)).json()
    work(embedded_api, client.post(f"/api/imports/{first['id']}/commit").json())
    before = listed()[1]
    assert before > 0
    for _ in range(4):
        upload(client, HEADER + rows_of(3))
    items, after = listed()
    assert after == before
    assert [item["already_imported"] for item in items] == [f"/api/imports/{first['id']}"] * 4 + [None]


def test_a_caller_of_some_stores_isnt_told_of_what_others_imported(embedded_api, work):
    planner = embedded_api.as_role("planner")
    first = upload(planner, HEADER + rows_of(3)).json()
    work(embedded_api, planner.post(f"/api/imports/{first['id']}/commit").json())
    store = planner.get("/api/stores").json()["items"][0]["id"]
    limited = embedded_api.as_role("planner", [store])
    assert upload(limited, HEADER + rows_of(3)).json()["already_imported"] is None
    assert upload(planner, HEADER + rows_of(3)).json()["already_imported"] is not None


def test_names_over_several_lines_are_kept_on_one_as_everywhere_else(embedded_api, work):
    client = embedded_api.as_role("analyst")
    row = {"date": "2026-03-01", "shop": "S1", "sku": "A", "units": 3}
    row |= {"product name": "Tea,\r\n green", "category": "Hot\tdrinks"}
    shown = upload(client, json.dumps([row]), "sales.json").json()
    work(embedded_api, client.post(f"/api/imports/{shown['id']}/commit").json())
    listed = client.get("/api/products")
    assert listed.status_code == 200, listed.text
    (product,) = listed.json()["items"]
    assert (product["name"], product["category"]) == ("Tea,  green", "Hot drinks")
    address = f"/api/products/{product['id']}"
    given = {name: product[name] for name in product.keys() - {"id", "created_at", "usual_price"}}
    assert client.put(address, json=given).status_code == 200


def test_files_that_overlap_add_only_what_is_new(api, work):
    client = api.as_role("planner")
    header = "date,shop,sku,units\n"
    days = [f"2026-01-{day:02d},S1,A,{day}\n" for day in range(1, 21)]
    for text, new, known, conflicting in (
        (header + "".join(days[:15]), 15, 0, 0),
        (header + "".join(days[10:]), 5, 5, 0),
        (header + "".join(days[:3]).replace(",3\n", ",30\n"), 0, 2, 1),
    ):
        shown = upload(client, text).json()
        result = work(api, client.post(f"/api/imports/{shown['id']}/commit").json())["result"]
        assert (result["new"], result["known"], result["conflicting"]) == (new, known, conflicting)


def test_another_mapping_gives_another_preview(embedded_api, work):
    client = embedded_api.as_role("planner")
    text = "when,what,a,b\n" + "".join(f"2026-02-{day:02d},Tea,{day},9\n" for day in range(1, 21))
    shown = upload(client, text, constants={"store": "Kiosk"}).json()
    assert shown["preview"]["constants"] == {"store": "Kiosk"}
    place = f"/api/imports/{shown['id']}"
    changed = client.put(place, json={"columns": {"quantity": "b", "product": "what", "timestamp": "when"}})
    assert changed.json()["preview"]["mapping"]["quantity"] == "b"
    assert changed.json()["preview"]["rows"][0]["quantity"] == 9
    assert changed.json()["preview"]["constants"] == {"store": "main"}
    wrong = client.put(place, json={"columns": {"quantity": "B"}}).json()["preview"]
    assert "no column 'B'" in wrong["problem"]
    assert "'b'" in wrong["fix"]
    refused(client.post(f"{place}/commit"), 409, "no column 'B'", "PUT")
    refused(client.put(place, json={"columns": {"colour": "b"}}), 422)
    refused(client.put(place, json={"columns": {"quantity": "b", "product": "b"}}), 422, "two fields")
    text_as_number = client.put(
        place, json={"columns": {"quantity": "what"}, "constants": {"product": "Tea"}}
    ).json()["preview"]
    assert text_as_number["counts"]["usable"] == 0
    refused(client.post(f"{place}/commit"), 409, "No row")


def test_what_the_file_leaves_open_is_asked_and_answered(embedded_api):
    client = embedded_api.as_role("planner")
    text = "date,product,quantity\n03/04/2026,A,1\n01/02/2026,A,2\n05/01/2026,A,5\n"
    shown = upload(client, text).json()
    question = shown["preview"]["questions"][0]
    assert question["answers"] == ["day first", "month first"]
    refused(client.post(f"/api/imports/{shown['id']}/commit"), 409, "open", "month first")
    answered = client.put(f"/api/imports/{shown['id']}", json={"answers": ["month first"]}).json()["preview"]
    assert answered["is_ready"]
    assert answered["rows"][0]["sold_at"] == "2026-03-04T00:00:00"


def test_a_file_without_what_a_sale_needs_says_what_is_missing(embedded_api):
    client = embedded_api.as_role("planner")
    shown = upload(client, "date,colour\n" + "2026-01-01,red\n" * 5).json()
    assert "quantity" in shown["preview"]["missing"]
    refused(client.post(f"/api/imports/{shown['id']}/commit"), 409, "quantity", "columns")


def in_memory(frame, kind):
    made = io.BytesIO()
    {"xlsx": frame.write_excel, "parquet": frame.write_parquet, "json": frame.write_json}[kind](made)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "json"])
def test_workbooks_parquet_and_json_are_read_like_text(embedded_api, work, kind):
    client = embedded_api.as_role("planner")
    frame = pl.DataFrame(
        {"day": [f"2026-01-{day:02d}" for day in range(1, 29)], "sku": ["A", "B"] * 14, "units": range(28)}
    )
    shown = upload(client, in_memory(frame, kind), f"sales.{kind}").json()
    assert shown["preview"]["counts"]["usable"] == 28
    result = work(embedded_api, client.post(f"/api/imports/{shown['id']}/commit").json())["result"]
    assert (result["new"], result["products"]) == (28, 2)


def test_a_formula_among_the_rejects_does_nothing_in_a_spreadsheet(embedded_api):
    client = embedded_api.as_role("planner")
    text = HEADER + rows_of(40) + 'R90,S1,Milk,2026-03-05 12:30,"=HYPERLINK(""evil"")",1\n'
    shown = upload(client, text).json()
    assert "'=HYPERLINK" in client.get(shown["rejects"]).text


def test_rows_of_other_stores_are_set_aside_for_a_caller_of_one(api, work):
    admin = api.as_role("admin")
    mine = admin.post("/api/stores", json={"code": "S1", "name": "Mine"}).json()["id"]
    planner = api.as_role("planner", [mine])
    text = HEADER + rows_of(5) + "R90,S2,Milk,2026-03-05 12:30,2,1\n"
    shown = upload(planner, text).json()
    assert shown["preview"]["counts"]["usable"] == 5
    assert "none of the stores" in shown["preview"]["rejects"][0]["reason"]
    refused(api.as_role("planner", [mine]).get(f"/api/imports/{shown['id']}"), 404, "no import")
    refused(api.as_role("viewer").get(f"/api/imports/{shown['id']}"), 403)
    assert api.as_role("planner", [mine]).get("/api/imports").json()["items"] == []
    result = work(api, planner.post(f"/api/imports/{shown['id']}/commit").json())["result"]
    assert (result["new"], result["rejected"], result["stores"]) == (5, 1, 0)
    assert [store["code"] for store in admin.get("/api/stores").json()["items"]] == ["S1"]


def test_days_are_those_of_the_stores_zone_or_of_the_files(api, work):
    admin = api.as_role("admin")
    admin.post("/api/stores", json={"code": "S1", "name": "NY", "time_zone": "America/New_York"})
    text = HEADER + "R1,S1,Milk,2026-03-05 01:30,2,1\n"
    for number, (options, sold_at, sold_on) in enumerate(
        [
            ({}, "2026-03-05T06:30:00Z", "2026-03-05"),
            ({"time_zone": "Europe/Rome"}, "2026-03-05T00:30:00Z", "2026-03-04"),
        ]
    ):
        shown = upload(admin, text.replace("R1", f"N{number}"), **options).json()
        work(api, admin.post(f"/api/imports/{shown['id']}/commit").json())
        sale = admin.get("/api/sales", params={"transaction_id": f"N{number}"}).json()["items"][0]
        assert (sale["sold_at"], sale["sold_on"]) == (sold_at, sold_on)


@pytest.mark.every_database
def test_two_commits_at_once_make_one_job(api):
    client = api.as_role("planner")
    place = upload(client, HEADER + rows_of(20)).json()["id"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post(f"/api/imports/{place}/commit"), range(4)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]
    jobs = client.get("/api/jobs", params={"kind": "import_sales"}).json()["items"]
    assert len(jobs) == 1


@pytest.mark.every_database
def test_an_import_killed_before_its_end_leaves_nothing_and_a_rerun_completes_it(api, work):
    client = api.as_role("planner")
    shown = upload(client, HEADER + rows_of(500)).json()
    committed = client.post(f"/api/imports/{shown['id']}/commit").json()
    settings = api.container.settings
    program = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from foresale.settings import Settings
        from foresale.service.jobs.handlers.import_sales import import_sales
        from foresale.container import Container

        class Killer:
            stage = ""
            def log(self, text, level="info"): pass
            def start(self, stage, total): self.stage = stage
            def advance(self, steps=1):
                if self.stage == "Storing" and steps == 500:
                    os.kill(os.getpid(), signal.SIGKILL)

        container = Container(Settings(home=Path(sys.argv[1]), database_url=sys.argv[2]))
        import_sales(container, {"import_id": sys.argv[3]}, Killer())
    """)
    address = settings.database_url.get_secret_value()
    killed = subprocess.run(
        [sys.executable, "-c", program, str(settings.home), address, shown["id"]],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with api.container.engine.connect() as connection:
        for table in ("sales", "products", "stores"):
            assert connection.scalar(sqlalchemy.text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608
    assert work(api, committed)["result"]["new"] == 500
