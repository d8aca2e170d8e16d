"""Sums of sold days are read from what is kept, and what changed since is summed in turn."""

from __future__ import annotations

import sqlalchemy as sa

from empty_shop import FIRST, empty_shop
from foresale.service.live.sold_days_loop import SoldDaysLoop
from foresale.storage.database.live_leases import Lease
from foresale.storage.database.monitoring.actuals import DatabaseActuals
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.sales.sales_sums import SoldQuestion
from foresale.storage.database.sales.sold_days import sum_changed_days
from foresale.storage.database.sales.sold_product_days import sum_changed_product_days
from foresale.storage.database.tables.trade import ChangedProductDayRow, SoldDayRow, SoldProductDayRow


def test_sums_of_stores_and_days_are_read_from_what_is_kept(database: sa.Engine) -> None:
    empty_shop(database)
    sale = {"product": "Tea", "store": "S1", "sold_at": FIRST, "quantity": 1.0}
    book = DatabaseSales(database)
    book.add_each([{**sale, "transaction_id": "1"}])
    assert sum_changed_days(database) == 1
    with database.begin() as connection:
        connection.execute(sa.update(SoldDayRow).values(quantity=7.0))
    asked = [SoldQuestion(), SoldQuestion("week", ("store",)), SoldQuestion("month", first=FIRST.date())]
    assert [row.quantity for question in asked for row in book.sum_sales(question)] == [7.0, 7.0, 7.0]
    by_product = [SoldQuestion(by=("product",)), SoldQuestion("month", ("category",))]
    assert [row.quantity for question in by_product for row in book.sum_sales(question)] == [1.0, 1.0]
    assert sum_changed_product_days(database) == 1
    with database.begin() as connection:
        connection.execute(sa.update(SoldProductDayRow).values(quantity=5.0))
    assert [row.quantity for question in by_product for row in book.sum_sales(question)] == [5.0, 5.0]
    by_store = SoldQuestion(by=("product", "store"))
    assert [row.quantity for row in book.sum_sales(by_store)] == [1.0]
    book.add_each([{**sale, "transaction_id": "2"}])
    assert [row.quantity for row in book.sum_sales(SoldQuestion())] == [2.0]


def test_what_an_older_program_summed_during_an_upgrade_is_summed_by_product_too(database: sa.Engine) -> None:
    empty_shop(database)
    sale = {"product": "Tea", "store": "S1", "sold_at": FIRST, "quantity": 1.0}
    book, by_product = DatabaseSales(database), SoldQuestion(by=("product",))
    book.add_each([{**sale, "transaction_id": "1"}])
    sum_changed_days(database)
    with database.begin() as connection:
        connection.execute(sa.delete(ChangedProductDayRow))  # which it doesn't know
    assert book.sum_sales(by_product) == []
    loop, lease = SoldDaysLoop(database), Lease("sums of sales", 1)
    assert loop.run_once(lease)
    assert [row.quantity for row in book.sum_sales(by_product)] == [1.0]
    assert not loop.run_once(lease)


def test_days_that_were_summed_are_looked_at_once_and_no_note_is_lost(database: sa.Engine) -> None:
    empty_shop(database)
    sale = {"product": "Tea", "store": "S1", "sold_at": FIRST, "quantity": 1.0}
    book, actuals = DatabaseSales(database), DatabaseActuals(database)
    for number in range(3):
        book.add_each([{**sale, "transaction_id": str(number)}])
        sum_changed_days(database)
    changes = actuals.changes()
    assert [list(days) for days in changes.days.values()] == [[FIRST.date()]]
    assert len(changes.notes) == 1
    book.add_each([{**sale, "transaction_id": "3"}])
    actuals.mark_checked(changes, {})
    assert [list(days) for days in actuals.changes().days.values()] == [[FIRST.date()]]
    actuals.mark_checked(actuals.changes(), {})
    assert actuals.changes().days == {}


def test_a_day_that_changes_all_the_time_keeps_no_other_waiting(database: sa.Engine) -> None:
    empty_shop(database)
    book, sale = DatabaseSales(database), {"product": "Tea", "sold_at": FIRST, "quantity": 1.0}
    for number, store in enumerate(("S1", "S2", "S1")):
        book.add_each([{**sale, "store": store, "transaction_id": str(number)}])
    summed = []
    for number in range(3, 6):
        assert sum_changed_days(database, 1) == 1
        with database.connect() as connection:
            summed.append(connection.scalar(sa.select(sa.func.count()).select_from(SoldDayRow)))
        book.add_each([{**sale, "store": "S1", "transaction_id": str(number)}])
    assert summed == [1, 2, 2]
