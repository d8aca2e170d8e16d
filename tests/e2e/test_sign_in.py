"""Signing in, choosing the first password and signing out, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from dashboard_visit import PASSWORD, Visit

Opener = Callable[..., Visit]
NEW = "eleven green kettles"


def press(visit: Visit, *keys: str) -> None:
    """Type words, and press the keys that have a name."""
    for key in keys:
        if key in ("Tab", "Enter", "Escape", "ArrowDown", "ArrowUp", "End"):
            visit.page.keyboard.press(key)
        else:
            visit.page.keyboard.type(key)


def test_the_first_admin_signs_in_chooses_a_password_and_signs_out(empty_service: Any, visit: Opener) -> None:
    admin = visit(empty_service)
    admin.open("/")
    admin.page.wait_for_url("**/sign-in*")
    expect(admin.page.get_by_role("textbox", name="E-mail")).to_be_focused()
    admin.check_access()
    press(admin, empty_service.first_admin, "Tab", empty_service.first_password, "Enter")
    admin.page.wait_for_url("**/new-password")
    expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
    admin.check_access()
    press(admin, empty_service.first_password, "Tab", NEW, "Tab", NEW, "Enter")
    admin.page.wait_for_url(lambda url: url.rstrip("/") == empty_service.address)
    expect(admin.page.get_by_role("navigation").first).to_be_visible()
    admin.check_access()
    account = admin.page.get_by_role("button", name="Account and settings")
    account.focus()
    press(admin, "Enter")
    expect(admin.page.get_by_role("menu")).to_be_focused()
    press(admin, "End", "Enter")
    admin.page.wait_for_url("**/sign-in*")
    admin.open("/products")
    admin.page.wait_for_url("**/sign-in?to=*products*")
    expect(admin.page.get_by_role("textbox", name="E-mail")).to_be_focused()
    press(admin, empty_service.first_admin, "Tab", NEW, "Enter")
    admin.page.wait_for_url("**/products")


def test_a_wrong_password_is_told_in_words(empty_service: Any, visit: Opener) -> None:
    somebody = visit(empty_service)
    somebody.open("/sign-in")
    expect(somebody.page.get_by_role("textbox", name="E-mail")).to_be_focused()
    email = empty_service.add_user("viewer")
    press(somebody, email, "Tab", "wrong words", "Enter")
    expect(somebody.page.get_by_role("alert")).to_contain_text("don’t fit")
    somebody.check_access()
    somebody.sign_in(email, PASSWORD)


def test_no_script_sees_the_session_and_another_sites_page_cannot_use_it(
    empty_service: Any, visit: Opener
) -> None:
    admin = visit(empty_service)
    admin.sign_in(empty_service.add_user("admin"))
    assert admin.page.evaluate("document.cookie") == ""
    assert admin.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})").count("fsc_") == 0
    (cookie,) = admin.page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/api")
    ask = "address => fetch(address, {method: 'POST', body: '{}'}).then(answer => answer.status)"
    assert admin.page.evaluate(ask, "/api/users") == 403


def test_the_reference_keeps_its_looks_when_it_is_loaded_again(empty_service: Any, visit: Opener) -> None:
    reader = visit(empty_service)
    for _ in range(2):
        reader.open("/api/docs")
        assert reader.page.evaluate("getComputedStyle(document.body).maxWidth") == "960px"
    reader.open("/third-party.txt")
    assert "MIT License" in reader.page.content()
