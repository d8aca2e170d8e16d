"""An app that stops closes all that it opened."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from foresale.container import Container
from foresale.service.api.app import create_app
from foresale.settings import Settings
from foresale.storage.database.engine.migrate import upgrade


def test_what_fails_to_close_keeps_no_connection_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    container = Container(Settings(home=tmp_path))
    upgrade(container.engine)
    app = create_app(container)
    close = app.state.predictor.close

    def fail() -> None:
        close()
        raise OSError("The disk is full.")

    monkeypatch.setattr(app.state.predictor, "close", fail)
    pool = container.engine.pool

    async def live() -> None:
        async with app.router.lifespan_context(app):
            assert pool.checkedin() > 0

    with pytest.raises(OSError, match="disk is full"):
        asyncio.run(live())
    assert container.engine.pool is not pool  # that one's connections are closed
