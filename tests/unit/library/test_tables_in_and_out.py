"""Tables of every library go in, and come out as asked for."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import foresale as fs

DAYS = [date(2026, 1, 1) + timedelta(days=day) for day in range(120)]
SALES = pl.DataFrame(
    {
        "date": [day for day in DAYS for _ in range(2)],
        "item": ["tea", "salt"] * len(DAYS),
        "units": [5 + n // 2 % 7 + 3 * (n % 2) + n % 5 for n in range(2 * len(DAYS))],
    }
)
BY_PANDAS = pd.DataFrame({name: SALES[name].to_list() for name in SALES.columns})
AHEAD = [DAYS[-1] + timedelta(days=day + 1) for day in range(7)]
QUICK: dict[str, Any] = {"horizon": 7, "models": ["moving_average"]}


@pytest.fixture(scope="module")
def made() -> Any:
    return fs.forecast(SALES, **QUICK)


@pytest.mark.parametrize(
    "table",
    [
        BY_PANDAS,
        BY_PANDAS.assign(date=pd.to_datetime(BY_PANDAS["date"])).set_index("date"),
        BY_PANDAS.assign(date=pd.to_datetime(BY_PANDAS["date"])).set_index(["item", "date"]),
        BY_PANDAS.assign(
            date=pd.PeriodIndex(BY_PANDAS["date"], freq="D"), units=lambda t: t.units.astype("Int64")
        ),
        BY_PANDAS.astype({"item": "category"}),
        SALES.lazy(),
        SALES.to_arrow(),
    ],
    ids=["pandas", "date index", "two indexes", "periods", "category", "lazy", "arrow"],
)
def test_the_same_sales_from_any_library_give_the_same_forecast(table: Any, made: Any) -> None:
    answer = fs.forecast(table, **QUICK).to_frame()
    assert answer.sort("item", "date").equals(made.to_frame().select(answer.columns).sort("item", "date"))


def test_a_pandas_series_with_dates_is_one_history() -> None:
    series = pd.Series(np.arange(120) % 7 + 3.0, index=pd.DatetimeIndex(DAYS), name="units")
    sales = fs.read(series)
    assert (sales.roles.date, sales.roles.target, sales.roles.keys) == ("date", "units", ())


def test_row_numbers_of_pandas_are_no_column() -> None:
    shuffled = BY_PANDAS.sample(frac=1, random_state=1)
    assert fs.read(shuffled).frame.columns == ["date", "item", "units"]


def test_labels_of_a_pandas_index_without_a_name_tell_series_apart() -> None:
    shops = {name: BY_PANDAS.assign(units=BY_PANDAS["units"] + n) for n, name in enumerate(("S1", "S2"))}
    parts = {name: shop.set_index("date") for name, shop in shops.items()}
    assert fs.read(pd.concat(parts)).roles.keys == ("level_0", "item")
    by_number = pd.concat({101 + n: part for n, part in enumerate(parts.values())})
    assert fs.read(by_number, keys=["level_0", "item"]).roles.keys == ("level_0", "item")
    assert fs.read(pd.concat(shops)).roles.keys == ("level_0", "item")
    months = pd.DataFrame({"2025-01": [10, 4], "2025-02": [12, 5], "2025-03": [11, 4]}, index=["tea", "salt"])
    assert fs.series(months).to_frame()["sales"].to_list() == [4, 5, 4, 10, 12, 11]


def test_times_and_ranges_of_pandas_are_columns_like_others() -> None:
    hours = pd.to_timedelta(36 * (np.arange(len(BY_PANDAS)) % 3), unit="h")
    odd = BY_PANDAS.assign(lag=hours, band=pd.cut(BY_PANDAS["units"], 3))
    frame = fs.read(odd).frame
    assert frame["lag"].unique().sort().to_list() == [0, 1.5, 3]
    assert set(frame["band"].unique()) == set(odd["band"].astype(str))


@pytest.mark.parametrize("kind", ["path", "polars", "pandas", "arrow"])
def test_what_is_known_ahead_comes_as_a_file_or_a_table(kind: str, tmp_path: Path) -> None:
    sales = SALES.with_columns(price=2.0 + pl.int_range(pl.len()) % 3)
    ahead = pl.DataFrame(
        {
            "date": [day for day in AHEAD for _ in range(2)],
            "item": ["tea", "salt"] * len(AHEAD),
            "price": [2.5] * (2 * len(AHEAD)),
        }
    )
    ahead.write_csv(tmp_path / "prices.csv")
    given = {
        "path": tmp_path / "prices.csv",
        "polars": ahead,
        "pandas": pd.DataFrame({name: ahead[name].to_list() for name in ahead.columns}),
        "arrow": ahead.to_arrow(),
    }[kind]
    read = fs.read(sales, future=given)
    assert read.future is not None
    assert read.future.select("date", "price").rows() == ahead.select("date", "price").rows()


def test_master_data_is_joined_from_a_table() -> None:
    shelves = pd.DataFrame({"item": ["tea", "salt"], "shelf": ["hot drinks", "spices"]})
    sales = fs.read(SALES, join=shelves)
    assert sales.roles.static == ("shelf",)
    assert sales.frame.filter(pl.col("item") == "tea")["shelf"].unique().to_list() == ["hot drinks"]


@pytest.mark.parametrize("kind", ["path", "pandas"])
def test_events_come_as_a_file_or_a_table(kind: str, tmp_path: Path) -> None:
    fairs = pd.DataFrame({"name": ["Town fair", "Town fair"], "date": pd.to_datetime([DAYS[40], AHEAD[2]])})
    fairs.to_csv(tmp_path / "fairs.csv", index=False)
    given = fairs if kind == "pandas" else tmp_path / "fairs.csv"
    made = fs.forecast(SALES, **QUICK, events=given)
    on = made.forecast.panel.known_ahead["event_town_fair"][0]
    assert np.flatnonzero(on).tolist() == [40, 122]


def test_a_forecast_comes_out_with_any_quantiles(made: Any) -> None:
    asked = made.to_frame(quantiles=[0.05, 0.15, 0.5])
    known = made.to_frame()
    assert asked.columns == ["item", "date", "mean", "q0.05", "q0.15", "q0.5"]
    assert asked["q0.05"].equals(known["q0.05"])
    between = asked.with_columns(low=known["q0.1"], high=known["q0.2"])
    assert between.select(pl.col("q0.15").is_between("low", "high").all()).item()
    assert between.select((pl.col("q0.15") == pl.col("q0.15").round()).all()).item()


def test_a_long_table_has_a_row_for_each_number(made: Any) -> None:
    long = made.to_long(quantiles=[0.1, 0.9])
    assert long.columns == ["item", "date", "kind", "level", "value"]
    assert long.height == 3 * made.to_frame().height
    first = long.filter(pl.col("item") == "tea", pl.col("date") == AHEAD[0]).sort("level", nulls_last=False)
    row = made.to_frame().filter(pl.col("item") == "tea", pl.col("date") == AHEAD[0]).row(0, named=True)
    assert first["value"].to_list() == [row["mean"], row["q0.1"], row["q0.9"]]


def test_pandas_comes_out_with_real_dates(made: Any) -> None:
    table = made.to_pandas(quantiles=[0.5])
    assert list(table.columns) == ["item", "date", "mean", "q0.5"]
    assert table["date"].dtype.kind == "M"
    assert table["mean"].tolist() == made.to_frame()["mean"].to_list()
    assert set(table["item"]) == {"tea", "salt"}


def test_a_quantile_that_nothing_is_known_of_is_refused(made: Any) -> None:
    with pytest.raises(fs.ForesaleError, match=r"quantile at 0\.999"):
        made.to_frame(quantiles=[0.999])
    with pytest.raises(fs.ForesaleError, match=r"quantile at '0\.9'"):
        made.to_frame(quantiles=["0.9"])


def test_options_come_by_name_and_errors_name_arguments() -> None:
    with pytest.raises(fs.ForesaleError, match="Did you mean 'outliers'") as error:
        fs.forecast(SALES, outlier="drop")
    assert "--" not in str(error.value)
    with pytest.raises(fs.ForesaleError, match='Give "none", "flag", "winsorise", "drop"'):
        fs.forecast(SALES, outliers="winsorize")
    with pytest.raises(fs.ForesaleError, match="horizon='28' can't be used"):
        fs.forecast(SALES, horizon="28")  # type: ignore[arg-type]
    with pytest.raises(fs.ForesaleError, match=r"Give target= to fs\.read"):
        fs.forecast(fs.read(SALES), target="units")


def test_options_reach_reading_cleaning_and_calendar() -> None:
    money = SALES.with_columns(revenue=pl.col("units") * 2.5)
    made = fs.forecast(money, **QUICK, target="revenue", outliers="winsorise", paydays=[25], country="DE")
    assert made.forecast.panel.target_name == "revenue"
    assert made.forecaster.cleaning.outliers == "winsorise"
    assert (made.forecaster.calendar.paydays, made.forecaster.calendar.country) == ((25,), "DE")


def test_a_saved_model_forecasts_from_a_newer_table(made: Any, tmp_path: Path) -> None:
    made.save(tmp_path / "model")
    again = fs.load(tmp_path / "model").predict(BY_PANDAS)
    assert again.to_frame().equals(made.to_frame())
    with pytest.raises(fs.ForesaleError, match="horizon of 8"):
        fs.load(tmp_path / "model").predict(BY_PANDAS, horizon=8)


def test_a_table_without_a_column_of_the_model_names_its_columns_once(tmp_path: Path) -> None:
    shelves = BY_PANDAS.assign(shelf=BY_PANDAS["item"].map({"tea": "drinks"}).fillna("food"))
    fs.forecast(shelves, **QUICK).save(tmp_path / "model")
    with pytest.raises(fs.ForesaleError, match=r"'shelf'.*\n.* there are: date, item, units\."):
        fs.load(tmp_path / "model").predict(BY_PANDAS)


def test_something_that_is_no_table_is_refused() -> None:
    with pytest.raises(fs.ForesaleError, match="a path, or a polars, pandas or Arrow table"):
        fs.read(object())  # type: ignore[arg-type]
    with pytest.raises(fs.ForesaleError, match=r"pandas\.DataFrame\(rows\)"):
        fs.read(SALES.to_dicts())  # type: ignore[arg-type]
    with pytest.raises(fs.ForesaleError, match="nothing to read"):
        fs.read()
    with pytest.raises(fs.ForesaleError, match="no rows"):
        fs.read(pa.table({"date": [], "units": []}))
