"""A planner asks what a promotion would do, and nothing is changed by it; what needs a person is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]
LONGEST_WAIT_MS = 30_000
PRODUCT = "/products/Bananas 250 g"


def test_a_promotion_draws_the_new_forecast_beside_the_old_one(demo_service: Any, visit: Opener) -> None:
    planner = visit(demo_service)
    planner.sign_in(demo_service.add_user("planner"))
    page = planner.page
    planner.open(PRODUCT)
    card = page.get_by_role("region", name="What if?")
    expect(card.get_by_text("Choose a store above")).to_be_visible(timeout=LONGEST_WAIT_MS)
    planner.open(f"{PRODUCT}?store=Store 01")
    plan = page.get_by_role("row", name="Plan", exact=False).last
    expect(plan).to_be_visible(timeout=LONGEST_WAIT_MS)
    before = plan.inner_text()
    card.get_by_role("button", name="Show", exact=True).click()
    expect(card.get_by_role("alert")).to_contain_text("Say at least one")
    card.get_by_role("textbox", name="Price").fill("cheap")
    expect(card.get_by_role("alert").first).to_contain_text("Write a price")
    card.get_by_role("textbox", name="Price").fill("")
    card.get_by_role("checkbox", name="On promotion").check()
    first, last = card.get_by_label("From"), card.get_by_label("To")
    begin, end = first.input_value(), last.input_value()
    for days in ((end, begin), ("2019-01-01", "2019-01-07"), (begin, "")):
        first.fill(days[0])
        last.fill(days[1])
        expect(card.get_by_role("alert").first).to_contain_text("Choose days from")
        card.get_by_role("button", name="Show", exact=True).click()
    expect(card.get_by_text("can’t be used")).to_have_count(0)
    first.fill(begin)
    last.fill(end)
    card.get_by_role("textbox", name="Price").press("Enter")
    told = card.get_by_role("status")
    expect(told).to_contain_text("units on these 7 days (+", timeout=LONGEST_WAIT_MS)
    expect(told).to_contain_text("past cases")
    expect(card.get_by_role("img", name="What if?")).to_be_visible()
    planner.check_access()
    card.get_by_role("button", name="Show as table").click()
    expect(card.get_by_role("columnheader", name="What if", exact=True)).to_be_visible()
    assert plan.inner_text() == before
    card.get_by_role("button", name="Clear").click()
    expect(told).to_have_count(0)


def test_a_viewer_is_not_asked(demo_service: Any, visit: Opener) -> None:
    viewer = visit(demo_service)
    viewer.sign_in(demo_service.add_user("viewer"))
    viewer.open(f"{PRODUCT}?store=Store 01")
    expect(viewer.page.get_by_role("grid", name="Plan by day")).to_be_visible(timeout=LONGEST_WAIT_MS)
    expect(viewer.page.get_by_role("heading", name="What if?")).to_have_count(0)


def test_rows_that_lie_years_back_are_taken_once_somebody_says_so(
    empty_service: Any, visit: Opener, tmp_path: Any
) -> None:
    from sqlalchemy.orm import Session

    from foresale.storage.database.tables.catalog import ProductRow, StoreRow
    from foresale.storage.database.tables.trade import SaleRow

    day = datetime.now(UTC) - timedelta(days=2)
    with Session(empty_service.container.engine) as session, session.begin():
        store, product = StoreRow(code="S1", name="S1"), ProductRow(sku="TEA", name="Tea")
        session.add_all([store, product])
        session.flush()
        session.add(
            SaleRow(
                transaction_id="1", store_id=store.id, product_id=product.id, sold_at=day,
                sold_on=day.date(), quantity=1,
            )
        )  # fmt: skip
    lines = [f"{2010 + number % 2}-03-{1 + number:02},S1,TEA,{1 + number}" for number in range(20)]
    file = tmp_path / "old.csv"
    file.write_text("\n".join(["date,store,product,quantity", *lines]), encoding="utf-8")
    planner = visit(empty_service)
    planner.sign_in(empty_service.add_user("planner"))
    page = planner.page
    planner.open("/data/import")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("lie years before all sales")).to_be_visible(timeout=LONGEST_WAIT_MS)
    expect(page.get_by_role("button", name="Store 0 sales")).to_be_disabled()
    page.get_by_role("button", name="They are that old: take them").click()
    expect(page.get_by_role("button", name="Store 20 sales")).to_be_enabled(timeout=LONGEST_WAIT_MS)
