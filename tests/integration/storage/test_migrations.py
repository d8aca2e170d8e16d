"""The schema goes up and down on every database, and ends where the tables say it should."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from foresale.errors import OptionError
from foresale.forecasting.explanation.causes import Cause, ReasonPart, SeriesReason
from foresale.forecasting.explanation.reason_words import write_reason
from foresale.storage.database.engine import migrate
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.tables import Table
from foresale.storage.database.tables.catalog import ProductRow, StockBaseRow, StockMovementRow, StoreRow
from foresale.storage.database.tables.outlook import ForecastReasonRow
from foresale.storage.database.tables.people import RoleRow, UserRow
from foresale.storage.database.tables.trade import SaleRow


def differences(engine: sa.Engine) -> list[object]:
    """What alembic would change to make the database what the tables say."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        return list(compare_metadata(context, Table.metadata))


def add_a_sale(engine: sa.Engine) -> None:
    with Session(engine) as session, session.begin():
        session.add_all([ProductRow(sku="Tea", name="Tea"), StoreRow(code="Ä", name="Ä")])
        session.add(UserRow(email="a@example.org", name="Ann", password_hash="-", role="planner"))
        session.flush()
        session.add(
            SaleRow(
                transaction_id="1", store_id=1, product_id=1, sold_at=datetime(2024, 5, 1, 22, tzinfo=UTC),
                sold_on=date(2024, 5, 2), quantity=1.5, revenue=Decimal("3.1415"),
            )
        )  # fmt: skip


def test_a_migrated_database_is_what_the_tables_say(engine: sa.Engine) -> None:
    assert migrate.revision(engine) is None
    assert migrate.upgrade(engine) == migrate.newest() == migrate.revision(engine)
    assert differences(engine) == []


def test_the_schema_goes_up_down_and_up_with_data_in_it(engine: sa.Engine) -> None:
    migrate.upgrade(engine)
    add_a_sale(engine)
    assert migrate.upgrade(engine) == migrate.newest()
    with Session(engine) as session:
        sale = session.scalars(sa.select(SaleRow)).one()
        assert (sale.revenue, sale.sold_at) == (Decimal("3.1415"), datetime(2024, 5, 1, 22, tzinfo=UTC))
    assert migrate.downgrade(engine, "0001") == "0001"
    with Session(engine) as session:
        assert session.scalars(sa.select(ProductRow.sku)).all() == ["Tea"]
    assert "sales" not in sa.inspect(engine).get_table_names()
    assert migrate.downgrade(engine, migrate.NOTHING) == migrate.NOTHING
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    migrate.upgrade(engine)
    assert differences(engine) == []


def test_every_step_alone_goes_down_and_up_again(engine: sa.Engine) -> None:
    steps = [f"{number:04d}" for number in range(1, 32)]
    assert steps[-1] == migrate.newest()
    for step in steps:
        migrate.upgrade(engine, step)
        if step != steps[0]:
            migrate.downgrade(engine, steps[steps.index(step) - 1])
            migrate.upgrade(engine, step)
    assert differences(engine) == []


def test_a_products_one_stock_becomes_that_of_no_store_and_back(engine: sa.Engine) -> None:
    migrate.upgrade(engine, "0007")
    products = sa.table("products", sa.column("id"), sa.column("sku"), sa.column("stock"))
    with engine.begin() as connection:
        rows = (("Tea", 12.5), ("Jam", None))
        values = ", ".join(
            f"('{sku}', '{sku}', {'NULL' if stock is None else stock}, 7, 1, {true_of(engine)}, "
            "'2024-05-01 00:00:00')"
            for sku, stock in rows
        )
        columns = "sku, name, stock, lead_time_days, pack_size, is_active, created_at"
        connection.exec_driver_sql(f"INSERT INTO products ({columns}) VALUES {values}")  # noqa: S608
    migrate.upgrade(engine)
    with Session(engine) as session, session.begin():
        base = session.scalars(sa.select(StockBaseRow)).one()
        assert (base.units, base.place, base.store_id, base.is_counted) == (12.5, 0, None, True)
        later = base.since + timedelta(hours=1)
        session.add(StoreRow(code="Ulm", name="Ulm"))
        session.flush()
        movement = {"moved_at": later, "quantity": 3.0, "reason": "delivery"}
        session.add(StockMovementRow(product_id=base.product_id, **movement))
        session.add(
            SaleRow(
                transaction_id="1", store_id=1, product_id=base.product_id, sold_at=later,
                sold_on=later.date(), quantity=1.5,
            )
        )  # fmt: skip
    migrate.downgrade(engine, "0007")
    with engine.connect() as connection:
        found = connection.execute(sa.select(products.c.sku, products.c.stock).order_by(products.c.sku))
        assert [tuple(row) for row in found] == [("Jam", None), ("Tea", 14.0)]


