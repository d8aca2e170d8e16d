"""Last year beside this year: holidays and events beside their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from dashboard_visit import PASSWORD, Visit
from foresale.client import Client

Opener = Callable[..., Visit]
SOLD = {"2025-04-07": 7, "2025-04-21": 21, "2025-04-28": 28, "2026-04-06": 60, "2026-04-20": 20}


def test_easter_monday_is_set_beside_easter_monday_and_says_so(empty_service: Any, visit: Opener) -> None:
    email = empty_service.add_user("admin")
    with Client.login(empty_service.address, email, PASSWORD) as client:
        client.stores.add(code="S1", name="First", country="DE")
        client.products.add(sku="TEA", name="Green tea")
        for day, units in SOLD.items():
            client.sales.add(transaction_id=day, store="S1", product="TEA",
                             sold_at=f"{day}T12:00:00", quantity=units)  # fmt: skip
    for locale, easter, ordinary in (
        ("en-GB", "21 Easter Monday: 21 Apr 2025", "28 28 Apr 2025, not Easter Monday"),
        ("de-DE", "21 Ostermontag: 21. Apr. 2025", "28 28. Apr. 2025, nicht Ostermontag"),
    ):
        somebody = visit(empty_service, locale=locale)
        somebody.sign_in(email)
        somebody.open("/data/sales?from=2026-04-01&to=2026-04-30")
        main = somebody.page.get_by_role("main")
        holiday = main.get_by_role("row").filter(has_text=easter.partition(" ")[2])
        expect(holiday.get_by_role("cell", name=easter)).to_be_visible()
        expect(holiday).to_contain_text("+186")
        expect(main.get_by_role("cell", name=ordinary)).to_be_visible()
        main.get_by_role("button", name=("Show as table", "Als Tabelle zeigen")[locale == "de-DE"]).click()
        expect(main.get_by_text(easter.partition(" ")[2])).to_have_count(2)
