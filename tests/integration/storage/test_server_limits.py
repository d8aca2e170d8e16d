"""A server says how many connections it allows, and whoever starts more processes than that hears of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from foresale.container import Container
from foresale.service.processes.needed_connections import describe_few_connections
from foresale.settings import Settings
from foresale.storage.database.engine.server_limits import read_allowed_connections

SETTING = {"postgresql": "SHOW max_connections", "mysql": "SELECT @@max_connections"}


def test_more_processes_than_a_server_has_connections_for_are_told(
    database: sa.Engine, tmp_path: Path
) -> None:
    address = database.url.render_as_string(hide_password=False)
    container = Container(Settings(home=tmp_path, database_url=address))
    many: Any = {"api": 500}
    try:
        allowed, words = read_allowed_connections(database), describe_few_connections(container, many)
        assert describe_few_connections(container, {"scheduler": 1}) is None
    finally:
        container.close()
    if database.dialect.name == "sqlite":
        assert (allowed, words) == (None, None)
        return
    with database.connect() as connection:
        stated = int(connection.scalar(sa.text(SETTING[database.dialect.name])) or 0)
    assert allowed is not None
    assert 0 < allowed <= stated
    assert words is not None
    assert f"allows {allowed} connections" in words
    assert "may want 10000" in words
