"""A buyer orders, from the proposal to the shelf; suppliers and their terms; what needs a look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]
LONGEST_WAIT_MS = 30_000


@pytest.fixture
def shop(empty_service: Any) -> Any:
    """A service with a supplier, two products, and what was proposed for a store."""
    from sqlalchemy.orm import Session

    from foresale.storage.database.supply.proposals import keep_proposals
    from foresale.storage.database.tables.base import utc_now
    from foresale.storage.database.tables.catalog import ProductRow, StoreRow
    from foresale.storage.database.tables.supply import SupplierRow
    from foresale.workflows.planning.planned_item import PlannedItem
    from foresale.workflows.planning.propose import ProposedLine

    today = date.today()
    days = (today, today + timedelta(days=2), today + timedelta(days=9))
    with Session(empty_service.container.engine) as session, session.begin():
        store = StoreRow(code="S1", name="Harbour")
        products = [ProductRow(sku=name, name=name) for name in ("Milk", "Tea")]
        supplier = SupplierRow(code="DAIRY", name="Green Valley")
        session.add_all([store, supplier, *products])
        session.flush()
        lines = []
        for product, (quantity, cost, saves) in zip(products, ((24, 0.9, 18.0), (10, 2.0, 4.0)), strict=True):
            item = PlannedItem(
                product.id, store.id, supplier.id, 5.0, {}, *days, pack_size=quantity / 2, unit_cost=cost
            )
            lines.append(ProposedLine(item, quantity, cost, saves, why_of(quantity, days)))
        keep_proposals(session, lines, {"runs": [1], "policy": "cost_optimal"}, None, utc_now())
    return empty_service


def why_of(quantity: float, days: tuple[date, date, date]) -> dict[str, Any]:
    """What a quantity was chosen by, as the job writes it down."""
    return {
        "on_hand": 5.0, "on_its_way": 0.0, "days_of_cover_without": 1.4, "days_of_cover_with": 8.3,
        "demand_until_arrival": 7.0,
        "stock_at_arrival": 0.4, "demand_in_cycle": 22.0, "arrives_on": days[1].isoformat(),
        "next_arrives_on": days[2].isoformat(), "runs_out_without": 0.99, "runs_out_with": 0.08,
        "lost_without": 21.0, "lost_with": 0.3, "wanted": 23.0, "limit": "pack", "assumed": ["price"],
        "packs": [[quantity / 2, 0.8], [quantity / 2, 0.2]],
    }  # fmt: skip


def test_a_buyer_orders_from_the_proposal_to_the_shelf(shop: Any, visit: Opener) -> None:
    buyer = visit(shop)
    buyer.sign_in(shop.add_user("planner"))
    buyer.open("/orders")
    page = buyer.page
    priced = page.get_by_role("group", name="Priced list")
    expect(priced.get_by_role("link")).to_contain_text(["Milk", "Tea"])
    priced.get_by_role("button", name="Why: Milk").click()
    expect(priced.get_by_text("99% without the order, 8% with it")).to_be_visible()
    expect(priced.get_by_text("enough for 1.4 days, with the order for 8.3 days.")).to_be_visible()
    expect(priced.get_by_text("only whole packs can be ordered")).to_be_visible()
    buyer.check_access()
    page.get_by_role("textbox", name="Money to spend").fill("21")
    page.wait_for_url("**budget=21*")
    expect(priced.get_by_role("columnheader", name="The budget buys")).to_be_visible()
    page.get_by_role("button", name="Green Valley Order").first.click()
    order = page.get_by_role("dialog")
    order.get_by_role("textbox", name="Units of Milk").fill("")
    expect(order.get_by_text("Write a number of units, 0 or more.")).to_be_visible()
    expect(order.get_by_role("button", name="Approve")).to_be_disabled()
    order.get_by_role("textbox", name="Units of Milk").fill("36")
    expect(order.get_by_text("52.40")).to_be_visible()
    buyer.check_access()
    order.get_by_role("button", name="Approve").click()
    expect(order).to_have_count(0, timeout=LONGEST_WAIT_MS)
    page.get_by_role("button", name="On its way").click()
    on_its_way = page.get_by_role("group", name="On its way")
    expect(on_its_way.get_by_text("Approved")).to_be_visible()
    on_its_way.get_by_role("button", name="Green Valley").click()
    page.emulate_media(media="print")
    expect(page.locator("#root")).to_be_hidden()
    expect(order.get_by_role("button", name="Mark as sent")).to_be_hidden()
    expect(order.get_by_role("heading").first).to_be_visible()
    page.emulate_media(media="screen")
    order.get_by_role("button", name="Mark as sent").click()
    expect(order.get_by_role("button", name="Close: the rest won’t come")).to_be_visible(
        timeout=LONGEST_WAIT_MS
    )
    order.get_by_role("button", name="Receive", exact=True).click()
    order.get_by_role("textbox", name="Units of Milk that came").fill("30")
    order.get_by_role("button", name="Put in stock").click()
    expect(order.get_by_text("Partly received")).to_be_visible(timeout=LONGEST_WAIT_MS)
    order.get_by_role("button", name="All of it came").click()
    expect(order.get_by_text("Received", exact=True)).to_be_visible(timeout=LONGEST_WAIT_MS)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Needs a look").click()
    expect(page.get_by_role("heading", name="What needs a look")).to_be_visible()
    buyer.check_access()
    page.get_by_role("button", name="Past").click()
    expect(page.get_by_role("group", name="Past").get_by_text("46 of 46")).to_be_visible()


def test_units_that_are_none_cost_nothing_and_are_told(shop: Any, visit: Opener) -> None:
    buyer = visit(shop)
    buyer.sign_in(shop.add_user("planner"))
    buyer.open("/orders")
    buyer.page.get_by_role("button", name="Green Valley Order").first.click()
    order = buyer.page.get_by_role("dialog")
    for wrong in ("lots", "-5"):
        order.get_by_role("textbox", name="Units of Milk").fill(wrong)
        expect(order.get_by_text("Write a number of units, 0 or more.")).to_be_visible()
        expect(order.get_by_text("Together")).to_be_visible()
        expect(order.get_by_text("NaN").or_(order.get_by_text("-4.50"))).to_have_count(0)


def test_an_order_is_changed_and_approved_by_keyboard_alone(shop: Any, visit: Opener) -> None:
    buyer = visit(shop)
    buyer.sign_in(shop.add_user("planner"))
    buyer.open("/orders")
    page = buyer.page
    supplier = page.get_by_role("group", name="Orders to approve").get_by_role("button")
    expect(supplier).to_have_count(1, timeout=LONGEST_WAIT_MS)
    tab_to(page, supplier)
    page.keyboard.press("Enter")
    order = page.get_by_role("dialog")
    units = order.get_by_role("textbox", name="Units of Milk")
    expect(units).to_be_visible(timeout=LONGEST_WAIT_MS)
    tab_to(page, units)
    page.keyboard.press("Control+a")
    page.keyboard.type("36")
    expect(order.get_by_text("52.40")).to_be_visible()
    tab_to(page, order.get_by_role("button", name="Approve"))
    page.keyboard.press("Enter")
    expect(order).to_have_count(0, timeout=LONGEST_WAIT_MS)
    buyer.open("/orders?view=way")
    on_its_way = page.get_by_role("group", name="On its way")
    expect(on_its_way.get_by_role("cell", name="52.40")).to_be_visible(timeout=LONGEST_WAIT_MS)


def tab_to(page: Page, wanted: Locator, steps: int = 80) -> None:
    """Go on by Tab until something has the keyboard."""
    for _ in range(steps):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab doesn't reach {wanted}")


def test_a_buyer_keeps_suppliers_and_uploads_their_terms_and_orders_by_hand(
    shop: Any, visit: Opener, tmp_path: Any
) -> None:
    analyst = visit(shop)
    analyst.sign_in(shop.add_user("analyst"))
    analyst.open("/suppliers")
    page, dialog = analyst.page, analyst.page.get_by_role("dialog")
    page.get_by_role("button", name="Edit Green Valley").click()
    dialog.get_by_role("textbox", name="Days from order to delivery").fill("2")
    for name in ("Mon", "Thu"):
        dialog.get_by_role("button", name=name, exact=True).first.click()
    analyst.check_access()
    dialog.get_by_role("button", name="Save").click()
    listed = page.get_by_role("group", name="Suppliers")
    expect(listed.get_by_text("Mon, Thu")).to_be_visible(timeout=LONGEST_WAIT_MS)
    file = tmp_path / "terms.csv"
    file.write_text("supplier;sku;pack;EK\nDAIRY;Milk;12;0,85\nNOBODY;Tea;1;2,10\n", encoding="utf-8")
    page.get_by_role("button", name="Upload terms").click()
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_text("There is no supplier 'NOBODY'.")).to_be_visible(timeout=LONGEST_WAIT_MS)
    analyst.check_access()
    dialog.get_by_role("button", name="Keep 1 row").click()
    terms = page.get_by_role("group", name="Terms")
    expect(terms.get_by_text("0.85")).to_be_visible(timeout=LONGEST_WAIT_MS)
    analyst.check_access()
    analyst.open("/orders")
    page.get_by_role("button", name="New order").click()
    dialog.get_by_role("combobox", name="Supplier").select_option("DAIRY")
    dialog.get_by_role("combobox", name="Goes to").select_option("S1")
    dialog.get_by_role("combobox", name="Product").fill("Milk")
    expect(dialog.locator("datalist option")).to_have_count(1, timeout=LONGEST_WAIT_MS)
    dialog.get_by_role("combobox", name="Product").press("Enter")
    dialog.get_by_role("textbox", name="Units").fill("24")
    analyst.check_access()
    dialog.get_by_role("button", name="Make the order").click()
    expect(dialog.get_by_text("20.40").first).to_be_visible(timeout=LONGEST_WAIT_MS)


def test_what_needs_a_look_and_whether_changes_helped_can_be_read_by_everybody(
    shop: Any, visit: Opener
) -> None:
    fill_exceptions(shop)
    viewer = visit(shop)
    viewer.sign_in(shop.add_user("viewer"))
    viewer.open("/orders?view=exceptions")
    page = viewer.page
    expect(page.get_by_role("button", name="Urgent (2)")).to_be_visible(timeout=LONGEST_WAIT_MS)
    expect(page.get_by_text("100 of 120")).to_be_visible()
    viewer.check_access()
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_text("100 of 120")).to_have_count(0, timeout=LONGEST_WAIT_MS)
    reader = visit(shop, locale="de-DE")
    reader.sign_in(shop.add_user("viewer"))
    reader.open("/orders?view=exceptions")
    expect(reader.page.get_by_text("verkaufte am 2. März 2026 nichts, erwartet waren 9 Stück")).to_be_visible(
        timeout=LONGEST_WAIT_MS
    )
    page.route("**/api/overrides/value**", lambda route: route.fulfill(json=VALUE))
    viewer.open("/accuracy")
    expect(page.get_by_text("48").first).to_be_visible(timeout=LONGEST_WAIT_MS)
    viewer.check_access()


def fill_exceptions(service: Any) -> None:
    """Something of each queue, more than a page of it."""
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from foresale.storage.database.tables.catalog import ProductRow, StoreRow
    from foresale.storage.database.tables.exceptions import ExceptionRow
    from foresale.workflows.planning.exceptions import QUEUE_OF, QUEUES

    with Session(service.container.engine) as session, session.begin():
        product, store = session.scalars(select(ProductRow.id)).first(), session.scalar(select(StoreRow.id))
        found = {"actual": 3.0, "expected": 9.0, "units": 6.0, "money": 12.5, "store_id": store}
        for kind, queue in QUEUE_OF.items():
            own = None if kind == "missing_store" else product
            rank = QUEUES.index(queue)
            session.add(
                ExceptionRow(kind=kind, queue_rank=rank, product_id=own, day=date(2026, 3, 2), **found)
            )
        session.add_all(
            ExceptionRow(kind="no_sales", queue_rank=3, product_id=product, **found) for _ in range(111)
        )


STEP = {"wape": 0.31, "bias": 0.04, "pinball": 1.2, "money": 310.5}
VALUE: dict[str, Any] = {
    "from": "2026-02-01", "to": "2026-02-28", "by": "person", "cells": 48, "changes": 7, "unpriced": 0,
    "holding_share": 0.2,
    "stairs": [
        {"step": name, **STEP} for name in ("naive", "statistical", "champion", "person", "approved")
    ],
    "groups": [
        {
            "key": "3", "name": "Ada", "changes": 7, "cells": 48, "helped": 0.6, "before": STEP,
            "after": STEP,
        }
    ],
}  # fmt: skip


def test_who_may_not_order_sees_no_button_for_it(shop: Any, visit: Opener) -> None:
    viewer = visit(shop, width=390, height=844)
    viewer.sign_in(shop.add_user("viewer"))
    viewer.open("/orders")
    page = viewer.page
    page.get_by_role("button", name="Green Valley Order").first.click()
    order = page.get_by_role("dialog")
    expect(order.get_by_role("cell", name="Milk").first).to_be_visible()
    for name in ("Approve", "Cancel the order", "Keep changes"):
        expect(order.get_by_role("button", name=name)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
