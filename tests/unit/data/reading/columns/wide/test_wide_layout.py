"""Wide tables become long ones."""

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import BadRowsError, ColumnsError
from odd_tables import DAYS, amount

WEEKS = [f"2024-01-{day:02d}" for day in (1, 8, 15, 22, 29)]


def write(tmp_path, text, name="sales.csv"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_column_a_week_becomes_a_row_a_week(tmp_path):
    path = write(tmp_path, f"Store,Product,{','.join(WEEKS)}\n0,126,1,2,3,4,5\n1,182,0,0,,1,0\n")
    sales = read_sales(path)
    assert sales.roles.keys == ("Store", "Product")
    assert sales.roles.target == "sales"
    one = sales.frame.filter(pl.col("Product") == "126").sort("date")
    assert one["sales"].to_list() == [1, 2, 3, 4, 5]
    assert one["date"].cast(pl.String).to_list() == WEEKS
    assert sales.frame["sales"].null_count() == 1
    assert {"wide_layout", "missing_target"} <= {note.rule for note in sales.notes}


def test_months_as_column_names_are_periods_too(tmp_path):
    path = write(tmp_path, "item,Jan 2024,Feb 2024,Mar 2024\na,1,2,3\nb,4,5,6\n")
    sales = read_sales(path)
    assert sales.frame.filter(pl.col("item") == "b").sort("date")["sales"].to_list() == [4, 5, 6]


def test_column_names_that_can_be_read_in_two_ways_are_an_error_with_the_option(tmp_path):
    path = write(tmp_path, "item,01/02/2024,02/03/2024,03/04/2024\na,1,2,3\n")
    with pytest.raises(ColumnsError, match="day first"):
        read_sales(path)
    sales = read_sales(path, options=ReadOptions(day_first=True))
    assert sales.frame["date"].dt.month().to_list() == [2, 3, 4]


def test_a_bad_cell_is_rejected_under_its_own_column_and_row(tmp_path):
    lines = "".join(f"{i},1,2,3,4,5\n" for i in range(20))
    path = write(tmp_path, f"item,{','.join(WEEKS)}\n{lines}x,1,2,oops,4,5\n")
    sales = read_sales(path)
    reject = sales.rejects.row(0, named=True)
    assert (reject["row"], reject["column"], reject["value"]) == (22, WEEKS[2], "oops")
    assert sales.frame.filter(pl.col("item") == "x").height == 4


def test_measures_and_items_in_the_names_become_columns_and_rows(tmp_path):
    rows = "".join(f"2024-01-{d:02d},{d},{2 * d},{3 * d},{d % 2},0,{d % 3 // 2}\n" for d in range(1, 29))
    path = write(tmp_path, "DATE,QTY_B1_1,QTY_B1_2,QTY_B2_1,PROMO_B1_1,PROMO_B1_2,PROMO_B2_1\n" + rows)
    sales = read_sales(path)
    assert (sales.roles.target, sales.roles.promotion, sales.roles.keys) == ("QTY", "PROMO", ("item",))
    second = sales.frame.filter((pl.col("item") == "B2_1") & (pl.col("DATE").dt.day() == 5))
    assert second.select("QTY", "PROMO").row(0) == (15, 1)
    assert sales.frame.height == 84


def test_an_item_without_a_measure_has_it_empty(tmp_path):
    rows = "".join(f"2024-01-{d:02d},{d},{d},{d},1,0\n" for d in range(1, 29))
    sales = read_sales(write(tmp_path, "day,qty_a,qty_b,qty_c,promo_a,promo_b\n" + rows))
    assert sales.frame.filter(pl.col("item") == "c")["promo"].null_count() == 28


def test_items_may_stand_before_the_measure(tmp_path):
    rows = "".join(f"2024-01-{d:02d},{d},{2 * d},{3 * d}\n" for d in range(1, 29))
    sales = read_sales(write(tmp_path, "day,apples_units,pears_units,plums_units\n" + rows))
    assert sales.frame["item"].unique().sort().to_list() == ["apples", "pears", "plums"]


def test_a_date_and_a_column_a_product_is_wide(tmp_path):
    rows = "".join(f"2024-01-{d:02d},{d},{2 * d},{3 * d}\n" for d in range(1, 29))
    sales = read_sales(write(tmp_path, "day,Apples,Pears,Plums\n" + rows))
    assert sales.roles.keys == ("item",)
    assert sales.frame.filter(pl.col("item") == "Plums")["sales"].sum() == 3 * sum(range(1, 29))


def test_stores_as_columns_are_wide_too(tmp_path):
    rows = "".join(f"2024-01-{d:02d},{d},{2 * d},{3 * d}\n" for d in range(1, 29))
    sales = read_sales(write(tmp_path, "day,Store 1,Store 2,1003\n" + rows))
    assert sales.frame["item"].n_unique() == 3


def test_months_written_as_numbers_are_periods(tmp_path):
    sales = read_sales(write(tmp_path, "item,202301,202302,202303\na,1,2,3\nb,2,3,4\n"))
    assert sales.frame["date"].dt.month().unique().sort().to_list() == [1, 2, 3]


def test_two_unknown_numbers_beside_a_date_are_ambiguous_and_the_layout_settles_it(tmp_path):
    rows = "".join(f"2024-01-{d:02d},{d},{2 * d}\n" for d in range(1, 29))
    path = write(tmp_path, "day,Apples,Pears\n" + rows)
    with pytest.raises(ColumnsError, match="Apples and Pears could each be what was sold"):
        read_sales(path)
    assert read_sales(path, options=ReadOptions(layout="wide")).frame.height == 56


def test_a_long_table_stays_long(tmp_path):
    rows = "".join(f"2024-01-{d:02d},a,{d},{2 * d},{3 * d}\n" for d in range(1, 29))
    sales = read_sales(write(tmp_path, "day,shop,units,price,temperature\n" + rows))
    assert sales.frame.height == 28
    assert "wide_layout" not in [note.rule for note in sales.notes]


def test_a_long_table_said_to_be_wide_is_an_error(tmp_path):
    path = write(tmp_path, "day,shop,units\n2024-01-01,a,1\n2024-01-02,a,2\n")
    with pytest.raises(ColumnsError, match="isn't wide"):
        read_sales(path, options=ReadOptions(layout="wide"))


def test_a_wide_table_said_to_be_long_has_no_dates(tmp_path):
    path = write(tmp_path, f"Product,{','.join(WEEKS)}\n126,1,2,3,4,5\n")
    with pytest.raises(ColumnsError, match="holds dates"):
        read_sales(path, options=ReadOptions(layout="long"))


def test_a_wide_table_of_words_is_refused(tmp_path):
    path = write(tmp_path, f"Product,{','.join(WEEKS)}\n126,a,b,c,d,e\n")
    with pytest.raises((BadRowsError, ColumnsError)):
        read_sales(path)


def test_columns_beside_products_are_series_of_each_product(tmp_path):
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(30)]
    rows = [(str(day), product, 2 + day.day, 5) for day in days for product in ("tea", "bun")]
    path = tmp_path / "wide.csv"
    pl.DataFrame(rows, schema=["Date", "Product", "Online", "Retail"], orient="row").write_csv(path)
    sales = read_sales(path, options=ReadOptions(layout="wide"))
    assert sales.roles.keys == ("Product", "series")
    assert sales.frame.filter(pl.col("series") == "Online")["sales"].sum() == 2 * sum(2 + d.day for d in days)


