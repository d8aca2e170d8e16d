"""The whole way over HTTP: sales brought in, models trained, promoted, asked, taken back."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest


@pytest.fixture
def sales(tmp_path):
    """Two years of a shop's days: three products, more in December and on Saturdays."""
    first, place = date(2023, 1, 1), tmp_path / "sales.csv"
    lines = ["transaction_id,date,store,product,quantity,unit_price\n"]
    for step in range(730):
        day = first + timedelta(days=step)
        for number, product in enumerate(("TEA", "COFFEE", "BREAD")):
            units = 10 + 5 * number + 6 * (day.weekday() == 5) + 8 * (day.month == 12) + step * 7 % 5
            lines.append(f"{step}-{number},{day},S1,{product},{units},2.50\n")
    place.write_text("".join(lines))
    return place


def test_sales_become_forecasts_that_are_asked_promoted_and_taken_back(served, worker, foresale, sales):
    with served.log_in("admin") as client:
        client.keep()
        assert foresale("remote", "import", sales, "--quiet").returncode == 0

        months = foresale("remote", "train", "--family", "monthly", "--json")
        assert months.returncode == 0, months.stdout
        assert json.loads(months.stdout)["state"] == "succeeded"
        days = foresale("remote", "train", "--models", "seasonal_naive,moving_average", "--horizon", 14)
        assert days.returncode == 0, days.stderr

        found = {model.version: model for model in client.models.list()}
        assert set(found) == {"monthly.all.1", "daily.all.1"}
        assert found["daily.all.1"].aliases == ("champion",)
        assert 0 <= found["daily.all.1"].metrics["wape"] < 0.5
        assert "daily.all.1" in foresale("remote", "models").stdout
        assert client.models.get("daily.all.1").leaderboard

        served.app.state.predictor.champions.refresh()
        tea = client.predict("TEA", "S1", horizon=14)
        assert (tea.model_version, tea.first) == ("daily.all.1", date(2024, 12, 31))
        assert 14 * 5 < tea.total.mean < 14 * 40

        # The shop sells the same every year, so the gate lets no model of months through by itself.
        refused = foresale("remote", "promote", "monthly.all.1")
        assert refused.returncode == 1
        assert "repeating the last season" in refused.stderr
        assert "comment" in foresale("remote", "promote", "monthly.all.1", "--override").stderr
        comment = ("--override", "--comment", "The only one.")
        assert "monthly.all.1 serves." in foresale("remote", "promote", "monthly.all.1", *comment).stdout
        assert client.models.get("monthly.all.1").promotions[0].action == "overridden"

        served.app.state.predictor.champions.refresh()
        month = client.predict_month(2025, 1, [700, 460, 450], of=("TEA", "S1"))
        assert month.model_version == "monthly.all.1"
        assert month.lower < month.mean < month.upper
        told = foresale("remote", "predict", "--month", "2025-01", "--lags", "700,460,450")
        assert "By monthly.all.1." in told.stdout

        alone = foresale("remote", "rollback", "daily.all.1")
        assert alone.returncode == 1
        assert "→ " in alone.stderr
