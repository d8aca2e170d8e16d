"""A planner changes a forecast and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
