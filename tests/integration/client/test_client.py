"""The client against a server that listens: nouns, pages, refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from foresale.client import Client, ServerError, connection
from foresale.client.sales import MOST_ROWS


def test_a_product_is_added_read_changed_and_removed(served):
    with served.log_in("analyst") as client:
        added = client.products.add(sku="TEA", name="Tea", price=Decimal("2.49"), category="Drinks")
        assert added.price == Decimal("2.49")
        assert isinstance(added.created_at, datetime)
        assert client.products.get(added.id) == client.products.find("TEA") == added
        changed = client.products.change(added.id, price=Decimal("2.79"))
        assert (changed.price, changed.category) == (Decimal("2.79"), "Drinks")
        assert client.products.remove(added.id).deleted
        with pytest.raises(ServerError, match="no product") as refusal:
            client.products.get(added.id)
        assert refusal.value.status == 404
        assert refusal.value.fix


def test_stores_and_events_are_kept_like_products(served):
    with served.log_in("analyst") as client:
        store = client.stores.add(code="S1", name="Roma", country="it", time_zone="Europe/Rome")
        assert client.stores.change(store.id, city="Roma").country == "IT"
        event = client.events.add(
            name="Fair", starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 3), store_id=store.id
        )
        assert client.events.get(event.id).starts_on == date(2026, 4, 1)
        assert [found.name for found in client.events.list(since=date(2026, 4, 3), store="S1")] == ["Fair"]
        assert [*client.events.list(until=date(2026, 3, 31))] == []
        assert client.events.change(event.id, discount=0.25).discount == 0.25
        assert client.events.remove(event.id).deleted
        (easter,) = client.events.year_before(date(2026, 4, 6), date(2026, 4, 6), store="S1")
        assert (easter.before, easter.event) == (date(2025, 4, 21), "Easter Monday")


def test_what_is_not_there_is_told_by_name(served):
    with served.log_in("viewer") as client:
        with pytest.raises(ServerError, match="no product 'GONE'") as refusal:
            client.products.find("GONE")
        assert refusal.value.status == 404
        with pytest.raises(ServerError, match="no store 'GONE'"):
            client.stores.find("GONE")


def test_a_list_is_fetched_page_by_page_as_it_is_read(served, monkeypatch):
    monkeypatch.setattr(connection, "PAGE_ROWS", 2)
    with served.log_in("analyst") as client:
        for number in range(5):
            client.products.add(sku=f"P{number}", name=f"Product {number}")
        seen = []
        asked = served_paths(served)
        pages = client.products.list(sort="-sku")
        seen.append(next(pages).sku)
        assert asked().count("/api/products") == 1
        seen += [product.sku for product in pages]
        assert seen == ["P4", "P3", "P2", "P1", "P0"]
        assert asked().count("/api/products") == 3


def served_paths(served):
    """Follows which addresses a server answers with GET."""
    paths = []
    app = served.app

    async def noting(scope, receive, send, answer=app.middleware_stack):
        if scope["type"] == "http" and scope["method"] == "GET":
            paths.append(scope["path"])
        await answer(scope, receive, send)

    app.middleware_stack = noting
    return lambda: paths


def sale(number, **more):
    sold_at = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(minutes=number)
    return {
        "transaction_id": f"t{number}",
        "store": "S1",
        "product": "TEA",
        "sold_at": sold_at,
        "quantity": 2,
        "unit_price": Decimal("2.5"),
        **more,
    }


@pytest.fixture
def shop(served):
    """An analyst's client of a server with a store and a product."""
    with served.log_in("analyst") as client:
        client.products.add(sku="TEA", name="Tea", category="Drinks")
        client.stores.add(code="S1", name="Roma")
        yield client


def test_sales_are_added_once_and_judged_one_by_one(shop):
    first = shop.sales.add(**sale(0))
    assert (first.revenue, first.sold_on) == (Decimal("5.00"), date(2026, 3, 1))
    told = shop.sales.add_many([sale(0), sale(1), sale(2, product="GONE"), sale(0, quantity=3)])
    assert (told.added, told.known, told.conflicting, told.rejected) == (1, 1, 1, 1)
    assert [(fault.row, fault.column) for fault in told.faults] == [(2, "product"), (3, "quantity")]
    assert {kept.transaction_id for kept in shop.sales.list(product="TEA")} == {"t0", "t1"}


def test_more_sales_than_a_request_takes_are_sent_in_several_and_counted_as_one(shop):
    rows = [sale(number) for number in range(MOST_ROWS)] + [sale(1, quantity=9)]
    told = shop.sales.add_many(iter(rows))
    assert (told.added, told.conflicting, len(told.rows)) == (MOST_ROWS, 1, MOST_ROWS + 1)
    assert told.faults[0].row == MOST_ROWS


def test_a_refusal_names_the_parts_that_can_not_be_used(shop):
    with pytest.raises(ServerError, match="price") as refusal:
        shop.products.add(sku="X", name="X", price=Decimal(-1))
    assert refusal.value.status == 422
    assert refusal.value.parts[0]["where"].startswith("body")


def test_what_a_role_may_not_do_is_refused(served):
    with served.log_in("viewer") as client, pytest.raises(ServerError, match="viewer") as refusal:
        client.products.add(sku="TEA", name="Tea")
    assert refusal.value.status == 403


def test_a_change_is_refused_where_somebody_else_was_faster(shop):
    tea = shop.products.find("TEA")
    slow = shop._connection

    def meanwhile(method, path, **content):
        if method == "PUT":
            slow.send = send
            shop.products.change(tea.id, name="Green tea")
        return send(method, path, **content)

    send, slow.send = slow.send, meanwhile
    with pytest.raises(ServerError) as refusal:
        shop.products.change(tea.id, name="Black tea")
    assert refusal.value.status == 412
    assert shop.products.get(tea.id).name == "Green tea"


def test_an_address_where_something_else_answers_is_told(served):
    with Client(served.address + "/") as client, pytest.raises(ServerError, match="logged in"):
        client.me()
    with (
        Client("127.0.0.1:9", api_key="fsk_x") as client,
        pytest.raises(ServerError, match="No server answers"),
    ):
        client.me()


def test_an_admin_adds_changes_and_removes_users(served):
    with served.log_in("admin") as client:
        added = client.users.add(email="ada@example.com", name="Ada", role="planner", store_ids="all")
        assert added.one_time_password not in repr(added)
        assert client.users.change(added.id, role="analyst").name == "Ada"
        assert [user.email for user in client.users.list(role="analyst")] == ["ada@example.com"]
        assert client.users.reset_password(added.id) != added.one_time_password
        client.users.remove(added.id)
        with pytest.raises(ServerError):
            client.users.get(added.id)