def test_stores_beside_products_are_asked_about_with_the_way_out(tmp_path):
    rows = [
        (f"2024-01-{day:02d}", product, day, 5 + day % 3)
        for day in range(1, 31)
        for product in ("tea", "bun")
    ]
    path = tmp_path / "wide.csv"
    pl.DataFrame(rows, schema=["Date", "Product", "Store North", "Store South"], orient="row").write_csv(path)
    with pytest.raises(ColumnsError) as error:
        read_sales(path)
    assert 'layout="wide"' in error.value.fix
    assert len(read_sales(path, options=ReadOptions(layout="wide")).roles.keys) == 2


def test_units_and_revenue_of_channels_beside_products_are_one_measure_each(tmp_path):
    rows = [
        (f"2024-01-{day:02d}", product, day, 3.5 * day, 5 + day, 17.5)
        for day in range(1, 31)
        for product in ("tea", "bun")
    ]
    names = ["Date", "Product", "Online Units", "Online Revenue", "Retail Units", "Retail Revenue"]
    path = tmp_path / "wide.csv"
    pl.DataFrame(rows, schema=names, orient="row").write_csv(path)
    sales = read_sales(path, options=ReadOptions(layout="wide"))
    assert (sales.roles.target, sales.roles.keys) == ("Units", ("Product", "series"))
    assert sales.frame["Units"].sum() == 2 * (2 * sum(range(1, 31)) + 150)


def test_a_row_of_words_below_the_days_is_no_series():
    days = {f"{day}": [f"{day:%a}", str(day.day), str(day.day + 1)] for day in DAYS}
    sales = read_sales(pl.DataFrame({"item": ["Weekday", "a", "b"], **days}))
    assert set(sales.frame["item"]) == {"a", "b"}
    assert not sales.rejects.height


def test_a_row_without_a_value_is_a_heading_and_no_series():
    columns = {f"{day}": [None, str(day.day), None, str(day.day + 1)] for day in DAYS}
    sales = read_sales(pl.DataFrame({"item": ["FOOD", "a", "DRINKS", "b"], **columns}))
    assert set(sales.frame["item"]) == {"a", "b"}
    assert "empty_rows" in {note.rule for note in sales.notes}


def test_shops_that_write_closed_on_sundays_are_columns_of_numbers():
    stores = {
        name: ["closed" if day.weekday() == 6 else str(amount(day, item)) for day in DAYS]
        for item, name in enumerate(("North", "South", "East"))
    }
    sales = read_sales(pl.DataFrame({"Date": [str(day) for day in DAYS], **stores}))
    assert sales.frame[sales.roles.target].sum() == sum(
        amount(day, item) for day in DAYS for item in range(3) if day.weekday() < 6
    )


def test_two_stores_beside_their_proven_total_are_a_series_each():
    stores = {name: [amount(day, item) for day in DAYS] for item, name in enumerate(("North", "South"))}
    total = [north + south for north, south in zip(*stores.values(), strict=True)]
    days = {"Date": [str(day) for day in DAYS], "Weekday": [f"{day:%A}" for day in DAYS]}
    sales = read_sales(pl.DataFrame({**days, **stores, "Total": total}))
    assert set(sales.frame["item"]) == {"North", "South"}
    assert sales.frame[sales.roles.target].sum() == sum(total)


def test_a_price_and_its_tax_beside_their_total_are_no_series():
    net = [amount(day) for day in DAYS]
    columns = {"Net": net, "Tax": [n / 5 for n in net], "Total": [n * 1.2 for n in net]}
    sales = read_sales(pl.DataFrame({"Date": [str(day) for day in DAYS], **columns}))
    assert (sales.roles.target, sales.roles.keys) == ("Total", ())
