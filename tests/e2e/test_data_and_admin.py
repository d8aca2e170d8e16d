"""An analyst's import, two planners at one calendar, and an admin's users, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import expect

from dashboard_visit import PASSWORD, Visit
from foresale.client.client import Client
from foresale.storage.database.inbox.letters import LETTERS, NewLetter, keep_letters
from foresale.storage.database.tables.base import utc_now

Opener = Callable[..., Visit]
SCREENS = ("/data/import", "/data/sales", "/data/calendar", "/data/calendar?view=list", "/jobs", "/account")


def test_an_import_asks_what_only_its_owner_knows_and_shows_both_totals(
    empty_service: Any, visit: Opener
) -> None:
    analyst = visit(empty_service)
    analyst.sign_in(empty_service.add_user("analyst"))
    analyst.open("/data/import")
    rows = "".join(f'2026-03-{day:02d},A,"{1 + day % 3},{day * 37 % 900 + 100}"\n' for day in range(1, 21))
    file = {
        "name": "till.csv",
        "mimeType": "text/csv",
        "buffer": f"date,product,quantity\n{rows}".encode(),
    }
    analyst.page.locator("input[type=file]").set_input_files([file])
    expect(analyst.page.get_by_text("One question only you can answer")).to_be_visible()
    store = analyst.page.get_by_role("button", name="Store 20 sales")
    expect(store).to_be_disabled()
    expect(analyst.page.get_by_role("button", name="50,770 in all")).to_be_visible()
    analyst.check_access()
    analyst.page.get_by_role("button", name="50.77 in all").click()
    expect(analyst.page.get_by_text("Your answers")).to_be_visible()
    store.click()
    expect(analyst.page.get_by_text("Storing the sales")).to_be_visible()
    analyst.check_access()


def test_two_questions_of_one_file_are_answered_differently_and_either_is_asked_again(
    empty_service: Any, visit: Opener
) -> None:
    analyst = visit(empty_service)
    analyst.sign_in(empty_service.add_user("analyst"))
    analyst.open("/data/import")
    days = [f"2026-03-{day:02d}" for day in range(1, 29)]
    rows = [f"{day},{store},{product},4" for day in days for store in ("S1", "S2") for product in "AB"]
    rows += [f"{day},S1,Total,5" for day in days] + [f"{day},Total,A,7" for day in days]
    text = "date,store,product,quantity\n" + "\n".join(rows)
    file = {"name": "totals.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page = analyst.page
    page.locator("input[type=file]").set_input_files([file])
    expect(page.get_by_text("2 questions only you can answer")).to_be_visible()
    of_store = page.get_by_role("group", name="store says Total")
    of_product = page.get_by_role("group", name="product says Total")
    of_store.get_by_role("button", name="They are sales: keep them").click()
    expect(page.get_by_text("One question only you can answer")).to_be_visible()
    expect(of_store).to_have_count(0)
    analyst.check_access()
    of_product.get_by_role("button", name="They are totals: leave them out").click()
    expect(page.get_by_role("button", name="Store 140 sales")).to_be_enabled()
    analyst.check_access()
    kept = page.get_by_role("listitem").filter(has_text="store says Total")
    kept.get_by_role("button", name="They are sales: keep them").click()
    of_store.get_by_role("button", name="They are totals: leave them out").click()
    expect(page.get_by_role("button", name="Store 112 sales")).to_be_enabled()


def test_an_answer_that_an_option_makes_needless_is_left_out(empty_service: Any, visit: Opener) -> None:
    analyst = visit(empty_service)
    analyst.sign_in(empty_service.add_user("analyst"))
    analyst.open("/data/import")
    text = "date,product,quantity\n03/04/2026,A,1\n01/02/2026,A,2\n05/01/2026,A,5\n"
    file = {"name": "days.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page = analyst.page
    page.locator("input[type=file]").set_input_files([file])
    page.get_by_role("button", name="day first").click()
    expect(page.get_by_text("Your answers")).to_be_visible()
    page.get_by_text("How the file is read").click()
    page.get_by_label("Date format").fill("%m/%d/%Y")
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_text("Your answers")).to_have_count(0)
    expect(page.get_by_role("button", name="Store 3 sales")).to_be_enabled()


def test_large_figures_of_a_file_are_shown_whole(empty_service: Any, visit: Opener) -> None:
    analyst = visit(empty_service)
    analyst.sign_in(empty_service.add_user("analyst"))
    analyst.open("/data/import")
    rows = "date,product,quantity,price\n2026-03-13,A,1234567,12.34\n2026-03-14,A,1234567,12.34\n"
    file = {"name": "till.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    analyst.page.locator("input[type=file]").set_input_files([file])
    figure = analyst.page.get_by_text("30,469,113.56", exact=True)
    expect(figure).to_be_visible()
    beyond = """it => {
        const words = document.createRange();
        words.selectNodeContents(it);
        return words.getBoundingClientRect().right - it.getBoundingClientRect().right;
    }"""
    assert figure.evaluate(beyond) <= 0.5


def test_sales_end_with_the_last_day_that_is_over(empty_service: Any, visit: Opener) -> None:
    now, noon = datetime.now(), datetime.now().replace(hour=12, minute=0)
    email = empty_service.add_user("admin")
    with Client.login(empty_service.address, email, PASSWORD) as client:
        client.stores.add(code="S1", name="First")
        client.products.add(sku="TEA", name="Green tea")
        for number, sold_at in enumerate((noon - timedelta(days=2), noon - timedelta(days=1), now)):
            client.sales.add(transaction_id=str(number), store="S1", product="TEA",
                             sold_at=sold_at.isoformat(), quantity=5)  # fmt: skip
    admin = visit(empty_service)
    admin.sign_in(email)
    admin.open("/data/sales")
    expect(admin.page.get_by_label("To", exact=True)).to_have_value(str((now - timedelta(days=1)).date()))
    expect(admin.page.get_by_role("main")).to_contain_text(re.compile("10\\s*units"))


def test_what_a_planner_typed_stays_when_another_changed_the_same_event(
    empty_service: Any, visit: Opener
) -> None:
    one, other = visit(empty_service), visit(empty_service)
    for planner in (one, other):
        planner.sign_in(empty_service.add_user("planner"))
        planner.open("/data/calendar")
    one.page.get_by_role("button", name="Add to the calendar").click()
    one.page.get_by_label("Name", exact=True).fill("Fair")
    one.page.get_by_role("button", name="Keep").click()
    expect(one.page.get_by_text("“Fair” is in the calendar.")).to_be_visible()
    other.page.reload()
    for planner in (one, other):
        planner.page.get_by_role("button", name="Fair", exact=True).first.click()
    one.page.get_by_label("Name", exact=True).fill("Spring fair")
    one.page.get_by_role("button", name="Keep").click()
    expect(one.page.get_by_role("button", name="Spring fair").first).to_be_visible()
    name = other.page.get_by_label("Name", exact=True)
    name.fill("Autumn fair")
    other.page.get_by_role("button", name="Keep").click()
    expect(other.page.get_by_role("alert")).to_contain_text("Spring fair")
    expect(name).to_have_value("Autumn fair")
    other.check_access()
    other.page.get_by_role("button", name="Keep what I wrote").click()
    expect(other.page.get_by_role("button", name="Autumn fair").first).to_be_visible()


def test_an_admin_adds_a_user_who_signs_in_with_the_password_that_is_shown_once(
    empty_service: Any, visit: Opener
) -> None:
    admin, new = visit(empty_service), visit(empty_service)
    admin.sign_in(empty_service.add_user("admin"))
    admin.open("/admin?tab=users")
    admin.page.get_by_role("button", name="Add a user").click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill("mia@example.com")
    dialog.get_by_label("Name", exact=True).fill("Mia")
    admin.check_access()
    dialog.get_by_role("button", name="Add a user").click()
    password = dialog.locator("code").inner_text()
    dialog.get_by_role("button", name="Close").last.click()
    expect(admin.page.get_by_role("button", name="Mia")).to_be_visible()
    expect(admin.page.get_by_text(password)).to_have_count(0)
    new.sign_in("mia@example.com", password)
    new.page.wait_for_url("**/new-password")


def test_a_viewer_finds_no_administration_and_no_import(empty_service: Any, visit: Opener) -> None:
    viewer = visit(empty_service)
    viewer.sign_in(empty_service.add_user("viewer"))
    viewer.open("/admin")
    expect(viewer.page.get_by_text("Nothing here for you")).to_be_visible()
    viewer.open("/data/import")
    expect(viewer.page.get_by_text("You may see sales, not bring them in.")).to_be_visible()
    viewer.open("/data/calendar")
    expect(viewer.page.get_by_role("heading", name="Calendar")).to_be_visible()
    expect(viewer.page.get_by_role("button", name="Add to the calendar")).to_have_count(0)


def test_a_screen_that_a_role_does_not_open_says_so_and_asks_nothing(
    empty_service: Any, visit: Opener
) -> None:
    planner = visit(empty_service)
    refused: list[str] = []
    planner.page.on("response", lambda told: refused.append(told.url) if told.status == 403 else None)
    planner.sign_in(empty_service.add_user("planner"))
    for view, name in (("/models?version=daily.all.1", "Models"), ("/topics", "Topics")):
        planner.open(view)
        expect(planner.page.get_by_role("heading", name=name)).to_be_visible()
        expect(planner.page.get_by_text("Your role is planner")).to_be_visible()
        expect(planner.page.get_by_role("button", name="Try again")).to_have_count(0)
        planner.check_access()
    assert refused == []


def test_messages_that_wait_are_found_behind_many_that_were_seen_to(
    empty_service: Any, visit: Opener
) -> None:
    with empty_service.container.engine.begin() as connection:
        keep_letters(
            connection,
            [
                NewLetter("stream", f"till/{number}/0", f'{{"n": {number}}}', "Field required", "product")
                for number in range(170)
            ],
        )
        settled = sa.update(LETTERS).where(LETTERS.c.id > 60).values(state="dismissed", settled_at=utc_now())
        connection.execute(settled)
    admin = visit(empty_service, width=1280)
    admin.sign_in(empty_service.add_user("admin"))
    admin.open("/topics")
    letters = admin.page.get_by_role("group", name="Messages that could not be taken")
    rows = letters.get_by_role("row").filter(has_text="product: Field required")
    expect(rows).to_have_count(50)
    expect(rows.first.get_by_role("button", name="Drop")).to_be_in_viewport(ratio=1)
    admin.page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(60)


def test_the_screens_of_data_and_administration_keep_nobody_out(empty_service: Any, visit: Opener) -> None:
    admin = visit(empty_service)
    admin.sign_in(empty_service.add_user("admin"))
    tabs = tuple(f"/admin?tab={tab}" for tab in ("users", "schedules", "audit", "health", "settings"))
    for view in (*SCREENS, *tabs):
        admin.open(view)
        admin.settle()
        expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
        admin.check_access()


def test_products_of_an_empty_service_lead_to_the_import(empty_service: Any, visit: Opener) -> None:
    analyst = visit(empty_service)
    analyst.sign_in(empty_service.add_user("analyst"))
    for view in ("/products", "/products?group=category"):
        analyst.open(view)
        said = analyst.page.get_by_text("Here stand all products in all stores.")
        expect(said).to_be_visible(timeout=30_000)
        analyst.check_access()
    analyst.page.get_by_role("link", name="Bring in sales").click()
    expect(analyst.page.get_by_role("heading", level=1, name="Import")).to_be_visible()
