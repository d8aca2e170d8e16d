"""Uploads of no use: refused with the reason, and nothing is left of them."""

from __future__ import annotations

import io
import zipfile

import pytest

HEADER = "Receipt,Branch,Item,Sold at,Qty,Price\n"
ROWS = "".join(f"R{n},S1,Milk,2026-03-{n + 1:02d} 12:30,2,1.29\n" for n in range(3))


def upload(client, content, name="sales.csv"):
    return client.post("/api/imports", files={"file": (name, content)})


def refused(answer, status, *words):
    body = answer.json()
    assert answer.status_code == status, body
    told = body["detail"] + " " + body["fix"]
    assert all(word in told for word in words), told


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "sales.csv", "empty"),
        (b"  \n", "sales.csv", "empty"),
        (bytes(range(256)) * 20, "sales.csv", "no text"),
        (b"PAR1" + bytes(100), "sales.parquet", "Parquet"),
        (b"ARROW1" + bytes(100), "sales.feather", "Arrow"),
        (b"ARROW1" + bytes(100), "sales.csv", "Rename"),
        (b"a,b\n1,2\n", "sales.arrow", "despite its name"),
        (b"PK\x03\x04" + bytes(100), "sales.xlsx", "cut off"),
        (b"a,b\n1,2\n", "sales.xlsx", "despite its name"),
        (b"a,b\n1,2\n", "sales.exe", "ending"),
        (b"%PDF-1.7 nothing", "sales.pdf", "ending"),
    ],
)
def test_a_file_of_no_use_is_refused_and_leaves_nothing(embedded_api, content, name, word):
    client = embedded_api.as_role("planner")
    refused(upload(client, content, name), 422, word)
    assert list((embedded_api.container.settings.home / "uploads").iterdir()) == []
    assert client.get("/api/imports").json()["items"] == []


def test_a_workbook_of_more_rows_than_there_can_be_is_refused_and_leaves_nothing(embedded_api):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 1_100_000)
    refused(upload(embedded_api.as_role("planner"), made.getvalue(), "sales.xlsx"), 422, "1,048,576 rows")
    assert list((embedded_api.container.settings.home / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"a,b\n", b"just one line", b"%PDF-1.7\nx", b"<html><body>Log in</body></html>", b"{broken"]
)
def test_a_file_that_cant_be_read_as_a_table_says_so_in_its_preview(embedded_api, content):
    client = embedded_api.as_role("planner")
    shown = upload(client, content).json()
    assert shown["preview"]["problem"]
    assert shown["preview"]["fix"]
    refused(client.post(f"/api/imports/{shown['id']}/commit"), 409, "can't be imported")


def test_names_are_never_trusted_and_never_paths(embedded_api):
    client = embedded_api.as_role("planner")
    shown = upload(client, HEADER + ROWS, "../../../etc/cron.d/evil.csv").json()
    assert shown["file_name"] == "evil.csv"
    uploads = embedded_api.container.settings.home / "uploads"
    assert {path.name for path in uploads.iterdir()} == {f"{shown['id']}.csv", f"{shown['id']}.rejects.csv"}
    assert client.get("/api/imports/..%2F..%2Fsecret").status_code in (404, 422)


@pytest.mark.parametrize(
    "body",
    [
        {"content": b"a,b\n", "headers": {"content-type": "text/csv"}},
        {"content": b"--x\r\nnonsense", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"data": {"options": "{}"}, "files": {"other": (None, "x")}},
        {"files": [("file", ("a.csv", "a,b\n1,2\n")), ("file", ("b.csv", "a,b\n1,2\n"))]},
        {"files": {"file": ("a.csv", HEADER)}, "data": {"options": "{nonsense"}},
        {"files": {"file": ("a.csv", HEADER)}, "data": {"options": '{"columns": {"colour": "x"}}'}},
    ],
    ids=range(6),
)
def test_a_form_that_isnt_one_is_refused(embedded_api, body):
    client = embedded_api.as_role("planner")
    assert client.post("/api/imports", **body).status_code == 422
    assert not list((embedded_api.container.settings.home / "uploads").glob("*"))
