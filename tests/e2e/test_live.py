"""Sales appear on the screen as they happen, also after the service was killed and came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from dashboard_visit import PASSWORD, Visit
from foresale.client.client import Client

Opener = Callable[..., Visit]
BACK_MS = 60_000


def sell(address: str, email: str, transaction_id: str, quantity: int) -> None:
    with Client.login(address, email, PASSWORD) as client:
        client.sales.add(
            transaction_id=transaction_id,
            store="S1",
            product="TEA",
            sold_at="2026-03-02T10:00:00",
            quantity=quantity,
        )


def test_a_feed_goes_on_after_the_service_was_killed(killable_service: Any, visit: Opener) -> None:
    service = killable_service.start()
    email = service.add_user("admin")
    with Client.login(service.address, email, PASSWORD) as client:
        client.stores.add(code="S1", name="First")
        client.products.add(sku="TEA", name="Green tea")
    watcher = visit(service)
    watcher.sign_in(email)
    watcher.open("/live")
    watcher.settle()
    main = watcher.page.get_by_role("main")
    sell(service.address, email, "before", 31)
    expect(main.get_by_text("31", exact=False).first).to_be_visible()
    killable_service.kill()
    service.container.close()
    again = killable_service.start()
    again.container.close()
    sell(again.address, email, "after", 47)
    expect(main.get_by_text("47", exact=False).first).to_be_visible(timeout=BACK_MS)
    expect(main.get_by_text("31", exact=False).first).to_be_visible()
    watcher.complaints = [text for text in watcher.complaints if "ERR_CONNECTION_REFUSED" not in text]
