"""All products in a list, and one of them: found, narrowed, sorted, kept and downloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from playwright.sync_api import Page, expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]
LONGEST_WAIT_MS = 30_000


def shown(page: Page) -> list[str]:
    """The names in the rows that are in view."""
    return page.get_by_role("table", name="Products by store").get_by_role("link").all_inner_texts()


def open_products(somebody: Visit, search: str = "") -> Page:
    """Open the list and wait for its rows: it is worked out within seconds of a service's start."""
    somebody.open(f"/products{search}")
    page = somebody.page
    table = page.get_by_role("table", name="Products by store")
    expect(table.get_by_role("link").first).to_be_visible(timeout=LONGEST_WAIT_MS)
    return page


def test_a_planner_narrows_sorts_and_shares_the_list(demo_service: Any, visit: Opener) -> None:
    planner = visit(demo_service)
    planner.sign_in(demo_service.add_user("planner"))
    page = open_products(planner)
    planner.check_access()
    page.get_by_role("button", name="Next week").click()
    page.wait_for_url("**sort=-next_mean*")
    page.get_by_role("searchbox").fill("bananas")
    page.wait_for_url("**q=bananas*")
    expect(page.get_by_role("table", name="Products by store").get_by_role("link")).to_have_count(3)
    assert {name[:7] for name in shown(page)} == {"Bananas"}
    # The link alone brings another to the same rows.
    other = visit(demo_service)
    other.sign_in(demo_service.add_user("viewer"))
    search = page.url.partition("/products")[2]
    theirs = open_products(other, search)
    expect(theirs.get_by_role("table", name="Products by store").get_by_role("link")).to_have_count(3)
    assert shown(theirs) == shown(page)


def test_the_file_holds_the_rows_that_are_seen_in_their_order(
    demo_service: Any, visit: Opener, tmp_path: Path
) -> None:
    viewer = visit(demo_service)
    viewer.sign_in(demo_service.add_user("viewer"))
    page = open_products(viewer, "?q=bananas&sort=-units")
    expect(page.get_by_role("table", name="Products by store").get_by_role("link")).to_have_count(3)
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").click()
    begun.value.save_as(tmp_path / "series.csv")
    frame = pl.read_csv(tmp_path / "series.csv")
    assert frame["product.name"].to_list() == shown(page)
    assert frame["units"].is_sorted(descending=True)


def test_a_view_is_kept_by_its_name(demo_service: Any, visit: Opener) -> None:
    planner = visit(demo_service)
    planner.sign_in(demo_service.add_user("planner"))
    page = open_products(planner, "?q=bananas")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("textbox", name="Keep this view").fill("Fruit")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Fruit", exact=True).click()
    expect(page.get_by_role("searchbox")).to_have_value("bananas")


def test_a_shared_view_is_found_by_others_and_groups_lead_to_their_rows(
    demo_service: Any, visit: Opener
) -> None:
    planner, viewer = visit(demo_service), visit(demo_service)
    planner.sign_in(demo_service.add_user("planner"))
    page = open_products(planner)
    page.get_by_role("combobox", name="Rows").select_option("category")
    planner.check_access()
    page.get_by_role("button", name="Bakery").click()
    page.wait_for_url("**category=Bakery*")
    page.get_by_role("button", name="Views").click()
    planner.check_access()
    page.get_by_role("textbox", name="Keep this view").fill("Bread for all")
    page.get_by_role("checkbox", name="Others find it too").check()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("button", name="Bread for all shared")).to_be_visible()
    viewer.sign_in(demo_service.add_user("viewer"))
    open_products(viewer)
    viewer.page.get_by_role("button", name="Views").click()
    viewer.page.get_by_role("button", name="Bread for all by Planner").click()
    viewer.page.wait_for_url("**category=Bakery*")


def test_what_is_said_about_a_product_stands_at_once_where_others_look(
    demo_service: Any, visit: Opener
) -> None:
    planner, manager = visit(demo_service), visit(demo_service)
    planner.sign_in(demo_service.add_user("planner"))
    manager.sign_in(demo_service.add_user("viewer", ["Store 02"]))
    for somebody in (planner, manager):
        somebody.open("/products/Bananas%20250%20g?store=Store%2002")
        somebody.settle()
    expect(manager.page.get_by_role("textbox", name="Say something about it")).to_have_count(0)
    planner.page.get_by_role("textbox", name="Say something about it").fill("The shelf is rebuilt.")
    planner.page.keyboard.press("Enter")
    for somebody in (planner, manager):
        expect(somebody.page.get_by_text("The shelf is rebuilt.")).to_be_visible(timeout=LONGEST_WAIT_MS)
    expect(manager.page.get_by_role("button", name="Take back")).to_have_count(0)
    with planner.page.expect_response(lambda answer: answer.request.method == "DELETE") as taken:
        planner.page.get_by_role("button", name="Take back").click()
    assert taken.value.ok
    planner.page.reload()
    planner.settle()
    expect(planner.page.get_by_text("Nobody has said anything yet.")).to_be_visible(timeout=LONGEST_WAIT_MS)


def test_a_product_is_opened_by_keyboard_and_tells_its_weeks(demo_service: Any, visit: Opener) -> None:
    planner = visit(demo_service)
    planner.sign_in(demo_service.add_user("planner"))
    page = open_products(planner, "?q=bananas")
    page.get_by_role("table", name="Products by store").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bananas")
    expect(page.get_by_role("heading", name="Why")).to_be_visible()
    expect(page.get_by_text("in eight of ten cases").first).to_be_visible()
    planner.check_access()
    page.get_by_role("button", name="Weeks").click()
    page.wait_for_url("**grain=week*")
    page.get_by_role("combobox", name="Store").select_option("")
    expect(page.get_by_role("heading", name="Stores")).to_be_visible()
    planner.check_access()


def test_who_is_limited_to_a_store_sees_no_other(demo_service: Any, visit: Opener) -> None:
    manager = visit(demo_service)
    manager.sign_in(demo_service.add_user("planner", ["Store 02"]))
    page = open_products(manager)
    expect(page.get_by_role("cell", name="Store 02").first).to_be_visible()
    for other in ("Store 01", "Store 03"):
        expect(page.get_by_text(other)).to_have_count(0)
