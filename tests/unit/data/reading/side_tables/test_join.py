"""Further columns joined by date and place."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(40)]


@pytest.fixture
def sales_file(tmp_path):
    rows = [(d, s, p, i % 7) for i, d in enumerate(DAYS[:30]) for s in ("s1", "s2") for p in ("p1", "p2")]
    path = tmp_path / "sales.csv"
    pl.DataFrame(rows, schema=["date", "store", "product", "units"], orient="row").write_csv(path)
    return path


def joined(sales_file, rows, schema, name="extra.csv", **options):
    path = sales_file.parent / name
    pl.DataFrame(rows, schema=schema, orient="row").write_csv(path)
    return read_sales(sales_file, options=ReadOptions(join=(path,), **options))


def test_a_calendar_joins_by_date_and_what_lies_ahead_is_kept(sales_file):
    sales = joined(
        sales_file, [(d, int(d.day == 5), d.weekday()) for d in DAYS], ["date", "holiday", "weekday"]
    )
    assert sales.roles.known_ahead == ("holiday",)
    assert sales.frame.filter(pl.col("date") == date(2024, 1, 5))["holiday"].to_list() == [1.0] * 4
    assert sales.future is not None
    assert sales.future.columns == ["date", "holiday"]
    assert sales.future["date"].to_list() == DAYS


def test_days_without_a_sale_still_have_their_holiday(tmp_path):
    sold = [(d, "p1", i % 7) for i, d in enumerate(DAYS[:30]) if d.day != 5]
    pl.DataFrame(sold, schema=["date", "product", "units"], orient="row").write_csv(tmp_path / "sales.csv")
    sales = joined(tmp_path / "sales.csv", [(d, int(d.day == 5)) for d in DAYS], ["date", "holiday"])
    panel, _ = build_panel(sales)
    assert panel.known_ahead["holiday"][0, 4] == 1.0


def test_weather_joins_by_date_and_place_and_is_past_only(sales_file):
    rows = [(d, s, 10.0 + i + 100 * (s == "s2")) for i, d in enumerate(DAYS[:30]) for s in ("s1", "s2")]
    sales = joined(sales_file, rows, ["Day", "Store", "temperature"])
    assert sales.roles.past_only == ("temperature",)
    row = sales.frame.filter((pl.col("store") == "s2") & (pl.col("date") == DAYS[3]))
    assert row["temperature"].to_list() == [113.0, 113.0]
    assert "100\xa0% of the rows fit" in next(n.text for n in sales.notes if n.rule == "joined_columns")


def test_master_data_without_dates_is_static(sales_file):
    sales = joined(sales_file, [("p1", "dairy", 7), ("p2", "bread", 9)], ["Product", "group_name", "shelf"])
    assert sales.roles.static == ("group_name", "shelf")
    assert sales.frame.filter(pl.col("product") == "p2")["shelf"].unique().to_list() == ["9"]


def test_stock_flags_in_a_wide_file_take_its_name_and_their_part(tmp_path):
    weeks = ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22"]
    header = f"Store,Product,{','.join(weeks)}\n"
    (tmp_path / "sales.csv").write_text(header + "0,1,5,0,3,2\n0,2,1,1,1,1\n")
    (tmp_path / "in_stock.csv").write_text(header + "0,1,True,False,True,True\n0,2,True,True,True,True\n")
    sales = read_sales(tmp_path / "sales.csv", options=ReadOptions(join=(tmp_path / "in_stock.csv",)))
    assert sales.roles.in_stock == "in_stock"
    assert sales.frame.filter(pl.col("in_stock") == 0).select("Product", "sales").rows() == [("1", 0.0)]


def test_a_joined_columns_part_can_be_named(sales_file):
    rows = [(d, float(i)) for i, d in enumerate(DAYS)]
    assert joined(sales_file, rows, ["date", "footfall"]).roles.past_only == ("footfall",)
    sales = joined(sales_file, rows, ["date", "footfall"], known_ahead=("footfall",))
    assert sales.roles.known_ahead == ("footfall",)
    assert sales.roles.past_only == ()
    assert sales.future is not None
    assert sales.future["date"].max() == DAYS[39]


def test_days_that_the_extra_file_lacks_are_empty_and_the_share_is_said(sales_file):
    sales = joined(sales_file, [(d, 1.5) for d in DAYS[:15]], ["date", "rain"])
    assert sales.frame["rain"].null_count() == 60
    assert "50\xa0% of the rows fit" in next(n.text for n in sales.notes if n.rule == "joined_columns")


def test_several_rows_for_one_date_and_place_are_an_error(sales_file):
    rows = [(d, 1.0) for d in DAYS] + [(DAYS[2], 2.0)]
    with pytest.raises(ColumnsError, match="2 rows that share a date and place, such as date 2024-01-03"):
        joined(sales_file, rows, ["date", "rain"])


def test_a_file_that_fits_no_row_is_an_error(sales_file):
    with pytest.raises(ColumnsError, match=r"No row of extra\.csv fits the sales by date"):
        joined(sales_file, [(d.replace(year=2001), 1.0) for d in DAYS], ["date", "rain"])


def test_a_file_without_date_or_key_is_an_error(sales_file):
    with pytest.raises(ColumnsError, match="neither a date nor one of the keys"):
        joined(sales_file, [("x", 1.0)], ["thing", "rain"])


def test_a_file_that_adds_nothing_is_an_error(sales_file):
    with pytest.raises(ColumnsError, match="adds no column"):
        joined(sales_file, [(d, d.weekday()) for d in DAYS], ["date", "weekday"])


def test_stock_flags_that_reach_beyond_the_sales_make_no_future(tmp_path):
    weeks = [str(date(2024, 1, 1) + timedelta(weeks=i)) for i in range(28)]
    units = ["0" if i == 9 else str(3 + i % 4) for i in range(20)]
    flags = ["False" if i in (9, 25) else "True" for i in range(28)]
    (tmp_path / "sales.csv").write_text(f"store,{','.join(weeks[:20])}\na,{','.join(units)}\n")
    (tmp_path / "in_stock.csv").write_text(f"store,{','.join(weeks)}\na,{','.join(flags)}\n")
    sales = read_sales(tmp_path / "sales.csv", options=ReadOptions(join=(tmp_path / "in_stock.csv",)))
    assert sales.future is None
    panel, notes = build_panel(sales)
    assert str(panel.dates[-1]) == weeks[19]
    assert panel.known_ahead == {}
    assert panel.censored[0].nonzero()[0].tolist() == [9]
    assert [note.count for note in notes if note.rule == "stock_outs"] == [1]
