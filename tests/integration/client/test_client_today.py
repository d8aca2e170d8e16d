"""Today, asked from Python and on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
import sqlalchemy as sa

from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.operations import ServingRow
from foresale.workflows.ports import ForecastRun


@pytest.fixture
def forecast_of_ten(served):
    """A product that is forecast to sell ten today, and has sold three."""
    now = datetime.now(UTC)
    if now.hour == 23 and now.minute > 57:
        pytest.skip("Midnight would come within the test.")
    with served.log_in() as admin:
        admin.stores.add(code="S1", name="Ulm")
        admin.products.add(sku="TEA", name="Tea")
        admin.sales.add(transaction_id="t1", store="S1", product="TEA", sold_at=now, quantity=3.0)
    levels = (0.1, 0.5, 0.9)
    rows = pl.DataFrame(
        {
            "product": ["TEA"],
            "store": ["S1"],
            "grain": ["day"],
            "target_date": [now.date()],
            "mean": [10.0],
            "deviation": [3.0],
            "quantiles": [[6.0, 10.0, 14.0]],
        }
    )
    reasons = pl.DataFrame(
        {"product": ["TEA"], "store": ["S1"], "explanation": ['{"sentence": "It sells evenly."}']}
    )
    yesterday = now.date() - timedelta(days=1)
    served.container.forecast_repository.put(ForecastRun("daily.all.1", yesterday, 28, levels, rows, reasons))
    with served.container.engine.begin() as connection:
        champion = {"model": "daily.all", "alias": "champion", "version": 1, "since": utc_now()}
        connection.execute(sa.insert(ServingRow), champion)
    served.app.state.predictor.champions.refresh()
    return served


def test_python_is_told_what_today_will_have_sold(forecast_of_ten):
    with forecast_of_ten.log_in("planner") as client:
        (item,) = client.forecasts.today(store="S1")
        assert [*client.forecasts.today(category="Bread")] == []
    assert (item.product.sku, item.store.code, item.sold, item.mean) == ("TEA", "S1", 3.0, 10.0)
    assert (item.morning.lower, item.share) == (6.0, None)


def test_the_command_shows_it_as_a_table_and_as_data(forecast_of_ten, foresale):
    email = forecast_of_ten.add_user("viewer")
    words = ("login", "--server", forecast_of_ten.address, "--email", email, "--password-stdin")
    assert foresale(*words, text="seven amber ladders\n").returncode == 0
    shown = foresale("remote", "today")
    assert shown.returncode == 0, shown.stderr
    assert "6–14" in shown.stdout
    assert "no times of day" in shown.stdout
    by_store = json.loads(foresale("remote", "today", "--by-store", "--json").stdout)["items"]
    assert [(one["store"]["code"], one["sold"], one["mean"]) for one in by_store] == [("S1", 3.0, 10.0)]
    assert "Known until" in foresale("remote", "today", "--by-store").stdout
    told = json.loads(foresale("remote", "today", "--json").stdout)
    assert (told["items"][0]["sold"], told["more"]) == (3.0, False)
    assert "Nothing is forecast" in foresale("remote", "today", "--category", "Bread").stdout