def test_why_old_forecasts_are_as_they_are_stays_a_sentence_and_comes_back(engine: sa.Engine) -> None:
    migrate.upgrade(engine, "0022")
    columns = "model_version, cutoff, horizon, levels, n_series, is_tracked, created_at"
    values = f"'daily.all.1', '2024-05-05', 7, '[0.5]', 1, {true_of(engine)}, '2024-05-06 00:00:00'"
    product = f"'Tea', 'Tea', 7, 1, {true_of(engine)}, '2024-05-01 00:00:00'"
    store = f"'Ä', 'Ä', {true_of(engine)}, '2024-05-01 00:00:00'"
    with engine.begin() as connection:
        for table, names, row in (
            ("products", "sku, name, lead_time_days, pack_size, is_active, created_at", product),
            ("stores", "code, name, is_active, created_at", store),
            ("forecast_runs", columns, values),
            ("forecast_reasons", "run_id, product_id, store_id, text", "1, 1, 1, 'Like \"always\", Ü.'"),
        ):
            connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({row})")  # noqa: S608
    migrate.upgrade(engine)
    made = SeriesReason(8.1, 9.0, 7, (ReasonPart(Cause("promotion", "Easter"), 0.2),))
    with Session(engine) as session, session.begin():
        assert session.scalars(sa.select(ForecastReasonRow.explanation)).one() == {
            "sentence": 'Like "always", Ü.'
        }
        for number, explanation in enumerate((made.as_json(), {"parts": []}, None), 2):
            session.add(StoreRow(id=number, code=f"New {number}", name="New"))
            session.flush()
            session.add(ForecastReasonRow(run_id=1, product_id=1, store_id=number, explanation=explanation))
    migrate.downgrade(engine, "0022")
    with engine.connect() as connection:
        told = connection.exec_driver_sql("SELECT text FROM forecast_reasons ORDER BY store_id")
        assert told.scalars().all() == ['Like "always", Ü.', write_reason(made), "", ""]


def true_of(engine: sa.Engine) -> str:
    return "1" if engine.dialect.name == "sqlite" else "true"


def test_roles_are_there_from_the_start(engine: sa.Engine) -> None:
    migrate.upgrade(engine)
    with Session(engine) as session:
        assert set(session.scalars(sa.select(RoleRow.name))) == {"viewer", "planner", "analyst", "admin"}


def test_processes_that_upgrade_at_once_wait_for_one_another(engine: sa.Engine) -> None:
    reached = []
    threads = [threading.Thread(target=lambda: reached.append(_upgraded(engine.url))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reached == [migrate.newest()] * 3


def _upgraded(url: sa.URL) -> str:
    own = connect(url.render_as_string(hide_password=False))
    try:
        return migrate.upgrade(own)
    finally:
        own.dispose()


def test_an_old_or_empty_database_is_refused_with_the_command_that_mends_it(engine: sa.Engine) -> None:
    for step in (None, "0002"):
        if step:
            migrate.upgrade(engine, step)
        with pytest.raises(OptionError, match="foresale db upgrade"):
            migrate.check_current(engine)
    migrate.upgrade(engine)
    migrate.check_current(engine)


def test_a_database_from_a_newer_program_is_left_alone(engine: sa.Engine) -> None:
    migrate.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (migrate.upgrade, migrate.check_current):
        with pytest.raises(OptionError, match="9999"):
            attempt(engine)


def test_a_revision_that_does_not_exist_is_told_with_those_that_do(engine: sa.Engine) -> None:
    migrate.upgrade(engine, "0002")
    for attempt in (lambda: migrate.upgrade(engine, "nope"), lambda: migrate.downgrade(engine, "0004")):
        with pytest.raises(OptionError, match="0003"):
            attempt()
