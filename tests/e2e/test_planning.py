"""A planner changes a forecast and takes it back; a buyer orders, from the proposal to the shelf."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]
LONGEST_WAIT_MS = 30_000
MAX_KEY_MS = 50


def open_plan(planner: Visit) -> Page:
    """A product's page, with the plan below its chart."""
    planner.open("/products/Bananas 250 g?store=Store 01")
    expect(planner.page.get_by_role("grid", name="Plan by day")).to_be_visible(timeout=LONGEST_WAIT_MS)
    return planner.page


def chosen(page: Page) -> Locator:
    """The plan's cells that are chosen."""
    return page.locator('[role=gridcell][aria-selected="true"]')


def choose_days(page: Page) -> Page:
    """Choose three days from the third on, by keys alone."""
    page.locator('[role=gridcell][tabindex="0"]').focus()
    page.keyboard.press("Home")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(chosen(page)).to_have_count(3)
    return page


def test_a_planner_changes_a_forecast_by_keyboard_alone_and_takes_it_back(
    demo_service: Any, visit: Opener
) -> None:
    planner = visit(demo_service)
    planner.sign_in(demo_service.add_user("planner"))
    page = choose_days(open_plan(planner))
    forecast = page.get_by_role("row", name="Forecast", exact=False).first.inner_text()
    before = chosen(page).all_inner_texts()
    page.keyboard.type("+40 %")
    expect(page.get_by_text("(+40%)")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Reason")).to_be_focused()
    page.keyboard.type("Promotion")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Changed: ")).to_be_visible()
    expect(chosen(page)).not_to_have_text(before)
    assert page.get_by_role("row", name="Forecast", exact=False).first.inner_text() == forecast
    history = page.get_by_role("list").filter(has_text="forecast then")
    expect(history).to_contain_text("+40% · Promotion")
    planner.check_access()
    expect(page.locator('[role=gridcell][tabindex="0"]')).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Changed: ")).to_have_count(0)
    expect(chosen(page)).to_have_text(before)


def test_typing_is_quick_and_survives_a_lost_connection(demo_service: Any, visit: Opener) -> None:
    planner = visit(demo_service)
    planner.sign_in(demo_service.add_user("planner"))
    page = choose_days(open_plan(planner))
    page.keyboard.press("1")
    amount = page.get_by_role("textbox", name="Change", exact=True)
    expect(amount).to_have_value("1")
    longest = amount.evaluate(
        """async (field) => {
            const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
            const taken = [];
            for (const text of ['12', '120', '1200', '12000', '1200', '120']) {
                const begun = performance.now();
                set.call(field, text);
                field.dispatchEvent(new Event('input', { bubbles: true }));
                taken.push(performance.now() - begun);
                await new Promise((rest) => setTimeout(rest, 60));
            }
            return taken.sort((one, other) => one - other)[3];
        }"""
    )
    assert longest < MAX_KEY_MS
    page.get_by_role("combobox", name="Reason").select_option("weather")
    page.get_by_role("textbox", name="Comment").fill("Storm")
    page.route("**/api/overrides**", lambda route: route.abort())
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_text("The service can't be reached.").first).to_be_visible()
    page.reload()
    expect(amount).to_have_value("120", timeout=LONGEST_WAIT_MS)
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Storm")
    page.unroute("**/api/overrides**")
    planner.complaints.clear()


def test_who_may_not_change_forecasts_only_sees_the_plan(demo_service: Any, visit: Opener) -> None:
    viewer = visit(demo_service, width=390, height=844)
    viewer.sign_in(demo_service.add_user("viewer"))
    page = open_plan(viewer)
    expect(page.get_by_role("textbox", name="Change", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def shop(empty_service: Any) -> Any:
    """A service with a supplier, two products, and what was proposed for a store."""
    from sqlalchemy.orm import Session

    from foresale.storage.database.supply.proposals import keep_proposals
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
        keep_proposals(session, lines, {"runs": [1], "policy": "cost_optimal"}, None)
    return empty_service


def why_of(quantity: float, days: tuple[date, date, date]) -> dict[str, Any]:
    """What a quantity was chosen by, as the job writes it down."""
    return {
        "on_hand": 5.0, "on_its_way": 0.0, "days_of_cover": 1.4, "demand_until_arrival": 7.0,
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
    expect(priced.get_by_text("only whole packs can be ordered")).to_be_visible()
    buyer.check_access()
    page.get_by_role("textbox", name="Money to spend").fill("21")
    page.wait_for_url("**budget=21*")
    expect(priced.get_by_role("columnheader", name="The budget buys")).to_be_visible()
    page.get_by_role("button", name="Green Valley Order").first.click()
    order = page.get_by_role("dialog")
    order.get_by_role("textbox", name="Units of Milk").fill("36")
    expect(order.get_by_text("52.40")).to_be_visible()
    buyer.check_access()
    order.get_by_role("button", name="Approve").click()
    expect(order).to_have_count(0, timeout=LONGEST_WAIT_MS)
    page.get_by_role("button", name="On its way").click()
    on_its_way = page.get_by_role("group", name="On its way")
    expect(on_its_way.get_by_text("Approved")).to_be_visible()
    on_its_way.get_by_role("button", name="Green Valley").click()
    order.get_by_role("button", name="Mark as sent").click()
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
