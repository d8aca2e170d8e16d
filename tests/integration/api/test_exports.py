"""Any list as a file: all of its pages, its own filters, only what the caller may see."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

SALES = [
    {
        "transaction_id": f"T{number:05}",
        "store": "S1" if number % 2 else "S2",
        "product": "TEA",
        "sold_at": f"2026-03-{1 + number % 28:02}T12:00:00Z",
        "quantity": 1 + number % 3,
        "unit_price": "2.50",
        "promotion": "=HYPERLINK(1)" if number == 0 else None,
    }
    for number in range(1200)
]


@pytest.fixture
def shop(embedded_api: Any) -> Any:
    """Two stores, a product, 1,200 sales: more than a page."""
    admin = embedded_api.as_role("admin")
    for code, city in (("S1", "Roma"), ("S2", "Ulm")):
        country = "IT" if city == "Roma" else "DE"
        admin.post("/api/stores", json={"code": code, "name": code, "city": city, "country": country})
    admin.post("/api/products", json={"sku": "TEA", "name": "Tea", "category": "Drinks"})
    admin.post("/api/products", json={"sku": "JAM", "name": "Jam", "category": "Food", "is_active": False})
    assert admin.post("/api/sales/batch", json={"sales": SALES}).json()["added"] == len(SALES)
    return embedded_api


def test_all_pages_of_a_list_are_in_one_file_with_typed_columns(shop: Any) -> None:
    answer = shop.as_role("viewer").get("/api/exports/sales", params={"format": "parquet"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="sales.parquet"'
    frame = pl.read_parquet(io.BytesIO(answer.content))
    assert len(frame) == len(SALES)
    assert frame["quantity"].sum() == sum(sale["quantity"] for sale in SALES)
    assert frame["revenue"].sum() == Decimal("2.50") * sum(sale["quantity"] for sale in SALES)
    assert (frame.schema["sold_on"], frame.schema["sold_at"]) == (pl.Date, pl.Datetime("us", "UTC"))


def test_a_file_holds_what_the_list_s_own_filters_leave(shop: Any) -> None:
    asked = {"store": "S1", "from": "2026-03-10", "to": "2026-03-11"}
    csv = shop.as_role("viewer").get("/api/exports/sales", params=asked).content
    frame = pl.read_csv(io.BytesIO(csv), try_parse_dates=True)
    assert set(frame["store"]) == {"S1"}
    assert set(frame["sold_on"]) <= {date(2026, 3, 10), date(2026, 3, 11)}
    assert len(frame) == sum(
        sale["store"] == "S1" and sale["sold_at"][8:10] in ("10", "11") for sale in SALES
    )


def test_csv_has_no_formulas_and_opens_in_a_spreadsheet(shop: Any) -> None:
    text = shop.as_role("viewer").get("/api/exports/sales").content
    assert text.startswith(b"\xef\xbb\xbf")
    assert b"'=HYPERLINK(1)" in text


def test_a_workbook_opens_with_dates_as_dates(shop: Any) -> None:
    answer = shop.as_role("viewer").get("/api/exports/sales/daily", params={"format": "xlsx", "by": "store"})
    frame = pl.read_excel(io.BytesIO(answer.content))
    assert frame.columns[:3] == ["period", "product", "store"]
    assert frame.schema["period"] == pl.Date
    assert frame["quantity"].sum() == sum(sale["quantity"] for sale in SALES)


def test_who_is_limited_to_a_store_exports_that_store_alone(shop: Any) -> None:
    with shop.container.engine.connect() as connection:
        store = connection.exec_driver_sql("SELECT id FROM stores WHERE code = 'S2'").scalar_one()
    csv = shop.as_role("viewer", [store]).get("/api/exports/sales").content
    assert set(pl.read_csv(io.BytesIO(csv))["store"]) == {"S2"}


def test_what_can_t_be_exported_says_why(shop: Any) -> None:
    viewer = shop.as_role("viewer")
    for address, status, said in (
        ("users", 403, "may not manage users"),
        ("nothing", 404, "Take one of "),
        ("exports/sales", 404, "Take one of "),
        ("sales?store=S9", 404, "There is no store 'S9'"),
        ("sales?from=yesterday", 422, "from"),
        ("sales?format=doc", 422, "format"),
    ):
        answer = viewer.get(f"/api/exports/{address}")
        assert (answer.status_code, said in answer.text) == (status, True), (address, answer.text)


def test_an_empty_list_is_a_file_with_its_header(shop: Any) -> None:
    csv = shop.as_role("viewer").get("/api/exports/sales", params={"from": "2027-01-01"}).text
    assert csv.lstrip("\ufeff").startswith("id,transaction_id,store_id,store,")
    assert len(csv.splitlines()) == 1


def test_every_list_can_be_exported(shop: Any) -> None:
    told = shop.as_role("admin").get("/api/exports/nothing").json()["fix"]
    names = told.removeprefix("Take one of ").rstrip(".").split(", ")
    assert {"sales", "products", "predictions", "forecast/totals"} <= set(names)
    admin = shop.as_role("admin")
    failed = {
        name: answer.text
        for name in names
        if (answer := admin.get(f"/api/exports/{name}")).status_code not in (200, 503)
    }
    assert failed == {}


def test_categories_and_regions_are_counted(shop: Any) -> None:
    viewer = shop.as_role("viewer")
    assert viewer.get("/api/categories").json()["items"] == [
        {"name": "Drinks", "products": 1, "active": 1},
        {"name": "Food", "products": 1, "active": 0},
    ]
    assert [item["name"] for item in viewer.get("/api/categories?q=oo").json()["items"]] == ["Food"]
    assert viewer.get("/api/regions").json()["items"] == [
        {"country": "DE", "city": "Ulm", "stores": 1, "active": 1},
        {"country": "IT", "city": "Roma", "stores": 1, "active": 1},
    ]
