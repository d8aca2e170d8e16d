"""`foresale order` and `fs.order`: from files to what to order, odd files too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import foresale as fs
from foresale.errors import BadRowsError, ColumnsError

DAYS = [date(2024, 1, 1) + timedelta(days=day) for day in range(120)]
PRODUCTS = ("0017", "Tea", "Milk")
QUICK = ("--models", "moving_average", "--folds", "1")
NEXT = DAYS[-1] + timedelta(days=1)


def _sales() -> pl.DataFrame:
    rows = [
        (day, store, product, float(4 + (n + at) % 3 + 2 * (day.weekday() == 5)))
        for n, day in enumerate(DAYS)
        for store in ("North", "South")
        for at, product in enumerate(PRODUCTS)
    ]
    return pl.DataFrame(rows, schema=["date", "store", "product", "units"], orient="row")


def _stock(**more: list[Any]) -> pl.DataFrame:
    pairs = [(store, product) for store in ("North", "South") for product in PRODUCTS]
    return pl.DataFrame({"Filiale": [a for a, _ in pairs], "Artikel": [b for _, b in pairs], **more})


SUPPLY = pl.DataFrame(
    {
        "product": list(PRODUCTS),
        "Lieferant": ["Nord", "Nord", "Süd"],
        "Lieferzeit (Tage)": [2, 2, 5],
        "VE": [6, 6, 10],
        "EK": [1.0, 2.0, 0.5],
        "VK": [2.0, 3.5, 1.0],
        "Bestelltage": ["", "", "Mo, Do"],
    }
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the sales, so that an order takes no training."""
    folder = tmp_path_factory.mktemp("model") / "model"
    fs.forecast(_sales(), horizon=14, models=["moving_average"], folds=1).save(folder)
    return folder


@pytest.fixture
def order(model: Path) -> Callable[..., Any]:
    """`fs.order` with the model."""

    def make(stock: pl.DataFrame, supply: pl.DataFrame | None = SUPPLY, **options: Any) -> Any:
        return fs.order(None, stock, supply, model=model, **options)

    return make


def _rules(made: Any) -> set[str]:
    return {note.rule for note in made.notes}


