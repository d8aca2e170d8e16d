"""Two jobs from their file to their end, by the command line alone: a month predicted, drivers published."""

from __future__ import annotations

import json
import random
import time

import pytest


@pytest.fixture
def monthly_file(tmp_path):
    """Six years of two products by month: more in December and in summer, and a little more each year."""
    draw, place = random.Random(5), tmp_path / "months.csv"
    lines = ["Month,Product,Store,Sales"]
    for year in range(2019, 2025):
        for month in range(1, 13):
            season = 40 * (month == 12) + 15 * (month in (6, 7)) + 6 * (year - 2019)
            for product, usual in (("Tea", 100), ("Coffee", 200)):
                lines.append(f"{year}-{month:02d},{product},Main,{usual + season + draw.randint(-4, 4)}")
    place.write_text("\n".join(lines) + "\n")
    return place


@pytest.fixture
def customers_file(tmp_path):
    """Ninety customers whose sales follow their visits."""
    draw, place = random.Random(2), tmp_path / "customers.csv"
    lines = ["customer_id,visits,age,gender,sales"]
    for number in range(90):
        visits, age, gender = draw.randint(1, 30), draw.randint(18, 80), draw.choice("fm")
        lines.append(f"{number},{visits},{age},{gender},{50 + 6 * visits + draw.gauss(0, 35):.2f}")
    place.write_text("\n".join(lines) + "\n")
    return place


def test_a_monthly_file_becomes_a_prediction_with_a_history(served, worker, foresale, monthly_file):
    with served.log_in("admin") as client:
        client.keep()
        asked = foresale("remote", "import", monthly_file, "--yes")
        assert asked.returncode == 1
        assert '--answer "period_sums=store on single days"' in asked.stderr
        settled = ("--answer", "store on single days", "--yes")
        assert foresale("remote", "import", monthly_file, *settled).returncode == 0

        trained = json.loads(foresale("remote", "train", "--family", "monthly", "--json").stdout)
        compared = trained["result"]["metrics"]
        assert {"wape", "naive_wape", "last_wape"} <= set(compared)
        assert compared["wape"] < compared["naive_wape"]
        assert client.models.get("monthly.all.1").aliases == ("champion",)

        served.app.state.predictor.champions.refresh()
        told = foresale(
            "remote", "predict", "--month", "2025-01", "--lags", "170,121,120", "--product", "Tea",
            "--store", "Main", "--json",
        )  # fmt: skip
        assert told.returncode == 0, told.stderr
        month = client.predict_month(2025, 1, [170, 121, 120], of=("Tea", "Main"))
        assert 100 < month.mean < 160
        deadline = time.monotonic() + 20
        while len(history := list(client.predictions.list())) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [(one.model_version, one.product, one.actual) for one in history] == [
            ("monthly.all.1", "Tea", None)
        ] * 2


def test_a_customers_file_becomes_drivers_whose_predictions_a_topic_shows(
    served, worker, foresale, customers_file, tmp_path
):
    with served.log_in("analyst") as client:
        client.keep()
        quick = ("--models", "linear")
        answer = foresale(
            "remote", "drivers", customers_file, "--target", "sales", *quick, "--what-if",
            "visits=20,gender=f", "--publish", "--report", tmp_path / "report.html", "--json",
        )  # fmt: skip
        assert answer.returncode == 0, answer.stdout
        told = json.loads(answer.stdout)
        analysis = told["analysis"]
        assert analysis["version"] == "drivers.customers sales.1"
        assert analysis["summary"]["drivers"][0] == "visits"
        assert abs(told["what_if"]["predicted"] - 170) < 25
        assert told["published"]["messages"] == 90
        assert "visits" in (tmp_path / "report.html").read_text()

        listed = foresale("remote", "drivers").stdout
        assert "customers.csv" in listed
        assert "something" in listed
        viewed = json.loads(foresale("remote", "topics", "sales_predictions", "--limit", 90, "--json").stdout)
        told_rows = {one["value"]["data"]["prediction_index"] for one in viewed["messages"]}
        assert told_rows == set(range(90))

        missing = foresale("remote", "drivers", customers_file, "--target", "profit")
        assert missing.returncode == 1
        assert "There is no column 'profit'" in missing.stderr
        gone = foresale("remote", "drivers", "--analysis", told["analysis"]["id"], "--delete")
        assert gone.returncode == 0
        assert not list(client.models.list())
