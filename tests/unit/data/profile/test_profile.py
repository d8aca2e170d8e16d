"""The data's portrait in numbers and sentences."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.profile.profile import Profile, profile_sales
from foresale.data.reading.read_sales import read_sales
from foresale.sales import ColumnRoles, Sales


@pytest.fixture
def profile(daily) -> Profile:
    """Two products over 20 weeks: busy Fridays, closed Sundays, a price that moves one, useless weather."""
    rng = np.random.default_rng(3)
    n = 140
    day = np.arange(n)
    price = np.where(rng.random(n) < 0.3, 1.0, 2.0)
    busy = np.where(day % 7 == 4, 60, 30) + np.where(price == 1.0, 25, 0) + rng.integers(0, 4, n)
    calm = rng.integers(9, 12, n)
    both = [np.where(day % 7 == 6, 0, row).astype(float).tolist() for row in (busy, calm)]
    weather = rng.normal(size=2 * n)
    weather[3] = np.nan
    sales = daily(
        {"busy": both[0], "calm": both[1]},
        price=np.concatenate([price, np.full(n, 9.0)]).tolist(),
        weather=pl.Series(weather).fill_nan(None).to_list(),
        shop=["one"] * (2 * n),
    )
    sales = replace(
        sales, roles=replace(sales.roles, price="price", past_only=("weather",), static=("shop",))
    )
    panel, _ = build_panel(sales)
    return profile_sales(sales, panel)


def test_a_profile_is_plain_json_without_nan(profile):
    plain = profile.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["overview"]["series"] == 2
    assert plain["decomposition"]["observed"][6] is None


def test_the_overview_accounts_for_every_series_and_period(profile):
    overview = profile.overview
    assert overview.known + overview.unknown + overview.closed + overview.not_begun == 2 * 140
    assert overview.closed == 2 * 20
    assert (overview.first, overview.last, overview.freq) == ("2024-01-01", "2024-05-19", "D")


def test_columns_say_their_part_and_what_is_missing(profile):
    columns = {column.name: column for column in profile.columns}
    assert [column.role for column in profile.columns] == [
        "date", "key", "target", "price", "known afterwards", "static",
    ]  # fmt: skip
    assert columns["weather"].missing == 1
    assert columns["price"].maximum == 9
    assert columns["price"].quantiles["0.75"] == 9
    assert columns["shop"].top == (("one", 280),)
    assert columns["day"].minimum == "2024-01-01"


def test_the_histogram_holds_every_value_and_the_density_integrates_to_one(profile):
    shape = profile.distribution
    assert sum(shape.counts) + shape.above == profile.overview.known
    assert len(shape.edges) == len(shape.counts) + 1
    area = np.trapezoid(shape.density_y, shape.density_x)
    assert area == pytest.approx(1.0, abs=0.03)


def test_boxes_by_weekday_leave_closed_days_out(profile):
    weekday = next(group for group in profile.boxes if group.by == "weekday")
    assert [box.label for box in weekday.boxes] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]  # fmt: skip
    friday = weekday.boxes[4]
    assert friday.low <= friday.q1 <= friday.median <= friday.q3 <= friday.high
    assert friday.median > 1.3 * weekday.boxes[0].median


def test_the_price_is_seen_within_its_series_though_the_dear_product_sells_least(profile):
    matrix = profile.correlations
    price = matrix.names.index("price")
    assert matrix.within_series
    assert matrix.pearson[0][price] < -0.3
    assert matrix.pearson[price][0] == pytest.approx(matrix.pearson[0][price])
    assert matrix.spearman[0][0] == pytest.approx(1.0)


def test_findings_name_what_stands_out_with_its_number(profile):
    text = "\n".join(profile.findings)
    assert "Sundays have no sales at all: treated as closed." in text
    assert "Friday sells most, +" in text
    assert "The weekly rhythm of the total is" in text
    assert "units and price move against each other within a series" in text
    assert "shop holds one single value: nothing to learn there." in text


def test_two_columns_that_barely_correlate_teach_nothing_and_the_profile_says_so():
    rng = np.random.default_rng(7)
    start = np.datetime64("2024-01-01")
    frame = pl.DataFrame(
        {
            "day": start + np.arange(400).astype("timedelta64[D]"),
            "Sales": rng.normal(100, 10, 400),
            "Marketing_Spend": rng.normal(50, 5, 400),
        }
    )
    sales = Sales(frame, ColumnRoles(date="day", target="Sales", past_only=("Marketing_Spend",)))
    profile = profile_sales(sales, build_panel(sales)[0])
    correlation = profile.correlations.pearson[0][1]
    assert correlation == pytest.approx(np.corrcoef(frame["Sales"], frame["Marketing_Spend"])[0, 1], abs=1e-9)
    assert any(
        f"Sales and Marketing_Spend correlate {correlation:.2f}" in text and "nothing to learn there" in text
        for text in profile.findings
    )


def test_correlations_skip_rows_where_either_is_missing():
    rng = np.random.default_rng(1)
    y, x = rng.normal(size=50), rng.normal(size=50)
    x = x + y
    frame = pl.DataFrame({"y": y, "x": x}).with_row_index("i")
    holes = frame.with_columns(pl.when(pl.col("i") % 5 == 0).then(None).otherwise("x").alias("x"))
    dates = np.datetime64("2024-01-01") + np.arange(50).astype("timedelta64[D]")
    roles = ColumnRoles(date="day", target="y", past_only=("x",))
    sales = Sales(holes.drop("i").with_columns(pl.Series("day", dates)), roles)
    found = profile_sales(sales, build_panel(sales)[0]).correlations.pearson[0][1]
    kept = np.arange(50) % 5 != 0
    assert found == pytest.approx(np.corrcoef(y[kept], x[kept])[0, 1])


def test_shares_of_classes_and_of_the_best_sellers_add_up(profile):
    assert sum(part.share for part in profile.classes) == pytest.approx(1.0)
    assert sum(part.series for part in profile.abc_xyz) == 2
    assert profile.top[0].name == "busy"
    assert profile.bottom[0].name == "calm"
    assert sum(part.share for part in profile.top) == pytest.approx(1.0)


def test_growth_is_told_against_the_year_before(daily):
    units = [10.0] * 364 + [12.0] * 364
    sales = daily({"a": units})
    profile = profile_sales(sales, build_panel(sales)[0])
    assert any("The last year sold 20\xa0% more than the year before" in text for text in profile.findings)


def test_a_file_of_nothing_but_zeros_has_a_portrait_too(daily):
    sales = daily({"a": [0.0] * 30})
    panel, notes = build_panel(sales)
    assert any(note.rule == "all_zero_series" for note in notes)
    profile = profile_sales(sales, panel)
    json.dumps(profile.to_dict(), allow_nan=False)
    assert profile.overview.total == 0
    assert profile.distribution.share_zero == 1


def test_a_season_seen_once_is_not_called_one():
    def said(years: int) -> list[str]:
        months = pl.date_range(pl.date(2020, 1, 1), pl.date(2020 + years - 1, 12, 1), "1mo", eager=True)
        units = [10.0 + (month.month == 6) * 5 for month in months]
        sales = read_sales(pl.DataFrame({"date": months, "units": units}))
        found = profile_sales(sales, build_panel(sales)[0]).findings
        return [finding for finding in found if finding.startswith("June")]

    assert "seen too seldom" in said(1)[0]
    assert said(3) == ["June sells most, +44\xa0% against the average month; January least, −4\xa0%."]
