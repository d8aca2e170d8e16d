"""Sales from files, globs, tables and real data: what comes out whole."""

import gzip
from datetime import date, datetime, timedelta

import pandas as pd
import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError, OptionError, UnreadableFileError

HEADER = "date,shop,units,price\n"


def lines(month, shop="a", days=28):
    return "".join(f"2024-{month:02d}-{d:02d},{shop},{d % 5},{1 + d % 3}.5\n" for d in range(1, days + 1))


def write(folder, name, text):
    path = folder / name
    path.write_text(text)
    return path


def test_keys_are_text_the_target_a_float_and_the_date_a_day(tmp_path):
    sales = read_sales(write(tmp_path, "sales.csv", HEADER + lines(1) + lines(1, "007")))
    schema = sales.frame.schema
    assert schema == {"date": pl.Date, "shop": pl.String, "units": pl.Float64, "price": pl.Float64}
    assert sales.frame["shop"].unique().sort().to_list() == ["007", "a"]
    assert sales.rejects.is_empty()


def test_a_date_and_a_time_column_become_one_moment(tmp_path):
    text = "Date,Time,Item,Qty\n" + "".join(f"1/{d}/2024,{d % 12 + 1}:30 PM,a,{d}\n" for d in range(1, 29))
    sales = read_sales(write(tmp_path, "sales.csv", text))
    assert sales.frame["Date"][0] == datetime(2024, 1, 1, 14, 30)
    assert "time_of_day" in [note.rule for note in sales.notes]


def test_a_time_that_holds_days_is_the_date(tmp_path):
    lines = "".join(f"2024-01-{d:02} {d % 12 + 8}:30:00,a,{d}\n" for d in range(1, 29))
    sales = read_sales(write(tmp_path, "sales.csv", "time,item,qty\n" + lines))
    assert sales.roles.date == "time"
    assert sales.frame["time"][:2].to_list() == [datetime(2024, 1, 1, 9, 30), datetime(2024, 1, 2, 10, 30)]


def test_a_time_whose_days_are_all_the_spreadsheets_first_is_a_time_of_day(tmp_path):
    lines = "".join(f"{d},1899-12-31 {d % 12 + 8}:30:00,a,{d}\n" for d in range(1, 29))
    with pytest.raises(ColumnsError, match="No column"):
        read_sales(write(tmp_path, "sales.csv", "nr,time,item,qty\n" + lines))


def test_year_and_month_columns_become_a_date(tmp_path):
    text = "year,month,item,units\n" + "".join(f"2023,{m},a,{m}\n" for m in range(1, 13))
    sales = read_sales(write(tmp_path, "sales.csv", text))
    assert sales.roles.date == "date"
    assert sales.frame["date"].to_list()[:2] == [date(2023, 1, 1), date(2023, 2, 1)]


def test_numbered_weeks_are_read_and_a_note_says_how(tmp_path):
    text = "store,week,move\n" + "".join(f"{s},{w},{w % 9}\n" for s in (1, 2) for w in range(40, 80))
    sales = read_sales(write(tmp_path, "sales.csv", text))
    assert sales.frame.filter(pl.col("store") == "1")["week"].diff().drop_nulls().max() == timedelta(7)
    assert "numbered_periods" in [note.rule for note in sales.notes]


def test_a_german_export_is_read_whole(tmp_path):
    text = "Datum;Filiale;Menge;Umsatz\n" + "".join(
        f"{d:02d}.01.2024;{shop};{d};1.234,{d:02d} €\n" for d in range(1, 29) for shop in ("Köln", "Bonn")
    )
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode("windows-1252"))
    sales = read_sales(path, options=ReadOptions(target="Umsatz"))
    assert sales.frame.select("Datum", "Filiale").row(8) == (date(2024, 1, 5), "Köln")
    assert sales.frame["Umsatz"][8] == pytest.approx(1234.05)


def test_semicolons_make_a_lone_thousand_dot_a_thousands_mark(tmp_path):
    text = "Datum;Artikel;Menge\n" + "".join(f"{d:02d}.01.2024;a;{d}.000\n" for d in range(1, 29))
    assert read_sales(write(tmp_path, "s.csv", text)).frame["Menge"][2] == 3000.0


def test_a_glob_is_read_as_one_table_and_missing_columns_are_noted(tmp_path):
    write(tmp_path, "jan.csv", HEADER + lines(1))
    write(
        tmp_path, "feb.csv", "date,shop,units\n" + "".join(f"2024-02-{d:02d},b,{d}\n" for d in range(1, 29))
    )
    sales = read_sales(str(tmp_path / "*.csv"))
    assert sales.frame.height == 56
    assert sales.frame["price"].null_count() == 28
    rules = [note.rule for note in sales.notes]
    assert {"missing_columns", "files_read"} <= set(rules)


def test_several_files_of_several_formats_are_one_table(tmp_path):
    first = write(tmp_path, "jan.csv", HEADER + lines(1))
    frame = read_sales(write(tmp_path, "feb.csv", HEADER + lines(2))).frame
    frame.write_parquet(tmp_path / "feb.parquet")
    packed = tmp_path / "mar.csv.gz"
    packed.write_bytes(gzip.compress((HEADER + lines(3)).encode()))
    sales = read_sales([first, tmp_path / "feb.parquet", packed])
    assert sales.frame.height == 84
    assert sales.frame["date"].n_unique() == 84


