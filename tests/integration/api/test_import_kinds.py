"""Kinds of files that were once read wrong, over HTTP: uploaded, looked at, settled and stored."""

from __future__ import annotations

import io
import json
import zipfile

import polars as pl
import pytest
import xlsxwriter

DAYS = [f"2026-03-{day:02d}" for day in range(1, 29)]


def upload(client, content, name, **options):
    data = {"options": json.dumps(options)} if options else {}
    answer = client.post("/api/imports", files={"file": (name, content)}, data=data)
    assert answer.status_code == 201, answer.text
    return answer.json()


def stored(api, work, client, shown):
    committed = client.post(f"/api/imports/{shown['id']}/commit")
    assert committed.status_code == 202, committed.text
    result = work(api, committed.json())["result"]
    items, after = [], None
    while True:
        page = client.get("/api/sales", params={"limit": 200} | ({"after": after} if after else {})).json()
        items += page["items"]
        after = page["next"]
        if after is None:
            return result, sum(float(sale["quantity"]) for sale in items)


def rows(store="S1", product="A", days=DAYS, each="4"):
    return "".join(f"{day};{store};{product};{each}\n" for day in days)


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def workbook(*sheets):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for name, table in sheets:
            sheet = book.add_worksheet(name)
            for place, row in enumerate(table):
                sheet.write_row(place, 0, row)
    return made.getvalue()


def columns(write):
    """The table as a file of columns, written by a method of polars."""
    made = io.BytesIO()
    table = pl.DataFrame({"date": DAYS, "store": "S1", "sku": "A", "qty": 4})
    getattr(table.with_columns(pl.col("date").str.to_date()), write)(made)
    return made.getvalue()


HEAD = "date;store;sku;qty\n"
PAGE = (
    "<html><body><h1>Sales</h1><table><tr><th>date</th><th>store</th><th>sku</th><th>qty</th></tr>"
    + "".join(f"<tr><td>{day}</td><td>S1</td><td>A</td><td>4</td></tr>" for day in DAYS)
    + "</table></body></html>"
)
TABLE = [["date", "store", "sku", "qty"], *([day, "S1", "A", 4] for day in DAYS)]
KINDS = {
    "two files in a zip": (
        zipped({"march/a.csv": HEAD + rows(days=DAYS[:14]), "march/b.csv": HEAD + rows(days=DAYS[14:])}),
        "march.zip",
    ),
    "a workbook in a zip": (zipped({"sales.xlsx": workbook(("Sales", TABLE))}), "sales.zip"),
    "a page": (PAGE.encode(), "sales.html"),
    "a page called a workbook": (PAGE.encode(), "sales.xls"),
    "a workbook called text": (workbook(("Sales", TABLE)), "sales.csv"),
    "a sheet for each half": (
        workbook(("First", TABLE[:15]), ("Second", [TABLE[0], *TABLE[15:]])),
        "sales.xlsx",
    ),
    "Parquet": (columns("write_parquet"), "sales.parquet"),
    "Feather": (columns("write_ipc"), "sales.feather"),
    "Arrow without an ending": (columns("write_ipc"), "sales"),
    "Arrow in a zip": (zipped({"march.arrow": columns("write_ipc")}), "march.zip"),
    "UTF-16": ((HEAD + rows()).encode("utf-16"), "sales.csv"),
    "text called a workbook of old": ((HEAD + rows()).replace(";", "\t").encode(), "sales.xls"),
    "totals among the rows": (
        HEAD + rows() + rows(product="B", each="5") + rows(product="Total", each="9"), "sales.csv"
    ),
    "cancelled orders": (
        (HEAD + rows()).replace("\n", ";paid\n").replace("qty;paid", "qty;status")
        + "".join(f"{day};S1;B;9;cancelled\n" for day in DAYS),
        "sales.csv",
    ),
    "decimal commas": (HEAD + rows(each="4,0"), "sales.csv"),
    "lakhs": (HEAD + rows(product="B", each='1,23,456.5'), "sales.csv"),
}  # fmt: skip
TOTALS = {"totals among the rows": 28 * 9, "lakhs": 28 * 123_456.5}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_looked_at_stored_and_adds_up(embedded_api, work, kind):
    client = embedded_api.as_role("planner")
    content, name = KINDS[kind]
    shown = upload(client, content, name)
    preview = shown["preview"]
    assert preview["is_ready"], preview
    total = TOTALS.get(kind, 28 * 4)
    assert preview["counts"]["quantity"] == pytest.approx(total)
    assert stored(embedded_api, work, client, shown)[1] == pytest.approx(total)


