"""Every screen there is, found as a person finds it: in the navigation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboard_visit import Visit
from foresale.service.api.kit.permissions import Role

Opener = Callable[..., Visit]
WIDTHS = {"phone": 390, "screen": 1400}


def views_of(somebody: Visit) -> list[str]:
    """The addresses that the navigation leads to."""
    links = somebody.page.get_by_role("navigation").get_by_role("link")
    links.first.wait_for()
    return sorted({str(link.get_attribute("href")) for link in links.all()})


@pytest.mark.parametrize("role", Role)
def test_every_screen_that_a_role_is_shown_is_open_to_all_its_people(
    demo_service: Any, visit: Opener, role: Role
) -> None:
    somebody = visit(demo_service)
    somebody.sign_in(demo_service.add_user(role))
    views = views_of(somebody)
    assert len(views) >= 5
    for view in views:
        somebody.open(view)
        somebody.settle()
        expect(somebody.page.get_by_role("main")).not_to_be_empty()
        somebody.check_access()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_screen_is_wider_than_its_window(demo_service: Any, visit: Opener, width: int) -> None:
    wide = visit(demo_service)
    wide.sign_in(demo_service.add_user("admin"))
    views = views_of(wide)
    somebody = visit(demo_service, width=width)
    somebody.sign_in(demo_service.add_user("admin"))
    too_wide = []
    for view in views:
        somebody.open(view)
        somebody.settle()
        if somebody.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(view)
    assert too_wide == []
