"""What one store should give another, from the proposal to the other store's stock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboard_visit import Visit

Opener = Callable[..., Visit]
LONGEST_WAIT_MS = 30_000


@pytest.fixture
def shop(empty_service: Any) -> Any:
    """A service with two stores and what the second should give the first."""
    from sqlalchemy.orm import Session

    from foresale.storage.database.supply.transfers import keep_transfers
    from foresale.storage.database.tables.base import utc_now
    from foresale.storage.database.tables.catalog import ProductRow, StoreRow
    from foresale.workflows.planning.propose_transfers import ProposedTransfer

    today = date.today()
    days = (today, today + timedelta(days=1))
    told = {"on_its_way": 0.0, "arrives_on": (today + timedelta(days=3)).isoformat()}
    giver = told | {
        "on_hand": 500.0, "days_of_cover_without": 50.0, "days_of_cover_with": 48.8,
        "runs_out_without": 0.0, "runs_out_with": 0.0, "lost_without": 0.0, "lost_with": 0.0,
    }  # fmt: skip
    taker = told | {
        "on_hand": 20.0, "days_of_cover_without": 2.0, "days_of_cover_with": 3.2, "runs_out_without": 0.99,
        "runs_out_with": 0.12, "lost_without": 10.0, "lost_with": 0.4,
    }  # fmt: skip
    with Session(empty_service.container.engine) as session, session.begin():
        stores = [StoreRow(code="S1", name="Harbour"), StoreRow(code="S2", name="Station")]
        products = [ProductRow(sku=name, name=name) for name in ("Milk", "Tea")]
        session.add_all([*stores, *products])
        session.flush()
        moves = [
            ProposedTransfer(product.id, stores[1].id, stores[0].id, units, saves, *days, giver, taker)
            for product, units, saves in zip(products, (12.0, 4.0), (34.5, 8.0), strict=True)
        ]
        keep_transfers(session, moves, {"runs": [1], "first_day": today.isoformat()}, utc_now())
    return empty_service


def test_a_transfer_goes_from_the_proposal_to_the_other_stores_stock(shop: Any, visit: Opener) -> None:
    buyer = visit(shop)
    buyer.sign_in(shop.add_user("planner"))
    buyer.open("/orders")
    page = buyer.page
    page.get_by_role("button", name="Transfers").click()
    between = page.get_by_role("group", name="Between stores")
    expect(between.get_by_text("42.50")).to_be_visible(timeout=LONGEST_WAIT_MS)
    buyer.check_access()
    between.get_by_role("button", name="S2 → S1 Transfer").click()
    transfer = page.get_by_role("dialog")
    expect(transfer.get_by_text("50 → 48.8 days").first).to_be_visible(timeout=LONGEST_WAIT_MS)
    transfer.get_by_text("Why").first.click()
    expect(
        transfer.get_by_text("S1 has 20, 0 on the way: enough for 2 days, 3.2 with it.").first
    ).to_be_visible()
    transfer.get_by_role("textbox", name="Units of Milk").fill("10")
    buyer.check_access()
    transfer.get_by_role("button", name="Approve").click()
    expect(transfer).to_have_count(0, timeout=LONGEST_WAIT_MS)
    buyer.open("/orders?view=transfers&transfer=1")
    comments = transfer.get_by_role("region", name="Comments")
    comments.get_by_role("textbox").fill("By the van on Friday.")
    comments.get_by_role("button", name="Send").click()
    expect(comments.get_by_role("listitem")).to_contain_text("By the van on Friday.")
    transfer.get_by_role("button", name="Other units left").click()
    transfer.get_by_role("textbox", name="Units of Milk that leave").fill("")
    expect(transfer.get_by_text("Write a number of units, 0 or more.")).to_be_visible()
    expect(transfer.get_by_role("button", name="These left")).to_be_disabled()
    buyer.check_access()
    transfer.get_by_role("button", name="Back", exact=True).click()
    transfer.get_by_role("button", name="All of it left").click()
    expect(transfer.get_by_role("button", name="Close: the rest won’t come")).to_be_visible()
    transfer.get_by_role("button", name="Receive", exact=True).click()
    transfer.get_by_role("textbox", name="Units of Milk that came").fill("8")
    transfer.get_by_role("button", name="Put in stock").click()
    expect(transfer.get_by_text("Partly received")).to_be_visible(timeout=LONGEST_WAIT_MS)
    transfer.get_by_role("button", name="All of it came").click()
    expect(transfer.get_by_text("Received", exact=True)).to_be_visible(timeout=LONGEST_WAIT_MS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Past transfers").get_by_text("14 of 14")).to_be_visible()


def test_a_transfer_is_made_by_hand_by_who_acts_for_both_stores(shop: Any, visit: Opener) -> None:
    buyer = visit(shop)
    buyer.sign_in(shop.add_user("planner"))
    buyer.open("/orders?view=transfers")
    page = buyer.page
    page.get_by_role("button", name="New transfer").click()
    dialog = page.get_by_role("dialog")
    make = dialog.get_by_role("button", name="Make the transfer")
    dialog.get_by_role("combobox", name="From").select_option("S1")
    dialog.get_by_role("combobox", name="To", exact=True).select_option("S1")
    dialog.get_by_role("combobox", name="Product").fill("Tea")
    expect(dialog.locator("datalist option")).to_have_count(1, timeout=LONGEST_WAIT_MS)
    dialog.get_by_role("combobox", name="Product").press("Enter")
    dialog.get_by_role("textbox", name="Units").fill("7.5")
    expect(dialog.get_by_text("A store can’t give itself anything")).to_be_visible()
    expect(make).to_be_disabled()
    dialog.get_by_role("combobox", name="To", exact=True).select_option("S2")
    dialog.get_by_role("textbox", name="Note").fill("asked for")
    buyer.check_access()
    make.click()
    transfer = page.get_by_role("dialog", name="S1 → S2")
    expect(transfer.get_by_text("Made by hand.")).to_be_visible(timeout=LONGEST_WAIT_MS)
    expect(transfer.get_by_text("asked for")).to_be_visible()
    expect(transfer.get_by_role("textbox", name="Units of Tea")).to_have_value("7.5")
    buyer.check_access()
    transfer.get_by_role("button", name="Approve").click()
    expect(transfer).to_have_count(0, timeout=LONGEST_WAIT_MS)


def test_more_than_the_giving_store_has_is_told_before_it_is_sent_and_after(shop: Any, visit: Opener) -> None:
    from sqlalchemy.orm import Session

    from foresale.storage.database.stock.levels import count_stock
    from foresale.storage.database.tables.base import utc_now
    from foresale.storage.database.tables.catalog import ProductRow, StoreRow

    with Session(shop.container.engine) as session, session.begin():
        tea = session.query(ProductRow).filter_by(sku="Tea").one()
        station = session.query(StoreRow).filter_by(code="S2").one()
        count_stock(session.connection(), tea.id, station.id, 5, utc_now())
    buyer = visit(shop, width=390, height=844)
    buyer.sign_in(shop.add_user("planner"))
    buyer.open("/orders?view=transfers")
    page = buyer.page
    page.get_by_role("button", name="New transfer").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="From").select_option("S2")
    dialog.get_by_role("combobox", name="To", exact=True).select_option("S1")
    dialog.get_by_role("combobox", name="Product").fill("Tea")
    expect(dialog.locator("datalist option")).to_have_count(1, timeout=LONGEST_WAIT_MS)
    dialog.get_by_role("combobox", name="Product").press("Enter")
    short = dialog.get_by_text("More than there is: 5 in stock.")
    dialog.get_by_role("textbox", name="Units").fill("5")
    expect(short).to_have_count(0)
    dialog.get_by_role("textbox", name="Units").fill("7.5")
    expect(short).to_be_visible(timeout=LONGEST_WAIT_MS)
    buyer.check_access()
    dialog.get_by_role("button", name="Make the transfer").click()
    transfer = page.get_by_role("dialog", name="S2 → S1")
    expect(transfer.get_by_text("More than there is: 5 in stock.")).to_be_visible(timeout=LONGEST_WAIT_MS)
    buyer.check_access()
    transfer.get_by_role("textbox", name="Units of Tea").fill("4")
    expect(transfer.get_by_text("More than there is")).to_have_count(0)
