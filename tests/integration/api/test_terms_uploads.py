"""Files of terms as people have them: workbooks, many rows, rows that contradict what is kept, odd cells."""

from __future__ import annotations

import io
from typing import Any

import pytest

HEADER = (
    "supplier,product,store,lead_time_days,lead_time_spread_days,pack_size,minimum,maximum,unit_cost,"
    "shelf_life_days,order_days,delivery_days,is_preferred\n"
)


@pytest.fixture
def analyst(api: Any) -> Any:
    """Somebody who may keep terms of the product MILK at the supplier DAIRY."""
    admin = api.as_role("admin")
    for kind, body in (
        ("stores", {"code": "S1", "name": "S1"}),
        ("products", {"sku": "MILK", "name": "Milk"}),
        ("suppliers", {"code": "DAIRY", "name": "Dairy"}),
    ):
        assert admin.post(f"/api/{kind}", json=body).status_code == 201
    return api.as_role("analyst")


def send(client: Any, content: bytes | str, name: str = "terms.csv", **asked: str) -> Any:
    return client.post("/api/supply-terms/import", params=asked, files={"file": (name, content)})


def test_a_workbook_is_read(analyst: Any) -> None:
    import xlsxwriter

    place = io.BytesIO()
    with xlsxwriter.Workbook(place, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((("supplier", "product", "pack_size"), ("DAIRY", "MILK", 24))):
            sheet.write_row(row, 0, cells)
    answer = send(analyst, place.getvalue(), "terms.xlsx", commit="true")
    assert answer.status_code == 200, answer.text
    assert answer.json()["added"] == 1
    assert analyst.get("/api/supply-terms").json()["items"][0]["pack_size"] == 24


def test_tens_of_thousands_of_rows_are_read_and_more_than_that_refused(analyst: Any) -> None:
    row = 'DAIRY,"MILK [1 l, {fresh}]",,2,0.5,12,,,0.92,9,"Mon, Thu","Wed, Sat",yes\n'
    answer = send(analyst, HEADER + row * 30_000)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["rows"], told["added"]) == (30_000, 0)
    many = send(analyst, "supplier,product\n" + "DAIRY,MILK\n" * 100_001)
    assert many.status_code == 422, many.text
    assert "100,001 rows" in many.json()["detail"]
    large = send(analyst, b"supplier,product\n" + b"x" * 20_100_000)
    assert large.status_code == 413, large.text
    assert "larger than 20 MB" in large.json()["detail"]


@pytest.mark.every_database
def test_a_row_that_contradicts_what_is_kept_is_refused(api: Any, analyst: Any) -> None:
    first = "supplier,product,minimum,maximum\nDAIRY,MILK,5,10\n"
    assert send(analyst, first, commit="true").json()["added"] == 1
    told = send(analyst, "supplier,product,minimum\nDAIRY,MILK,20\n", commit="true").json()
    assert (told["changed"], told["rejected"]) == (0, [
        {"row": 2, "column": "minimum", "value": "20",
         "reason": "With what is kept, the minimum 20 lies above the maximum 10."},
    ])  # fmt: skip
    (kept,) = analyst.get("/api/supply-terms").json()["items"]
    assert (kept["minimum"], kept["maximum"]) == (5, 10)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("order_days", "1" * 5000),
        ("order_days", "[]"),
        ("lead_time_days", "1e400"),
        ("lead_time_days", "9" * 400),
        ("lead_time_days", "inf"),
        ("lead_time_days", "-3"),
        ("shelf_life_days", "1e300 weeks"),
        ("unit_cost", "1e308"),
        ("unit_cost", "nan"),
        ("pack_size", "-1"),
        ("pack_size", "1e-320"),
    ],
)
def test_odd_cells_are_told_and_end_nothing(analyst: Any, column: str, cell: str) -> None:
    answer = send(analyst, f"supplier;product;{column}\nDAIRY;MILK;{cell}\n", decimal=".", commit="true")
    assert answer.status_code in (200, 422), answer.text


def test_terms_that_stay_the_same_are_not_counted_as_changed(analyst: Any) -> None:
    item = {"supplier": "DAIRY", "product": "MILK", "pack_size": 6}
    assert analyst.post("/api/supply-terms/bulk", json={"items": [item]}).json()["added"] == 1
    again = analyst.post("/api/supply-terms/bulk", json={"items": [item]}).json()
    assert (again["added"], again["changed"]) == (0, 0)
