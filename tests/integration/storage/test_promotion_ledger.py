"""The promotions of record on every database."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.storage.database.forecasts.promotions import DatabasePromotionLedger, DatabasePromotions
from foresale.storage.database.sales.events import SCHEMA, read_events
from foresale.storage.database.tables.catalog import EventRow, ProductRow, StoreRow
from foresale.storage.database.tables.operations import AuditRow, ServingRow
from foresale.workflows.ports import Scope
from foresale.workflows.promotion.promote import Actor, PromotionEvent

WAITS = {"postgresql": "SET LOCAL lock_timeout = '3s'", "mysql": "SET innodb_lock_wait_timeout = 3"}


@pytest.fixture
def engine(database: sa.Engine) -> sa.Engine:
    return database


def test_changes_are_kept_in_order_and_the_last_one_serves(engine: sa.Engine) -> None:
    scope, other = Scope(), Scope("daily", "store=Ä")
    changes = [
        PromotionEvent(scope, None, 1, "promoted", "First"),
        PromotionEvent(other, None, 7, "promoted", "Other"),
        PromotionEvent(scope, 1, 2, "overridden", "Ünbelievable", Actor(None, "r")),
        PromotionEvent(scope, 2, 1, "rolled_back", "Back"),
    ]
    for change in changes:
        with Session(engine) as session, session.begin():
            ledger = DatabasePromotionLedger(session)
            ledger.hold(change.scope)
            ledger.record(change)
    with Session(engine) as session:
        ledger = DatabasePromotionLedger(session)
        history = [(c.before, c.after, c.action, c.reason) for c in ledger.history(scope)]
        assert history == [(c.before, c.after, c.action, c.reason) for c in changes if c.scope == scope]
        assert (ledger.serving(scope), ledger.serving(other), ledger.serving(Scope("daily", "none"))) == (
            1, 7, None,
        )  # fmt: skip
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditRow)) == 4


@pytest.mark.parametrize("database", ["postgres", "mariadb"], indirect=True)
def test_first_champions_of_two_parts_are_written_down_at_the_same_time(database: sa.Engine) -> None:
    promotions, parts = DatabasePromotions(database), [Scope("daily", f"store=S{n}") for n in (1, 2)]
    with promotions.change() as one, promotions.change() as other:
        for log, part in zip((one, other), parts, strict=True):
            log.session.execute(sa.text(WAITS[database.dialect.name]))
            log.hold(part)
        for log, part in zip((one, other), parts, strict=True):
            log.record(PromotionEvent(part, None, 1, "promoted", "First"))
            log.see(part, 1)
    with promotions.read() as log:
        assert [(log.serving(part), log.seen(part)) for part in parts] == [(1, 1), (1, 1)]


@pytest.mark.parametrize("database", ["postgres", "mariadb"], indirect=True)
def test_of_two_who_promote_the_first_champion_at_once_the_later_sees_the_other_s(
    database: sa.Engine,
) -> None:
    promotions, scope, served = DatabasePromotions(database), Scope(), list[int | None]()

    def promote_second(holds: Event) -> None:
        with promotions.change() as log:
            holds.set()
            log.hold(scope)
            served.append(log.serving(scope))
            log.record(PromotionEvent(scope, served[0], 2, "promoted", "Second"))

    with ThreadPoolExecutor(1) as threads:
        with promotions.change() as log:
            log.hold(scope)
            other = threads.submit(promote_second, holds := Event())
            assert holds.wait(10)
            time.sleep(0.2)
            log.record(PromotionEvent(scope, None, 1, "promoted", "First"))
        other.result(timeout=30)
    assert served == [1]
    with promotions.read() as log:
        assert [(change.before, change.after) for change in log.history(scope)] == [(None, 1), (1, 2)]


def test_what_is_not_committed_serves_nobody(engine: sa.Engine) -> None:
    with Session(engine) as session:
        DatabasePromotionLedger(session).record(PromotionEvent(Scope(), None, 1, "promoted", "First"))
        session.rollback()
    with Session(engine) as session:
        assert session.scalars(sa.select(ServingRow)).all() == []


def test_events_are_read_with_the_names_of_what_they_touch(engine: sa.Engine) -> None:
    from datetime import date

    day = date(2024, 5, 1)
    assert dict(read_events(engine).schema) == SCHEMA
    with Session(engine) as session, session.begin():
        tea, shop = ProductRow(sku="Tea", name="Tea"), StoreRow(code="Ä", name="Ä")
        session.add_all([tea, shop])
        session.flush()
        session.add_all(
            [
                EventRow(name="Fair", starts_on=day, ends_on=day, store_id=shop.id),
                EventRow(
                    name="Offer",
                    kind="promotion",
                    starts_on=day,
                    ends_on=day,
                    product_id=tea.id,
                    discount=0.2,
                ),
            ]
        )
    assert read_events(engine).rows() == [
        ("Fair", "event", day, day, None, None, "Ä", None),
        ("Offer", "promotion", day, day, 0.2, "Tea", None, None),
    ]
