"""Services with databases of their own, for the tests of the live feed."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.settings import Settings
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.tables import Table
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from live_service import PRODUCTS, STORES, Service


@pytest.fixture(scope="session")
def prepared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """A function that answers a migrated database of a kind; on servers always the same."""
    made: dict[str, str] = {}

    def address_of(kind: str) -> str:
        if kind not in made:
            if kind == "sqlite":
                made[kind] = f"sqlite:///{tmp_path_factory.mktemp('live') / 'empty.db'}"
            else:
                server: str = request.getfixturevalue(f"{kind}_url")
                engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
                with engine.connect() as connection:
                    connection.exec_driver_sql("CREATE DATABASE live")
                engine.dispose()
                made[kind] = server.rpartition("/")[0] + "/live"
            engine = connect(made[kind])
            upgrade(engine)
            engine.dispose()
        if kind != "sqlite":
            return made[kind]
        template = Path(made[kind].removeprefix("sqlite:///"))
        return f"sqlite:///{shutil.copy(template, template.with_name(f'{secrets.token_hex(4)}.db'))}"

    return address_of


def empty(address: str) -> None:
    """Take out every row but the roles, and let the log begin anew."""
    engine = connect(address)
    with engine.begin() as connection:
        for table in reversed(Table.metadata.sorted_tables):
            if table.name not in ("roles", "event_log_head"):
                connection.execute(table.delete())
        head = Table.metadata.tables["event_log_head"].update()
        connection.execute(head.values(epoch=secrets.token_hex(4), last_seq=0, pruned_seq=0))
    engine.dispose()


@pytest.fixture
def open_service(prepared_database: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """A function that prepares a service over a kind of database, with two stores and two products."""
    with ExitStack() as running:

        def prepare(kind: str = "sqlite", *, with_loops: bool = True, **settings: Any) -> Service:
            address = prepared_database(kind)
            if kind != "sqlite":
                running.callback(empty, address)
            stated = Settings(home=tmp_path / "home", database_url=address, **settings)
            container = Container(stated)
            running.callback(container.close)
            service = Service(stated, container, running)
            with Session(container.engine) as session, session.begin():
                rows = [StoreRow(code=code, name=code) for code in STORES]
                goods = [ProductRow(sku=sku, name=sku) for sku in PRODUCTS]
                session.add_all([*rows, *goods])
                session.flush()
                service.ids |= {row.code: row.id for row in rows} | {row.sku: row.id for row in goods}
            if with_loops:
                service.begin_loops()
            return service

        yield prepare


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def service(request: pytest.FixtureRequest, open_service: Callable[..., Service]) -> Service:
    """A service over each kind of database."""
    return open_service(request.param)


@pytest.fixture
def embedded(open_service: Callable[..., Service]) -> Service:
    """A service over SQLite, for what no database can change."""
    return open_service()
