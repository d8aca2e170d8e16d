"""The loop that sums forecasts leaves the database in peace after it has read much."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from foresale.service.live import forecast_sums_loop
from foresale.storage.database.live_leases import Lease

LEASE = Lease("sums of forecasts", 1)


@pytest.mark.parametrize("kept", [0, 3])
def test_it_rests_after_work_also_where_prices_changed_meanwhile(
    monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    read = []

    def work(_engine: sa.Engine, base: int) -> int:
        read.append(base)
        time.sleep(0.05)
        return kept

    monkeypatch.setattr(forecast_sums_loop, "daily_bases", lambda _connection: [1])
    monkeypatch.setattr(forecast_sums_loop, "sum_forecast_days", work)
    engine = sa.create_engine("sqlite://")
    loop = forecast_sums_loop.ForecastSumsLoop(engine)
    assert [loop.run_once(LEASE), loop.run_once(LEASE)] == [kept > 0, False]
    engine.dispose()
    assert read == [1]