def test_files_become_an_order_by_supplier_in_packs_with_reasons(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    _sales().write_csv(tmp_path / "sales.csv")
    _stock(Bestand=[5, 200, 8, 3, 0, 30]).write_csv(tmp_path / "stock.csv", separator=";")
    SUPPLY.write_csv(tmp_path / "supply.csv", separator=";")
    words = ("order", tmp_path / "sales.csv", "--stock", tmp_path / "stock.csv", "--supply")
    ended = run(*words, tmp_path / "supply.csv", *QUICK, "--json", "--out", tmp_path / "out")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    lines = pl.DataFrame(told["orders"])
    assert (lines["units"] % lines["pack"] == 0).all()
    assert set(lines["supplier"]) == {"Nord", "Süd"}
    assert (lines["chance_out_with"] <= lines["chance_out_without"]).all()
    assert "Tea" not in lines.filter(pl.col("store") == "North")["product"]
    assert told["summary"]["fill_with"] > told["summary"]["fill_without"]
    page = (tmp_path / "out" / "order.html").read_text(encoding="utf-8")
    assert "Demand served with this order" in page
    assert "when this order can be sold" in page
    assert pl.read_excel(tmp_path / "out" / "orders.xlsx").height == lines.height
    made_from = json.loads((tmp_path / "out" / "made_from.json").read_text(encoding="utf-8"))
    assert set(made_from["inputs"]) == {"sales", "stock", "supply"}
    assert made_from["seed"] == 0


def test_the_terminal_ends_with_what_it_costs_and_serves(
    run: Callable[..., Any], tmp_path: Path, model: Path
) -> None:
    _stock(Bestand=[5, 200, 8, 3, 0, 30]).write_csv(tmp_path / "stock.csv")
    words = ("order", "--model", model, "--stock", tmp_path / "stock.csv", "--lead-time", "3")
    ended = run(*words, "--out", tmp_path / "out")
    assert ended.code == 0, ended.err
    assert "Demand served:" in ended.out
    assert "--margin" in ended.out


def test_without_a_lead_time_nothing_is_guessed(run: Callable[..., Any], tmp_path: Path, model: Path) -> None:
    _stock(Bestand=[5, 200, 8, 3, 0, 30]).write_csv(tmp_path / "stock.csv")
    ended = run("order", "--model", model, "--stock", tmp_path / "stock.csv", "--out", tmp_path / "out")
    assert ended.code == 1
    assert "No lead time is known" in ended.err
    assert "--lead-time 7" in ended.err


def test_keys_written_otherwise_are_matched_and_unknown_ones_set_aside(order: Callable[..., Any]) -> None:
    stock = pl.DataFrame(
        {
            "store": ["north ", "North", "North", "South"],
            "product": ["17", "TEA", "Soap", "Milk"],
            "on hand": [1, 2, 3, 4],
        }
    )
    made = order(stock)
    assert "keys_matched" in _rules(made)
    assert made.order.rejects["reason"].to_list() == ["isn't in the sales"]
    assert made.left_out["reason"].to_list() == ["no stock is known"] * 3
    table = made.every_series
    assert set(zip(table["store"], table["product"], strict=True)) == {
        ("North", "0017"),
        ("North", "Tea"),
        ("South", "Milk"),
    }


def test_stock_older_than_the_sales_is_brought_forward_by_what_sold_since(order: Callable[..., Any]) -> None:
    old = DAYS[-1] - timedelta(days=2)
    made = order(_stock(Bestand=[50] * 6, Stichtag=[str(old)] * 6))
    sold = _sales().filter(pl.col("date") > old).group_by("store", "product").agg(pl.col("units").sum())
    both = made.every_series.join(sold, on=["store", "product"], suffix="_sold")
    assert (both["on_hand"] == 50 - both["units_sold"]).all()
    assert "old_stock" in _rules(made)


def test_stock_newer_than_the_sales_moves_the_order_to_its_day(order: Callable[..., Any]) -> None:
    made = order(_stock(Bestand=[9] * 6, Stichtag=[str(NEXT + timedelta(days=3))] * 6))
    assert made.every_series["order_on"].min() >= NEXT + timedelta(days=3)
    assert "stock_newer" in _rules(made)


def test_stock_counted_before_the_order_is_less_by_what_is_forecast_until_then(
    order: Callable[..., Any], model: Path
) -> None:
    days = [NEXT + timedelta(days=3), NEXT + timedelta(days=1), DAYS[-1], None, DAYS[-1] - timedelta(days=1)]
    dates = [None if day is None else str(day) for day in [*days, days[0]]]
    made = order(_stock(Bestand=[90] * 6, Stichtag=dates))
    assert "stock_before_order" in _rules(made)
    ahead = fs.load(model).predict(horizon=3).to_frame().group_by("store", "product").agg("mean")
    daily = {(store, product): mean for store, product, mean in ahead.iter_rows()}
    sold = {(store, product): units for day, store, product, units in _sales().iter_rows() if day == DAYS[-1]}
    told = {(row["store"], row["product"]): row["on_hand"] for row in made.every_series.iter_rows(named=True)}
    keys = [(store, product) for store in ("North", "South") for product in PRODUCTS]
    gone = [0, sum(daily[keys[1]][1:]), sum(daily[keys[2]]), sum(daily[keys[3]]), 0, 0]
    gone[4] = sold[keys[4]] + sum(daily[keys[4]])
    assert [told[key] for key in keys] == pytest.approx([90 - units for units in gone])


def test_what_is_on_its_way_counts_on_its_day(order: Callable[..., Any]) -> None:
    without = order(_stock(Bestand=[0] * 6))
    coming = _stock(Bestand=[0] * 6, Unterwegs=[500] * 6, Liefertermin=[str(NEXT)] * 6)
    assert without.lines.height == 6
    assert order(coming).lines.height == 0


def test_columns_of_days_and_weeks_ahead_count_from_then_on(order: Callable[..., Any]) -> None:
    coming = _stock(Bestand=[0] * 6, **{"Unterwegs Tag+1": [500] * 6, "Unterwegs W+2": [0] * 6})
    made = order(coming)
    assert made.lines.height == 0
    assert "arrival_columns" in _rules(made)
    later = order(_stock(Bestand=[0] * 6, **{"Unterwegs Tag+1": [0] * 6, "Unterwegs W+9": [500] * 6}))
    assert later.lines.height == 6


def test_a_list_of_orders_on_the_way_is_a_file_of_its_own(order: Callable[..., Any]) -> None:
    coming = pl.DataFrame(
        {"store": ["North"], "product": ["Tea"], "quantity": [500], "delivery date": [str(NEXT)]}
    )
    made = order(_stock(Bestand=[0] * 6), on_the_way=coming)
    assert made.lines.height == 5
    late = order(
        _stock(Bestand=[0] * 6), on_the_way=coming.with_columns(pl.lit("2024-04-01").alias("delivery date"))
    )
    assert "overdue_receipts" in _rules(late)


def test_negative_stock_is_none_and_said(order: Callable[..., Any]) -> None:
    made = order(_stock(Bestand=[-4, 5, 5, 5, 5, 5]))
    assert made.every_series["on_hand"].min() == 0
    assert "negative_stock" in _rules(made)


def test_text_for_numbers_is_set_aside_or_stops_with_where_it_stands(order: Callable[..., Any]) -> None:
    stock = _stock(Bestand=["4", "lots", "5", "6", "7", "8"])
    with pytest.raises(BadRowsError, match=r"'lots': is not a number"):
        order(stock)
    made = order(stock, max_bad_share=0.2)
    assert made.left_out.height == 1


def test_several_rows_of_one_series_are_asked_about(order: Callable[..., Any]) -> None:
    twice = pl.concat([_stock(Bestand=[4] * 6), _stock(Bestand=[6] * 6)])
    with pytest.raises(ColumnsError, match="duplicate_stock"):
        order(twice)
    assert (order(twice, duplicate_stock="sum").every_series["on_hand"] == 10).all()
    assert (order(twice, duplicate_stock="last").every_series["on_hand"] == 6).all()
    same = pl.concat([_stock(Bestand=[4] * 6)] * 2)
    assert (order(same).every_series["on_hand"] == 4).all()


def test_batches_are_added_up_only_where_each_keeps_to_a_day_of_its_own(order: Callable[..., Any]) -> None:
    fresh, older = [NEXT + timedelta(days=40)] * 6, [NEXT + timedelta(days=20)] * 6
    batches = pl.concat([_stock(Bestand=[4] * 6, expiry=older), _stock(Bestand=[6] * 6, expiry=fresh)])
    assert (order(batches).every_series["on_hand"] == 10).all()
    twice = pl.concat([_stock(Bestand=[4] * 6, expiry=fresh), _stock(Bestand=[6] * 6, expiry=fresh)])
    with pytest.raises(ColumnsError, match="duplicate_stock"):
        order(twice)


def test_where_the_last_row_counts_so_does_its_day_of_expiry_alone(order: Callable[..., Any]) -> None:
    soon, later = [NEXT + timedelta(days=3)] * 6, [NEXT + timedelta(days=40)] * 6
    rows = [_stock(Bestand=[4] * 6, expiry=day) for day in (soon, later, later)]
    rows[2] = rows[2].with_columns(pl.lit(6, dtype=pl.Int64).alias("Bestand"))
    last = order(pl.concat(rows), duplicate_stock="last")
    ages = last.order.situation.state.ages
    assert (last.every_series["on_hand"] == 6).all()
    assert ages[:, :20].sum() == 0  # the first row's units keep to a day that doesn't count any more
    assert (ages.sum(axis=1) == 6).all()


def test_a_budget_buys_the_most_valuable_part(order: Callable[..., Any]) -> None:
    stock = _stock(Bestand=[0] * 6)
    whole = order(stock)
    half = order(stock, budget=whole.summary.cost / 2)
    assert 0 < half.summary.cost <= whole.summary.cost / 2
    assert half.summary.saves > whole.summary.saves / 2
    assert half.curve["fill_rate"].is_sorted()


def test_a_higher_service_orders_no_less(order: Callable[..., Any]) -> None:
    stock = _stock(Bestand=[2] * 6)
    low, high = (order(stock, service=level).summary.units for level in (0.8, 0.99))
    assert low < high


def test_order_days_and_lead_times_say_when_it_arrives(order: Callable[..., Any]) -> None:
    lines = order(_stock(Bestand=[0] * 6)).lines
    milk = lines.filter(pl.col("product") == "Milk")
    assert set(milk["order_on"].dt.weekday()) <= {1, 4}
    assert (milk["arrives_on"] - milk["order_on"] == timedelta(days=5)).all()


def test_weekly_sales_plan_by_weeks(model: Path) -> None:
    del model
    stock = _stock(Bestand=[0] * 6)
    made = fs.order(_sales(), stock, lead_time="2w", freq="W", models=["moving_average"], folds=1, margin=0.4)
    assert (made.lines["arrives_on"] - made.lines["order_on"] == timedelta(days=14)).all()
    assert (made.lines["next_arrives_on"] - made.lines["arrives_on"] == timedelta(days=7)).all()
    assert made.lines["sells_until_next"].min() > 20
