"""Every screen there is, found as a person finds it: in the navigation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboard_visit import Visit
from foresale.service.api.kit.permissions import Role

Opener = Callable[..., Visit]
PHONE = 390


def fits(somebody: Visit) -> bool:
    """Whether nothing is wider than the window."""
    return bool(somebody.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def views_of(somebody: Visit) -> list[str]:
    """The addresses that the navigation leads to."""
    links = somebody.page.get_by_role("navigation").get_by_role("link")
    links.first.wait_for()
    return sorted({str(link.get_attribute("href")) for link in links.all()})


@pytest.fixture(scope="module")
def checked() -> set[str]:
    """The views in which axe has looked."""
    return set()


# Who may most comes first, and sees the most of a view: axe looks once at each.
@pytest.mark.parametrize("role", list(reversed(Role)))
def test_every_screen_that_a_role_is_shown_is_open_to_all_its_people(
    demo_service: Any, visit: Opener, role: Role, checked: set[str]
) -> None:
    somebody = visit(demo_service)
    somebody.sign_in(demo_service.add_user(role))
    views = views_of(somebody)
    assert len(views) >= 5
    for view in views:
        somebody.open(view)
        somebody.settle()
        expect(somebody.page.get_by_role("main")).not_to_be_empty()
        assert fits(somebody), view
        if view not in checked:
            somebody.check_access()
            checked.add(view)


def test_no_screen_is_wider_than_a_phone(demo_service: Any, visit: Opener) -> None:
    wide = visit(demo_service)
    wide.sign_in(demo_service.add_user("admin"))
    views = views_of(wide)
    somebody = visit(demo_service, width=PHONE)
    somebody.sign_in(demo_service.add_user("admin"))
    too_wide = []
    for view in views:
        somebody.open(view)
        somebody.settle()
        if not fits(somebody):
            too_wide.append(view)
    assert too_wide == []
