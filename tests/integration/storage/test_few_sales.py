"""A handful of sales is judged without frames, and exactly as frames judge thousands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from foresale.storage.database.sales.add_each import SaleRules, add_each, resolve, resolve_many
from foresale.storage.database.sales.few_sales import resolve_few
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.importing.plausible_days import PlausibleDays

PLAUSIBLE = PlausibleDays(date(2000, 1, 1), date(2024, 3, 1), max_years=2)
WORDS = st.sampled_from(
    (
        "P1",
        " P1 ",
        "P2",
        "p1",
        "",
        "\u2003P1\u00a0",
        "\x1cP1",
        "P\x001",
        "S1",
        "S2",
        "S3",
        "S4",
        "ä" * 101,
        "x" * 65,
    )
)
MONEY = st.none() | st.decimals(-5, 20, places=4) | st.sampled_from((Decimal("2e12"), Decimal("1.00005")))
ZONES = st.sampled_from((None, UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=14))))
HOURS = st.datetimes(datetime(2024, 3, 30, 20), datetime(2024, 4, 1)) | st.sampled_from(
    (
        datetime(2024, 3, 31, 2, 30),  # skipped in Berlin
        datetime(2024, 10, 27, 2, 30),  # twice in Berlin
        datetime(2024, 10, 6, 2, 15),  # skipped on Lord Howe Island, by half an hour
        datetime(1899, 12, 31, 23), datetime(1999, 6, 1), datetime(2021, 6, 1), datetime(2200, 12, 31, 23),
    )
)  # fmt: skip
SALES = st.lists(
    st.fixed_dictionaries(
        {
            "transaction_id": WORDS | st.sampled_from(("1", "2")),
            "product": WORDS,
            "store": WORDS,
            "sold_at": st.tuples(HOURS, ZONES).map(lambda made: made[0].replace(tzinfo=made[1])),
            "quantity": st.sampled_from((1.0, -2.0, 0.1, 1 / 3, 2, 0.00005, 1e12, 2e12, float("nan"))),
            "unit_price": MONEY, "revenue": MONEY,
            "customer_group": st.none() | WORDS, "promotion": st.none() | WORDS,
        }
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@pytest.fixture
def shops(database: sa.Engine) -> Iterator[sa.Connection]:
    """An open transaction that knows two products and four stores, each with a clock of its own."""
    with Session(database) as session, session.begin():
        zones = {"S1": None, "S2": "Europe/Berlin", "S3": "Australia/Lord_Howe", "S4": "Pacific/Kiritimati"}
        session.add_all(ProductRow(sku=sku, name=sku) for sku in ("P1", "P2"))
        session.add_all(StoreRow(code=code, name=code, time_zone=zone) for code, zone in zones.items())
    with database.connect() as connection:
        yield connection


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sales=SALES, limited=st.booleans())
def test_few_sales_are_judged_as_frames_judge_them(
    shops: sa.Connection, sales: list[dict[str, Any]], limited: bool
) -> None:
    stores = shops.scalars(sa.select(StoreRow.id).where(StoreRow.code.in_(("S1", "S2", "S3")))).all()
    rules = SaleRules("America/New_York", stores if limited else None, PLAUSIBLE)
    if resolve_few(shops, sales, rules.time_zone, rules.store_ids, rules.plausible) is None:
        return  # left to the frame
    assert resolve(shops, sales, rules) == resolve_many(shops, sales, rules)


def test_usual_sales_need_no_frame_and_odd_ones_get_it(shops: sa.Connection) -> None:
    sale = {
        "transaction_id": "1", "product": "P1", "store": "S2", "quantity": 3.0,
        "unit_price": Decimal("0.3333"), "sold_at": datetime(2024, 3, 30, 12, tzinfo=UTC),
    }  # fmt: skip

    def few(**changes: Any) -> Any:
        return resolve_few(shops, [{**sale, **changes}], "UTC", None, PLAUSIBLE)

    values, faults = few()
    assert (values[0]["revenue"], values[0]["sold_on"], faults) == (Decimal("0.9999"), date(2024, 3, 30), {})
    for odd in (
        {"unit_price": 0.3},
        {"sold_at": date(2024, 3, 30)},
        {"quantity": Decimal(3)},
        {"product": 5},
    ):
        assert few(**odd) is None


def test_what_streams_bring_together_needs_no_frame(
    shops: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        pytest.fail("a frame was made")

    monkeypatch.setattr("foresale.storage.database.sales.add_each.resolve_many", refuse)
    moment = datetime(2024, 3, 30, 12, tzinfo=UTC)
    sale = {"product": "P1", "store": "S1", "quantity": 3.0, "sold_at": moment}
    outcomes = add_each(shops, [{**sale, "transaction_id": str(n)} for n in range(500)], SaleRules())
    assert {one.status for one in outcomes} == {"added"}


def test_of_two_who_store_the_same_sale_at_once_only_one_added_it(database: sa.Engine) -> None:
    with Session(database) as session, session.begin():
        session.add_all([ProductRow(sku="P1", name="P1"), StoreRow(code="S1", name="S1")])
    moment = datetime(2024, 3, 30, 12, tzinfo=UTC)
    sale = {"transaction_id": "1", "product": "P1", "store": "S1", "quantity": 3.0, "sold_at": moment}
    told: list[str] = []

    def add(quantity: float) -> None:
        with database.begin() as connection:
            connection.execute(sa.select(SaleRow.id))  # a snapshot from before the other ends
            (outcome,) = add_each(connection, [{**sale, "quantity": quantity}], SaleRules())
            told.append(outcome.status)

    others = [threading.Thread(target=add, args=(quantity,)) for quantity in (3.0, 4.0)]
    with database.begin() as connection:
        (first,) = add_each(connection, [sale], SaleRules())
        for other in others:
            other.start()
        others[0].join(0.5)
        assert told == []
    for other in others:
        other.join(20)
    assert (first.status, sorted(told)) == ("added", ["conflicting", "known"])