def test_files_that_share_no_column_are_an_error(tmp_path):
    one, two = write(tmp_path, "a.csv", HEADER + lines(1)), write(tmp_path, "b.csv", "x,y\n1,2\n3,4\n")
    with pytest.raises(ColumnsError, match=r"b\.csv and a\.csv share no column"):
        read_sales([one, two])


def test_sales_and_their_master_data_are_not_one_table(tmp_path):
    sales = write(tmp_path, "sales.csv", HEADER + lines(1))
    key = HEADER.split(",")[1]
    master = write(tmp_path, "master.csv", f"{key},group,division,supplier\na,1,2,3\n")
    with pytest.raises(ColumnsError, match="share only 1 of") as caught:
        read_sales([sales, master])
    assert "join=" in caught.value.fix


def test_flags_and_sales_under_the_same_wide_columns_are_not_one_table(tmp_path):
    days = ",".join(f"2024-01-{day:02}" for day in range(1, 15))
    sales = write(tmp_path, "sales.csv", f"store,{days}\na,{','.join('1' * 14)}\n")
    stock = write(tmp_path, "stock.csv", f"store,{days}\na,{','.join(['True'] * 14)}\n")
    with pytest.raises(
        ColumnsError, match=r"stock\.csv and sales\.csv hold different things in column 2024-01-01"
    ):
        read_sales([sales, stock])


def test_wide_files_of_two_months_are_one_table(tmp_path):
    files = []
    for month in (1, 2):
        days = ",".join(f"2024-{month:02}-{day:02}" for day in range(1, 15))
        files.append(write(tmp_path, f"m{month}.csv", f"store,{days}\na,{','.join('3' * 14)}\n"))
    sales = read_sales(files)
    assert sales.frame[sales.roles.target].drop_nulls().len() == 28


def test_polars_and_pandas_tables_give_the_same_sales(tmp_path):
    sales = read_sales(write(tmp_path, "s.csv", HEADER + lines(1) + lines(1, "b")))
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(sales.frame["date"].to_list()),
            "shop": pd.Categorical(sales.frame["shop"].to_list()),
            "units": sales.frame["units"].to_numpy(),
            "price": sales.frame["price"].to_list(),
        }
    )
    from_pandas = read_sales(frame)
    assert from_pandas.frame.equals(sales.frame)
    assert read_sales(sales.frame).frame.equals(sales.frame)
    assert from_pandas.roles == sales.roles


def test_a_pandas_table_keeps_its_time_zone_and_its_gaps():
    moments = pd.date_range("2024-01-01 23:30", periods=20, freq="D", tz="UTC")
    frame = pd.DataFrame({"moment": moments, "units": [None, *range(1, 20)], "shop": ["a", None] * 10})
    sales = read_sales(frame, options=ReadOptions(time_zone="Europe/Rome", date="moment"))
    assert sales.frame["moment"][0] == datetime(2024, 1, 2, 0, 30)
    assert sales.frame["units"][0] is None


def test_something_that_is_no_table_is_refused():
    with pytest.raises(UnreadableFileError, match="Sales can't be read from a int"):
        read_sales(7)


def test_reading_leaves_the_callers_table_alone():
    frame = pl.DataFrame({"day": ["2024-01-01", "2024-01-02"], "shop": ["a", "a"], "units": ["3", "4"]})
    before = frame.clone()
    read_sales(frame)
    assert frame.equals(before)


@pytest.mark.parametrize(
    "options",
    [{"layout": "round"}, {"decimal": "x"}, {"delimiter": ";;"}, {"max_bad_share": 1.5}],
)
def test_options_that_mean_nothing_are_refused(options):
    with pytest.raises(OptionError):
        ReadOptions(**options)


REAL = {
    "retail_sales/*.csv": ("Date", "Quantity", ("Product Category",)),
    "supermarket/*.csv": ("Date", "Quantity", ("Branch", "Product line")),
    "superstore/*.csv": ("Order Date", "Quantity", ("Sub-Category",)),
    "online_retail/*.parquet": ("InvoiceDate", "Quantity", ("StockCode",)),
    "customers/*.csv": ("Date", "Sales", ()),
    "pasta/sales.csv": ("DATE", "QTY", ("item",)),
    "dominicks_oj/*.parquet": ("week", "move", ("store", "brand")),
    "vn2/sales.csv": ("date", "sales", ("Store", "Product")),
    "store_item/*.parquet": ("date", "sales", ("store", "item")),
}


@pytest.mark.slow
@pytest.mark.parametrize("files", REAL)
def test_real_sales_are_understood_without_options(shared_data, files):
    sales = read_sales(str(shared_data / files))
    assert (sales.roles.date, sales.roles.target, sales.roles.keys) == REAL[files]
    assert sales.rejects.is_empty()
    if sales.frame.height < 300_000:
        panel, _ = build_panel(sales)
        assert panel.n_series >= 1


def test_half_a_million_text_rows_are_all_read(shared_data, tmp_path):
    path = tmp_path / "transactions.csv"
    pl.read_parquet(shared_data / "online_retail" / "transactions.parquet").write_csv(path)
    assert read_sales(path).frame.height == 541_909