@pytest.mark.parametrize(
    ("content", "options", "total"),
    [
        (HEAD.replace(";", ",") + rows(each="12,000").replace(";", ",").replace("12,000", '"12,000"'),
         {"decimal": "."}, 28 * 12_000),
        (HEAD + "03/04/2026;S1;A;1\n01/02/2026;S1;A;2\n05/01/2026;S1;A;5\n", {"day_first": True}, 8),
        (HEAD + "".join(f"2025-W{week:02d};S1;A;4\n" for week in range(1, 29)),
         {"answers": ["store on single days"]}, 28 * 4),
    ],
    ids=["a mark before three digits", "day or month first", "weeks"],
)  # fmt: skip
def test_what_may_be_read_in_two_ways_isnt_stored_before_it_is_settled(
    embedded_api, work, content, options, total
):
    client = embedded_api.as_role("planner")
    shown = upload(client, content, "sales.csv")
    assert not shown["preview"]["is_ready"]
    refused = client.post(f"/api/imports/{shown['id']}/commit")
    assert refused.status_code == 409, refused.text
    changed = client.put(f"/api/imports/{shown['id']}", json=options).json()
    assert changed["preview"]["is_ready"], changed["preview"]
    assert stored(embedded_api, work, client, changed)[1] == total


def test_money_in_two_currencies_is_never_added_up(embedded_api):
    client = embedded_api.as_role("planner")
    text = HEAD.replace("qty", "qty;amount;currency") + rows(each="4;9.5;EUR") + rows("S2", each="7;11.5;USD")
    counts = upload(client, text, "sales.csv")["preview"]["counts"]
    assert (counts["quantity"], counts["revenue"]) == (28 * 11, 28 * 9.5)
    rated = upload(client, text, "sales.csv", rates=["EUR=1", "USD=0.5"])["preview"]["counts"]
    assert rated["revenue"] == pytest.approx(28 * (9.5 + 11.5 / 2))


def test_a_product_stored_under_another_spelling_is_asked_about_until_it_is_answered(embedded_api, work):
    client = embedded_api.as_role("planner")
    stored(embedded_api, work, client, upload(client, HEAD + rows(product="0042"), "sales.csv"))
    shown = upload(client, HEAD + rows(product="42"), "again.csv")
    (question,) = shown["preview"]["questions"]
    assert question["answers"] == ["the same products", "other products"]
    refused = client.post(f"/api/imports/{shown['id']}/commit")
    assert refused.status_code == 409
    assert "42 for 0042" in refused.json()["detail"]
    answered = client.put(f"/api/imports/{shown['id']}", json={"answers": ["the same products"]}).json()
    result, total = stored(embedded_api, work, client, answered)
    assert (result["new"], result["known"], result["products"], total) == (0, 28, 0, 112)
    shouted = upload(client, (HEAD + rows(store="s1", product="0042.0")).encode(), "third.csv")
    assert stored(embedded_api, work, client, shouted)[0]["known"] == 28
    assert [item["sku"] for item in client.get("/api/products").json()["items"]] == ["0042"]
    assert [item["code"] for item in client.get("/api/stores").json()["items"]] == ["S1"]


def test_a_question_that_only_arises_at_the_commit_stops_it_and_can_be_answered(embedded_api, work):
    client = embedded_api.as_role("planner")
    first = upload(client, HEAD + rows(product="0042"), "first.csv")
    second = upload(client, HEAD + rows(product="42"), "second.csv")
    assert second["preview"]["is_ready"]
    stored(embedded_api, work, client, first)
    committed = client.post(f"/api/imports/{second['id']}/commit").json()
    with pytest.raises(Exception, match="A question is open") as stopped:
        work(embedded_api, committed)
    assert "the same products" in str(stopped.value)
    preview = client.get(f"/api/imports/{second['id']}").json()["preview"]
    assert [question["name"] for question in preview["questions"]] == ["stored_product_spelling"]
    assert not preview["is_ready"]
    assert len(client.get("/api/products").json()["items"]) == 1


def test_a_zip_that_holds_nothing_to_read_or_unpacks_to_too_much_is_refused(embedded_api, monkeypatch):
    client = embedded_api.as_role("planner")
    preview = upload(client, zipped({"notes.docx": "nothing"}), "notes.zip")["preview"]
    assert "notes.docx" in preview["problem"]
    cut = client.post("/api/imports", files={"file": ("a.zip", zipped({"a.csv": HEAD + rows()})[:100])})
    assert (cut.status_code, "cut off" in cut.text) == (422, True)
    frame = pl.DataFrame({"date": DAYS, "sku": "A", "qty": 4})
    made = io.BytesIO()
    frame.write_parquet(made)
    packed = upload(client, zipped({"part.parquet": made.getvalue()}), "parts.zip")
    assert packed["preview"]["counts"]["quantity"] == 112
