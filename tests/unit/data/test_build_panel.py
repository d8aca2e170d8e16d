"""From rows to a regular panel: what a period is, what a hole means, what is known ahead."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from foresale.data.build_panel import build_panel
from foresale.data.panel_options import PanelOptions
from foresale.data.sales import ColumnRoles, Sales
from foresale.errors import BadRowsError, ColumnsError, HistoryError, OptionError
from foresale.frequency import Frequency

START = date(2024, 1, 1)  # a Monday
NAN = float("nan")


def days(count: int, start: date = START) -> list[date]:
    return [start + timedelta(days=i) for i in range(count)]


def daily(units: dict[str, list[float | None]], **columns: list) -> Sales:
    """One row per product and day, in order."""
    n = len(next(iter(units.values())))
    frame = pl.DataFrame(
        {
            "day": days(n) * len(units),
            "product": [name for name in units for _ in range(n)],
            "units": pl.Series([v for values in units.values() for v in values], dtype=pl.Float64),
            **columns,
        }
    )
    return Sales(frame, ColumnRoles(date="day", target="units", keys=("product",)))


def rules(notes) -> dict[str, int]:
    return {note.rule: note.count for note in notes}


def test_rows_in_any_order_make_the_same_panel():
    sales = daily({"b": [1, 2, 0, 4], "a": [5, 0, 7, 8]})
    shuffled = replace(sales, frame=sales.frame.sample(fraction=1.0, shuffle=True, seed=3))
    panel, notes = build_panel(sales)
    again, _ = build_panel(shuffled)
    assert panel.series["product"].to_list() == ["a", "b"]
    assert np.array_equal(panel.target, [[5, 0, 7, 8], [1, 2, 0, 4]])
    assert np.array_equal(panel.target, again.target)
    assert rules(notes) == {"frequency": 4}


def test_the_rows_given_are_left_alone():
    sales = daily({"b": [1, 2, 0, 4]})
    before = sales.frame.clone()
    build_panel(sales)
    assert sales.frame.equals(before)


def test_numeric_keys_are_sorted_as_numbers():
    panel, _ = build_panel(daily({"10": [1, 2, 3], "9": [1, 2, 3]}))
    assert panel.series["product"].to_list() == ["9", "10"]


def test_a_file_without_keys_is_one_total():
    sales = daily({"a": [1, 0, 3]})
    panel, _ = build_panel(replace(sales, roles=replace(sales.roles, keys=())))
    assert panel.series.rows() == [("total",)]
    assert panel.target.tolist() == [[1, 0, 3]]


def test_zeros_before_the_first_sale_are_not_demand():
    panel, notes = build_panel(daily({"a": [0, 0, 3, 0], "b": [1, 0, 2, 2]}))
    assert np.array_equal(panel.target[0], [NAN, NAN, 3, 0], equal_nan=True)
    assert rules(notes)["zeros_before_first_sale"] == 2


def test_a_series_that_never_sold_keeps_its_zeros_and_is_named():
    panel, notes = build_panel(daily({"a": [0, 0, 0], "b": [1, 0, 2]}))
    assert panel.target[0].tolist() == [0, 0, 0]
    assert rules(notes)["all_zero_series"] == 1


def test_a_hole_in_a_file_that_writes_zeros_down_is_unknown():
    sales = daily({"a": [1, 0, 3, 4], "b": [1, 0, 2, 2]})
    panel, notes = build_panel(replace(sales, frame=sales.frame.filter(pl.int_range(pl.len()) != 2)))
    assert np.isnan(panel.target[0, 2])
    assert rules(notes)["missing_is_unknown"] == 1


def test_a_hole_in_a_sparse_file_without_zeros_is_a_zero_from_the_first_sale_on():
    rows = {"day": [START, START, START + timedelta(4), START + timedelta(2), START + timedelta(4)],
            "product": ["a", "b", "a", "c", "c"], "units": [1.0, 2.0, 3.0, 4.0, 5.0]}  # fmt: skip
    sales = Sales(pl.DataFrame(rows), ColumnRoles(date="day", target="units", keys=("product",)))
    panel, notes = build_panel(sales, PanelOptions(freq=Frequency.DAY))
    assert np.array_equal(
        panel.target, [[1, 0, 0, 0, 3], [2, 0, 0, 0, 0], [NAN, NAN, 4, 0, 5]], equal_nan=True
    )
    assert rules(notes)["missing_is_zero"] == 8
    unknown, _ = build_panel(sales, PanelOptions(freq=Frequency.DAY, missing="unknown"))
    assert np.nansum(unknown.target == 0) == 0


def test_an_empty_target_inside_the_history_is_unknown_and_not_zero():
    panel, _ = build_panel(daily({"a": [1, None, 3, 4, 0]}), PanelOptions(missing="zero"))
    assert np.isnan(panel.target[0, 1])


def test_days_are_summed_to_whole_weeks_and_half_weeks_dropped():
    sales = daily({"a": [1.0] * 24})  # Monday to Wednesday of the fourth week
    panel, notes = build_panel(sales, PanelOptions(freq=Frequency.WEEK))
    assert panel.target.tolist() == [[7, 7, 7]]
    assert rules(notes)["incomplete_last_period"] == 3
    kept, _ = build_panel(sales, PanelOptions(freq=Frequency.WEEK, incomplete_last="keep"))
    assert kept.target.tolist() == [[7, 7, 7, 3]]


def test_weeks_can_begin_on_sunday():
    panel, _ = build_panel(daily({"a": [1.0] * 27}), PanelOptions(freq=Frequency.WEEK, week_start=7))
    assert str(panel.dates[0].astype("datetime64[D]")) == "2024-01-07"
    assert panel.target.tolist() == [[7, 7, 7]]


def test_months_are_summed_and_part_months_dropped():
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


def test_closed_sundays_and_holidays_are_closed_and_not_zero():
    open_day = [0.0 if day.weekday() == 6 or day == date(2024, 2, 14) else 3.0 for day in days(70)]
    panel, notes = build_panel(daily({f"p{i:02}": open_day for i in range(12)}))
    closed = [str(d) for d in panel.dates[panel.closed.all(axis=0)].astype("datetime64[D]")]
    assert "2024-02-14" in closed
    assert len(closed) == 11
    assert np.isnan(panel.target[:, panel.closed[0]]).all()
    text = next(note.text for note in notes if note.rule == "closed_days")
    assert "10 Sundays" in text
    assert "2024-02-14" in text
    assert rules(notes)["closed_days"] == 11


def test_closed_days_can_be_left_as_zeros():
    zero_day = [0.0 if i == 30 else 3.0 for i in range(60)]
    sales = daily({f"p{i:02}": zero_day for i in range(12)})
    assert build_panel(sales)[0].closed.sum() == 12
    assert build_panel(sales, PanelOptions(closed_days="none"))[0].closed.sum() == 0


def test_one_store_that_sells_nothing_for_a_day_was_closed_while_others_were_not():
    n = 40
    frame = pl.DataFrame(
        [
            {"day": day, "store": store, "item": f"i{k}", "units": 0.0 if (store, j) == ("s1", 20) else 2.0}
            for store in ("s1", "s2")
            for k in range(9)
            for j, day in enumerate(days(n))
        ]
    )
    panel, notes = build_panel(Sales(frame, ColumnRoles(date="day", target="units", keys=("store", "item"))))
    shut = panel.series["store"].to_numpy() == "s1"
    assert panel.closed[shut, 20].all()
    assert not panel.closed[~shut].any()
    assert rules(notes)["closed_stores"] == 1


def test_a_slow_shop_without_a_sale_was_not_closed():
    rng = np.random.default_rng(0)
    panel, _ = build_panel(daily({"a": [float(x) for x in rng.poisson(0.5, 200)]}))
    assert not panel.closed.any()


def test_equal_rows_of_one_series_and_day_count_once_and_differing_ones_add_up():
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


def test_a_file_that_holds_everything_twice_counts_once():
    sales = daily({"a": [1, 2, 0, 4], "b": [5, 6, 7, 8]})
    panel, notes = build_panel(replace(sales, frame=pl.concat([sales.frame, sales.frame])))
    assert panel.target.tolist() == [[1, 2, 0, 4], [5, 6, 7, 8]]
    assert rules(notes)["duplicate_keys"] == 8


def test_single_sales_without_invoice_numbers_add_up():
    sales = daily({"a": [1.0, 2.0, 0.0, 4.0]})
    more = sales.frame[[0, 0, 1]]
    panel, notes = build_panel(replace(sales, frame=pl.concat([sales.frame, more])))
    assert panel.target.tolist() == [[3, 4, 0, 4]]
    assert rules(notes)["rows_added_up"] == 5


def test_few_negative_totals_are_clipped_and_many_are_taken_as_signed():
    few = [1.0] * 99 + [-1.0]
    panel, notes = build_panel(daily({"a": few}))
    assert panel.target[0, -1] == 0
    assert panel.non_negative
    assert rules(notes)["negative_totals"] == 1
    panel, notes = build_panel(daily({"profit": [1.0, -2.0, 3.0, -4.0]}))
    assert panel.target[0].tolist() == [1, -2, 3, -4]
    assert not panel.non_negative
    assert rules(notes)["signed_target"] == 2


def test_logarithms_are_left_as_they_are():
    sales = daily({"a": [9.1, 8.7, 9.3, 8.9]})
    sales = Sales(sales.frame.rename({"units": "logmove"}), replace(sales.roles, target="logmove"))
    panel, notes = build_panel(replace(sales, frame=sales.frame.filter(pl.int_range(pl.len()) != 1)))
    assert np.array_equal(panel.target, [[9.1, NAN, 9.3, 8.9]], equal_nan=True)
    assert not panel.non_negative
    assert "log_target" in rules(notes)


def test_stock_outs_are_marked_from_either_flag():
    sales = daily({"a": [1, 0, 3]}, out=[0.0, 5.0, 0.0], there=["yes", "yes", "no"])
    panel, notes = build_panel(replace(sales, roles=replace(sales.roles, stockout="out", in_stock="there")))
    assert panel.censored.tolist() == [[False, True, True]]
    assert panel.target.tolist() == [[1, 0, 3]]
    assert rules(notes)["stock_outs"] == 2


def test_a_price_without_values_ahead_is_known_only_afterwards():
    sales = daily({"a": [1, 0, 3]}, price=[2.0, 2.0, 1.5])
    sales = replace(sales, roles=replace(sales.roles, price="price"))
    panel, notes = build_panel(sales)
    assert panel.past_only["price"].tolist() == [[2, 2, 1.5]]
    assert not panel.known_future
    assert rules(notes)["known_future_missing"] == 1
    trusted, _ = build_panel(sales, PanelOptions(assume_known_future=True))
    assert trusted.known_future["price"].shape == (1, 3)


def test_rows_beyond_the_last_sale_make_a_price_known_ahead():
    sales = daily({"a": [1, 0, 3, None, None]}, price=[2.0, 2.0, 1.5, 1.0, 1.1])
    panel, _ = build_panel(replace(sales, roles=replace(sales.roles, price="price")))
    assert panel.n_periods == 3
    assert panel.known_future["price"].tolist() == [[2, 2, 1.5, 1, 1.1]]


def test_a_dropped_half_week_makes_no_price_known_ahead():
    sales = daily({"a": [1.0] * 24}, price=[2.0] * 24)
    panel, _ = build_panel(
        replace(sales, roles=replace(sales.roles, price="price")), PanelOptions(freq=Frequency.WEEK)
    )
    assert "price" in panel.past_only


def test_a_second_file_gives_values_ahead_by_series_by_store_or_for_all():
    sales = daily(
        {"a": [1, 0, 3], "b": [2, 2, 0]}, price=[2.0, 2.0, 2.0, 5.0, 5.0, 5.0], store=["s"] * 3 + ["t"] * 3
    )
    roles = replace(sales.roles, price="price", static=("store",))
    ahead = days(2, START + timedelta(days=3))
    by_series = pl.DataFrame(
        {"day": ahead * 2, "product": ["a", "a", "b", "b"], "price": [1.0, 1.1, 4.0, 4.1]}
    )
    panel, _ = build_panel(replace(sales, roles=roles, future=by_series))
    assert panel.known_future["price"].tolist() == [[2, 2, 2, 1, 1.1], [5, 5, 5, 4, 4.1]]
    by_store = pl.DataFrame({"day": ahead, "store": ["s", "t"], "price": [1.0, 4.0]})
    panel, _ = build_panel(replace(sales, roles=roles, future=by_store))
    assert np.array_equal(panel.known_future["price"], [[2, 2, 2, 1, NAN], [5, 5, 5, NAN, 4]], equal_nan=True)
    for_all = pl.DataFrame({"day": [START, *ahead], "event": ["new year", None, "fair"]})
    panel, notes = build_panel(replace(sales, roles=roles, future=for_all))
    assert panel.categories["event"] == ("fair", "new year")
    assert np.array_equal(panel.known_future["event"], [[1, NAN, NAN, NAN, 0]] * 2, equal_nan=True)
    assert "price" in panel.past_only
    assert rules(notes)["known_future_missing"] == 1


def test_a_product_that_only_the_future_file_knows_joins_without_history():
    sales = daily({"a": [1, 0, 3]}, price=[2.0, 2.0, 2.0])
    ahead = pl.DataFrame({"day": [START + timedelta(3)] * 2, "product": ["a", "z"], "price": [1.0, 9.0]})
    panel, notes = build_panel(replace(sales, roles=replace(sales.roles, price="price"), future=ahead))
    assert panel.series["product"].to_list() == ["a", "z"]
    assert np.isnan(panel.target[1]).all()
    assert panel.known_future["price"][1, -1] == 9
    assert rules(notes)["new_series"] == 1
    assert rules(notes)["short_series"] == 1


def test_static_columns_take_the_first_value_that_is_not_empty():
    sales = daily({"a": [1, 2], "b": [3, 4]}, category=[None, "food", "toys", "toys"])
    panel, _ = build_panel(replace(sales, roles=replace(sales.roles, static=("category",))))
    assert panel.series["category"].to_list() == ["food", "toys"]
    assert panel.static_columns == ("category",)


def test_timestamps_with_a_zone_count_on_the_day_of_the_zone_asked_for():
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


def test_keys_that_differ_only_in_case_are_one():
    sales = daily({"Tea": [1, 2, 0], "tea ": [1, 1, 1], "TEA": [3, 3, 3]})
    sales = replace(sales, frame=pl.concat([sales.frame, daily({"Tea": [0, 0, 0]}).frame]))
    panel, notes = build_panel(sales)
    assert panel.series["product"].to_list() == ["Tea"]
    assert panel.target.tolist() == [[5, 6, 4]]
    assert rules(notes)["key_spelling"] == 2
    assert build_panel(sales, PanelOptions(key_spelling="keep"))[0].n_series == 3


def test_rows_without_a_key_form_a_series_of_their_own():
    sales = daily({"a": [1, 2], "b": [3, 4]})
    product = pl.when(pl.col("product") == "b").then(None).otherwise("product")
    frame = sales.frame.with_columns(product.alias("product"))
    panel, notes = build_panel(replace(sales, frame=frame))
    assert min(panel.series["product"].to_list()) == "(none)"
    assert rules(notes)["empty_keys"] == 2


def test_a_series_that_stopped_long_ago_is_named_as_ended():
    steady, gone = [1.0, 2.0] * 50, [1.0, 2.0] * 25 + [0.0] * 50
    _, notes = build_panel(daily({"steady": steady, "gone": gone}))
    assert rules(notes)["ended_series"] == 1


def test_history_that_cannot_carry_a_forecast_is_refused_with_what_was_seen():
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


def test_a_panel_of_real_invoices_holds_every_rule(shared_data):
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
