"""From rows to a regular panel: series, periods, repeated rows."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.errors import BadRowsError, ColumnsError, HistoryError, OptionError
from foresale.frequency import Frequency
from foresale.sales import ColumnRoles, Sales

START = date(2024, 1, 1)  # a Monday
NAN = float("nan")


def test_rows_in_any_order_make_the_same_panel(daily, rules):
    sales = daily({"b": [1, 2, 0, 4], "a": [5, 0, 7, 8]})
    shuffled = replace(sales, frame=sales.frame.sample(fraction=1.0, shuffle=True, seed=3))
    panel, notes = build_panel(sales)
    again, _ = build_panel(shuffled)
    assert panel.series["product"].to_list() == ["a", "b"]
    assert np.array_equal(panel.target, [[5, 0, 7, 8], [1, 2, 0, 4]])
    assert np.array_equal(panel.target, again.target)
    assert rules(notes) == {"frequency": 4}


def test_the_rows_given_are_left_alone(daily):
    sales = daily({"b": [1, 2, 0, 4]})
    before = sales.frame.clone()
    build_panel(sales)
    assert sales.frame.equals(before)


def test_numeric_keys_are_sorted_as_numbers(daily):
    panel, _ = build_panel(daily({"10": [1, 2, 3], "9": [1, 2, 3]}))
    assert panel.series["product"].to_list() == ["9", "10"]


def test_a_file_without_keys_is_one_total(daily):
    sales = daily({"a": [1, 0, 3]})
    panel, _ = build_panel(replace(sales, roles=replace(sales.roles, keys=())))
    assert panel.series.rows() == [("total",)]
    assert panel.target.tolist() == [[1, 0, 3]]


def test_days_are_summed_to_whole_weeks_and_half_weeks_dropped(daily, rules):
    sales = daily({"a": [1.0] * 24})  # Monday to Wednesday of the fourth week
    panel, notes = build_panel(sales, PanelOptions(freq=Frequency.WEEK))
    assert panel.target.tolist() == [[7, 7, 7]]
    assert rules(notes)["incomplete_last_period"] == 3
    kept, _ = build_panel(sales, PanelOptions(freq=Frequency.WEEK, incomplete_last="keep"))
    assert kept.target.tolist() == [[7, 7, 7, 3]]


def test_weeks_can_begin_on_sunday(daily):
    panel, _ = build_panel(daily({"a": [1.0] * 27}), PanelOptions(freq=Frequency.WEEK, week_start=7))
    assert str(panel.dates[0].astype("datetime64[D]")) == "2024-01-07"
    assert panel.target.tolist() == [[7, 7, 7]]


def test_months_are_summed_and_part_months_dropped(daily, rules):
    panel, notes = build_panel(daily({"a": [1.0] * 100}), PanelOptions(freq=Frequency.MONTH))
    assert panel.target.tolist() == [[31, 29, 31]]
    assert rules(notes)["incomplete_last_period"] == 9


def test_a_weekly_file_stays_weekly_on_its_own_weekday():
    wednesdays = [START + timedelta(days=2 + 7 * i) for i in range(20)]
    frame = pl.DataFrame({"day": wednesdays, "units": [float(i + 1) for i in range(20)]})
    panel, _ = build_panel(Sales(frame, ColumnRoles(date="day", target="units")))
    assert panel.freq is Frequency.WEEK
    assert str(panel.dates[0].astype("datetime64[D]")) == "2024-01-03"
    assert panel.target[0].tolist() == list(range(1, 21))


def test_month_end_dates_are_months():
    ends = [date(2023, m + 1, 1) - timedelta(1) for m in range(1, 12)] + [date(2023, 12, 31)]
    frame = pl.DataFrame({"day": ends, "units": [float(m) for m in range(1, 13)]})
    panel, _ = build_panel(Sales(frame, ColumnRoles(date="day", target="units")))
    assert panel.freq is Frequency.MONTH
    assert panel.n_periods == 12
    assert str(panel.dates[0].astype("datetime64[D]")) == "2023-01-01"


def test_equal_rows_of_one_series_and_day_count_once_and_differing_ones_add_up(daily):
    sales = daily({"a": [float(i) for i in range(1, 201)]})
    frame = pl.concat([sales.frame, sales.frame[[3]], sales.frame[[5]].with_columns(units=pl.lit(100.0))])
    sales = replace(sales, frame=frame)
    panel, notes = build_panel(sales)
    assert panel.target[0, 3] == 4
    assert panel.target[0, 5] == 106
    texts = [note.text for note in notes if note.rule == "duplicate_keys"]
    assert len(texts) == 2
    assert "product a, day 2024-01-06" in texts[1]
    last, _ = build_panel(sales, PanelOptions(duplicate_keys="last"))
    assert last.target[0, 5] == 100
    with pytest.raises(BadRowsError, match="2 rows share their series and date"):
        build_panel(sales, PanelOptions(duplicate_keys="error"))


def test_a_file_that_holds_everything_twice_counts_once(daily, rules):
    sales = daily({"a": [1, 2, 0, 4], "b": [5, 6, 7, 8]})
    panel, notes = build_panel(replace(sales, frame=pl.concat([sales.frame, sales.frame])))
    assert panel.target.tolist() == [[1, 2, 0, 4], [5, 6, 7, 8]]
    assert rules(notes)["duplicate_keys"] == 8


def test_single_sales_without_invoice_numbers_add_up(daily, rules):
    sales = daily({"a": [1.0, 2.0, 0.0, 4.0]})
    more = sales.frame[[0, 0, 1]]
    panel, notes = build_panel(replace(sales, frame=pl.concat([sales.frame, more])))
    assert panel.target.tolist() == [[3, 4, 0, 4]]
    assert rules(notes)["rows_added_up"] == 5


def test_static_columns_take_the_first_value_that_is_not_empty(daily):
    sales = daily({"a": [1, 2], "b": [3, 4]}, category=[None, "food", "toys", "toys"])
    panel, _ = build_panel(replace(sales, roles=replace(sales.roles, static=("category",))))
    assert panel.series["category"].to_list() == ["food", "toys"]
    assert panel.static_columns == ("category",)


def test_timestamps_with_a_zone_count_on_the_day_of_the_zone_asked_for(rules):
    at = pl.Series([datetime(2024, 1, 1, 23, 30), datetime(2024, 1, 3, 12), datetime(2024, 1, 4, 12)])
    frame = pl.DataFrame({"at": at.dt.replace_time_zone("UTC"), "units": [1.0, 2.0, 0.0]})
    sales = Sales(frame, ColumnRoles(date="at", target="units"))
    options = PanelOptions(freq=Frequency.DAY)
    panel, notes = build_panel(sales, options)
    assert str(panel.dates[0].astype("datetime64[D]")) == "2024-01-01"
    assert "time_zone" in rules(notes)
    panel, _ = build_panel(sales, replace(options, time_zone="Europe/Berlin"))
    assert str(panel.dates[0].astype("datetime64[D]")) == "2024-01-02"
    with pytest.raises(OptionError, match="no time zone 'Mars/Olympus'"):
        build_panel(sales, replace(options, time_zone="Mars/Olympus"))


def test_keys_that_differ_only_in_case_are_one(daily, rules):
    sales = daily({"Tea": [1, 2, 0], "tea ": [1, 1, 1], "TEA": [3, 3, 3]})
    sales = replace(sales, frame=pl.concat([sales.frame, daily({"Tea": [0, 0, 0]}).frame]))
    panel, notes = build_panel(sales)
    assert panel.series["product"].to_list() == ["Tea"]
    assert panel.target.tolist() == [[5, 6, 4]]
    assert rules(notes)["key_spelling"] == 2
    assert build_panel(sales, PanelOptions(key_spelling="keep"))[0].n_series == 3


def test_rows_without_a_key_form_a_series_of_their_own(daily, rules):
    sales = daily({"a": [1, 2], "b": [3, 4]})
    product = pl.when(pl.col("product") == "b").then(None).otherwise("product")
    frame = sales.frame.with_columns(product.alias("product"))
    panel, notes = build_panel(replace(sales, frame=frame))
    assert min(panel.series["product"].to_list()) == "(none)"
    assert rules(notes)["empty_keys"] == 2


def test_history_that_cannot_carry_a_forecast_is_refused_with_what_was_seen(daily):
    with pytest.raises(HistoryError, match="No row with a units is left of 2"):
        build_panel(daily({"a": [None, None]}))
    with pytest.raises(HistoryError, match="fall into one month"):
        build_panel(daily({"a": [1, 2, 3]}), PanelOptions(freq=Frequency.MONTH))
    far = daily({"a": [1, 2, 0]})
    far = replace(
        far, frame=far.frame.with_columns(pl.Series("day", [START, START + timedelta(1), date(2924, 1, 1)]))
    )
    with pytest.raises(HistoryError, match="mistyped date"):
        build_panel(far, PanelOptions(freq=Frequency.DAY, max_cells=100_000))
    sales = daily({"a": [1, 2, 0]})
    with pytest.raises(ColumnsError, match="no column weather"):
        build_panel(replace(sales, roles=replace(sales.roles, past_only=("weather",))))


def test_a_panel_of_real_invoices_holds_every_rule(rules, shared_data):
    frame = pl.read_parquet(shared_data / "online_retail" / "transactions.parquet")
    frame = frame.with_columns(pl.col("CustomerID").cast(pl.String), pl.col("Quantity").cast(pl.Float64))
    roles = ColumnRoles(
        date="InvoiceDate",
        target="Quantity",
        keys=("StockCode",),
        price="UnitPrice",
        transaction="InvoiceNo",
        ignored=("Description", "CustomerID", "Country"),
    )
    panel, notes = build_panel(Sales(frame, roles))
    found = rules(notes)
    assert found["exact_duplicates"] == 5268
    assert found["closed_days"] == 69
    assert str(panel.dates[-1].astype("datetime64[D]")) == "2011-12-08"
    assert {"cancelled_lines", "undone_sales", "non_product_lines", "key_spelling"} <= set(found)
    assert "POST" not in panel.series["StockCode"].to_list()
    assert np.nanmin(panel.target) == 0
    assert np.nanmax(panel.target) < 50_000  # the 74,215 and 80,995 jars that were cancelled at once
