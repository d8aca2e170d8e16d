"""Services with databases of their own, for the tests of the live feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from foresale.container import Container
from foresale.settings import Settings
from foresale.storage.database.tables.catalog import ProductRow, StoreRow
from live_service import PRODUCTS, STORES, Service
from ready_databases import ReadyDatabases


@pytest.fixture
def open_service(ready_databases: ReadyDatabases, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """A function that prepares a service over a kind of database, with two stores and two products."""
    with ExitStack() as running:

        def prepare(kind: str = "sqlite", *, with_loops: bool = True, **settings: Any) -> Service:
            address = ready_databases.open(kind)
            running.callback(ready_databases.put_back, address)
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
