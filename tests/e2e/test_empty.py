"""A service without sales: what stands there says what to do, and isn't an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]


def test_without_a_forecast_a_newcomer_is_led_on_and_sees_no_error(empty_service: Any, visit: Opener) -> None:
    newcomer = visit(empty_service)
    newcomer.sign_in(empty_service.add_user("analyst"))
    main = newcomer.page.get_by_role("main")
    for view in ("/", "/live"):
        newcomer.open(view)
        expect(main.get_by_role("link", name="Bring a file of sales")).to_be_visible(timeout=30_000)
        newcomer.page.wait_for_load_state("networkidle")
        expect(main.get_by_role("status")).to_have_count(0, timeout=30_000)
        expect(main.get_by_role("alert")).to_have_count(0)
