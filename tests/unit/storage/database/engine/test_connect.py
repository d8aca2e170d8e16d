"""A connection that can't be made ready is closed, whatever stopped it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from foresale.errors import OptionError
from foresale.storage.database.engine.connect import connect


class Failing:
    """A connection of psycopg to a server of some encoding, on which every statement fails."""

    def __init__(self, encoding: str) -> None:
        self.info = SimpleNamespace(parameter_status=lambda _name: encoding)
        self.is_closed = False

    def execute(self, _statement: str) -> None:
        raise ConnectionResetError

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(("encoding", "error"), [("UTF8", ConnectionResetError), ("LATIN1", OptionError)])
def test_a_connection_to_postgres_that_is_lost_while_it_is_made_ready_is_closed(
    encoding: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, made = connect("postgresql://somewhere/shop"), Failing(encoding)
    dialect: Any = engine.dialect
    monkeypatch.setattr(dialect, "connect", lambda *_arguments, **_options: made)
    with pytest.raises(error):
        engine.connect()
    assert made.is_closed
    engine.dispose()
