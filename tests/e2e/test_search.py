"""The search of pages, products and stores, by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route, expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]


def test_what_is_typed_before_the_search_is_loaded_is_searched_for(empty_service: Any, visit: Opener) -> None:
    somebody = visit(empty_service)
    somebody.sign_in(empty_service.add_user("analyst"))
    somebody.page.get_by_role("button", name="Search products, stores, pages").wait_for()
    somebody.settle()
    page, held = somebody.page, list[Route]()
    page.route("**/assets/search-dialog-*.js", lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request("**/assets/search-dialog-*.js"):
        page.keyboard.press("Control+k")
    page.keyboard.type("impot")
    page.keyboard.press("Backspace")
    assert held, "the search's code is asked for by its first key"
    for route in held:
        route.continue_()
    field = page.get_by_role("combobox", name="Search products, stores, pages")
    expect(field).to_be_focused()
    page.keyboard.type("rt")
    expect(field).to_have_value("import")
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/import")
    page.keyboard.press("Control+k")
    page.keyboard.type("mod")
    expect(field).to_have_value("mod")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
