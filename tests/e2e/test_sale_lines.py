"""Single sales on the pages: found from an unusual day, corrected, taken back and deleted by who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]
LONGEST_WAIT_MS = 30_000
LAST = date.today() - timedelta(days=3)
ODD = LAST - timedelta(days=21)


@pytest.fixture
def shop(empty_service: Any) -> Any:
    """Ten weeks of milk in two stores; on one day 200 units were typed for 20."""
    from sqlalchemy.orm import Session

    from foresale.storage.database.sales.add_each import SaleRules, add_each
    from foresale.storage.database.tables.catalog import ProductRow, StoreRow

    with Session(empty_service.container.engine) as session, session.begin():
        session.add_all(
            [
                StoreRow(code="S1", name="Harbour", time_zone="America/New_York"),
                StoreRow(code="S2", name="Station"),
                ProductRow(sku="MILK", name="Milk"),
            ]
        )
        session.flush()
        rows = [
            {
                "transaction_id": f"{store}-{day}", "store": store, "product": "MILK",
                "sold_at": datetime.combine(LAST - timedelta(days=day), time(12)), "quantity": 20.0 + day % 3,
                "unit_price": Decimal("1.50"),
            }
            for day in range(70)
            for store in ("S1", "S2")
        ]  # fmt: skip
        for row in rows:
            if row["transaction_id"] == "S1-21":
                row["quantity"] = 200.0
        added = add_each(session.connection(), rows, SaleRules())
        assert {one.status for one in added} == {"added"}
    return empty_service


def sums_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Sum of this choice")


def test_an_unusual_day_leads_to_the_sale_that_was_typed_wrong(shop: Any, visit: Opener) -> None:
    planner = visit(shop)
    planner.sign_in(shop.add_user("planner"))
    planner.open("/data/sales")
    page = planner.page
    odd = page.get_by_role("region", name="Unusual days").get_by_role("listitem")
    expect(odd).to_have_count(1, timeout=LONGEST_WAIT_MS)
    expect(odd).to_contain_text("220")
    odd.get_by_role("link").click()
    expect(page).to_have_url(re.compile(rf"from={ODD}&to={ODD}"))
    sums = sums_of(page)
    expect(sums).to_contain_text("330.00", timeout=LONGEST_WAIT_MS)
    rows = page.get_by_role("group", name="Single sales").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("12:00")
    expect(rows.nth(1)).to_contain_text("300.00")
    expect(rows.nth(2)).to_contain_text("30.00")
    planner.check_access()

    page.get_by_role("button", name="Correct S1-21").click()
    dialog = page.get_by_role("dialog", name="Sale S1-21")
    change = dialog.get_by_role("button", name="Change it", exact=True)
    expect(dialog.get_by_label("Time")).to_have_value(f"{ODD}T12:00", timeout=LONGEST_WAIT_MS)
    expect(change).to_be_disabled()
    dialog.get_by_label("Units").fill("20 pcs")
    expect(dialog.get_by_text("Write how many units")).to_be_visible()
    dialog.get_by_label("Units").fill("20")
    expect(dialog.get_by_label("Revenue")).to_have_value("30.00")
    changes = dialog.get_by_role("status")
    expect(changes).to_contain_text("Units: 200 → 20")
    expect(changes).to_contain_text("Revenue: 300.00 → 30.00")
    expect(changes).to_contain_text("changes by -180 units and -270.00")
    expect(change).to_be_disabled()
    dialog.get_by_label("Why").fill("typed a zero too many")
    planner.check_access()
    dialog.get_by_label("Why").press("Enter")
    expect(dialog).to_have_count(0, timeout=LONGEST_WAIT_MS)
    expect(sums).to_contain_text("60.00")
    page.get_by_role("link", name="All sales").click()
    heading = page.get_by_role("heading", name="Unusual days")
    expect(heading).to_be_visible(timeout=LONGEST_WAIT_MS)
    expect(odd).to_have_count(0)


def test_a_sale_is_taken_back_counts_again_and_is_deleted(shop: Any, visit: Opener) -> None:
    planner = visit(shop, width=390, height=844)
    planner.sign_in(shop.add_user("planner", ["S1"]))
    planner.open(f"/data/sales/lines?from={LAST}&to={LAST}")
    page, dialog = planner.page, planner.page.get_by_role("dialog")
    sums, rows = sums_of(page), page.get_by_role("group", name="Single sales").get_by_role("row")
    expect(rows).to_have_count(2, timeout=LONGEST_WAIT_MS)  # its heading, and the one of the own store
    expect(sums).to_contain_text("30.00")
    page.get_by_role("button", name="Correct S1-0").click()
    dialog.get_by_role("button", name="Take back").click(timeout=LONGEST_WAIT_MS)
    expect(dialog.get_by_text("takes 20 units and 30.00 off")).to_be_visible()
    planner.check_access()
    dialog.get_by_label("Why").fill("customer left")
    dialog.get_by_role("button", name="Take back").click()
    expect(rows).to_have_count(3, timeout=LONGEST_WAIT_MS)
    expect(sums).not_to_contain_text("30.00")
    expect(page.get_by_text("taken back", exact=True)).to_be_visible()

    page.get_by_role("button", name="Correct S1-0").click()
    dialog.get_by_role("button", name="Let it count again").click(timeout=LONGEST_WAIT_MS)
    dialog.get_by_label("Why").fill("came back")
    dialog.get_by_role("button", name="Let it count again").click()
    expect(rows).to_have_count(2, timeout=LONGEST_WAIT_MS)
    expect(sums).to_contain_text("30.00")

    page.get_by_role("button", name="Correct S1-0").click()
    dialog.get_by_role("button", name="Delete").click(timeout=LONGEST_WAIT_MS)
    dialog.get_by_label("Why").fill("never was")
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No sale of this choice")).to_be_visible(timeout=LONGEST_WAIT_MS)


def test_a_change_of_somebody_else_is_told_and_a_slip_too(shop: Any, visit: Opener) -> None:
    from sqlalchemy import update
    from sqlalchemy.orm import Session

    from foresale.storage.database.tables.catalog import ProductRow
    from foresale.storage.database.tables.trade import SaleRow

    planner = visit(shop)
    planner.sign_in(shop.add_user("planner"))
    planner.open(f"/data/sales/lines?from={LAST}&to={LAST}&store=S1")
    page, dialog = planner.page, planner.page.get_by_role("dialog")
    page.get_by_role("button", name="Correct S1-0").click(timeout=LONGEST_WAIT_MS)
    dialog.get_by_label("Units").fill("3")
    dialog.get_by_label("Why").fill("mistyped")
    with Session(shop.container.engine) as session, session.begin():
        session.execute(update(SaleRow).where(SaleRow.transaction_id == "S1-0").values(quantity=7))
        session.execute(update(ProductRow).values(is_active=False))
    dialog.get_by_role("button", name="Change it", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody changed this sale")
    expect(dialog.get_by_role("alert")).to_contain_text("7 units")
    expect(dialog.get_by_label("Units")).to_have_value("3")
    dialog.get_by_role("button", name="Change it all the same").click()
    expect(dialog.get_by_role("alert")).to_contain_text("out of use (MILK)", timeout=LONGEST_WAIT_MS)
    dialog.get_by_role("button", name="Close").last.click()
    expect(sums_of(page)).to_contain_text("4.50", timeout=LONGEST_WAIT_MS)


def test_a_viewer_sees_single_sales_and_no_button_to_change_them(shop: Any, visit: Opener) -> None:
    viewer = visit(shop)
    viewer.sign_in(shop.add_user("viewer"))
    page = viewer.page
    viewer.open(f"/data/sales/lines?from={LAST}&to={LAST}&sale=1")
    rows = page.get_by_role("group", name="Single sales").get_by_role("row")
    expect(rows).to_have_count(3, timeout=LONGEST_WAIT_MS)
    expect(page.get_by_role("button", name="Correct")).to_have_count(0)
    rows.nth(1).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    viewer.check_access()
