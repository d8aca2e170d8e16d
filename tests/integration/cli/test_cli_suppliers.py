"""`foresale order` with suppliers' calendars, late deliveries, several suppliers and transfers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import foresale as fs

DAYS = [date(2024, 1, 1) + timedelta(days=day) for day in range(90)]
NEXT = DAYS[-1] + timedelta(days=1)  # Sunday, 31 March 2024
STORES, PRODUCTS = ("North", "South"), ("Tea", "Milk")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model, so that an order takes no training."""
    rows = [
        (day, store, product, float(4 + n % 3))
        for n, day in enumerate(DAYS)
        for store in STORES
        for product in PRODUCTS
    ]
    sales = pl.DataFrame(rows, schema=["date", "store", "product", "units"], orient="row")
    folder = tmp_path_factory.mktemp("model") / "model"
    fs.forecast(sales, horizon=21, models=["moving_average"], folds=1).save(folder)
    return folder


@pytest.fixture
def order(run: Callable[..., Any], tmp_path: Path, model: Path) -> Callable[..., dict[str, Any]]:
    """What the command answers to a supply file, with a stock of every store and product."""

    def make(supply: dict[str, list[Any]], *words: Any, on_hand: tuple[int, ...] = (8, 8, 8, 8)) -> Any:
        pl.DataFrame(supply).write_csv(tmp_path / "supply.csv")
        pairs = [(store, product) for store in STORES for product in PRODUCTS]
        stock = pl.DataFrame({"store": [a for a, _ in pairs], "product": [b for _, b in pairs]})
        stock.with_columns(pl.Series("on hand", on_hand)).write_csv(tmp_path / "stock.csv")
        files = ("--stock", tmp_path / "stock.csv", "--supply", tmp_path / "supply.csv")
        ended = run("order", "--model", model, *files, "--json", "--yes", "--out", tmp_path / "out", *words)
        assert ended.code == 0, ended.err
        return json.loads(ended.out)

    return make


def _rules(told: dict[str, Any]) -> set[str]:
    return {note["rule"] for note in told["notes"]}


def _both(**columns: Any) -> dict[str, list[Any]]:
    return {"product": list(PRODUCTS), **{name: [value] * 2 for name, value in columns.items()}}


def test_deliveries_come_on_the_suppliers_weekdays_and_not_on_its_closed_days(order: Any) -> None:
    terms = {"lead time": 2, "order days": "Mon,Thu", "delivery days": "Wed,Sat"}
    lines = order(_both(**terms))["orders"]
    assert {line["order_on"] for line in lines} == {"2024-04-01"}
    assert {line["arrives_on"] for line in lines} == {"2024-04-03"}
    assert {line["next_arrives_on"] for line in lines} == {"2024-04-06"}
    shut = order(_both(**terms, **{"closed days": "2024-04-01; 2024-04-03..2024-04-06"}))["orders"]
    assert {(line["order_on"], line["arrives_on"]) for line in shut} == {("2024-04-08", "2024-04-10")}


def test_delivery_days_that_are_numbers_are_a_lead_time_and_an_option_fills_what_is_open(order: Any) -> None:
    lines = order(_both(**{"delivery days": 3}))["orders"]
    assert {line["arrives_on"] for line in lines} == {str(NEXT + timedelta(days=3))}
    lines = order(_both(**{"lead time": 1}), "--delivery-days", "Fri")["orders"]
    assert {line["arrives_on"] for line in lines} == {"2024-04-05"}
    assert {line["next_arrives_on"] for line in lines} == {"2024-04-12"}


def test_an_order_that_may_come_late_serves_less_and_both_ways_of_saying_so_are_read(order: Any) -> None:
    terms = {"lead time": 3, "review": 2}
    sure = order(_both(**terms))
    late = order(_both(**terms, **{"late share": "30%", "late by (days)": 4}))
    spread = order(_both(**terms, **{"lead time sd": 3}))
    assert "late_deliveries" not in _rules(sure)
    for told in (late, spread):
        assert "late_deliveries" in _rules(told)
        assert told["summary"]["fill_with"] < sure["summary"]["fill_with"] - 0.02
    assert "late_by_assumed" in _rules(order(_both(**terms), "--late-share", "0.2"))


def test_cells_that_are_no_days_are_told_with_their_row(run: Any, tmp_path: Path, model: Path) -> None:
    pl.DataFrame(_both(**{"lead time": 2, "closed days": "Christmas"})).write_csv(tmp_path / "supply.csv")
    stock = pl.DataFrame({"store": ["North"], "product": ["Tea"], "on hand": [3]})
    stock.write_csv(tmp_path / "stock.csv")
    files = ("--stock", tmp_path / "stock.csv", "--supply", tmp_path / "supply.csv")
    ended = run("order", "--model", model, *files, "--yes", "--out", tmp_path / "out")
    assert ended.code == 1
    assert "Christmas" in ended.err
    assert "lists no days" in ended.err


@pytest.mark.slow
def test_of_several_suppliers_the_one_is_taken_whose_order_leaves_the_least_cost(order: Any) -> None:
    near = {"supplier": "Near", "lead time": 1, "cost": 1.1}
    far = {"supplier": "Far", "lead time": 9, "cost": 1.0}
    supply = {
        "product": ["Tea", "Tea", "Milk"],
        **{name: [near[name], far[name], near[name]] for name in near},
        "price": [2.0] * 3,
    }
    usual = order(supply, on_hand=(2, 2, 2, 2))
    assert {line["supplier"] for line in usual["orders"] if line["product"] == "Tea"} == {"Far"}
    chosen = order(supply, "--choose-supplier", "least_cost", on_hand=(2, 2, 2, 2))
    assert {line["supplier"] for line in chosen["orders"]} == {"Near"}
    assert {line["unit_cost"] for line in chosen["orders"]} == {1.1}
    assert chosen["summary"]["lost_before"] < usual["summary"]["lost_before"]
    assert "supplier_chosen" in _rules(chosen)
    plenty = order(supply, "--choose-supplier", "least_cost", on_hand=(60, 2, 60, 2))
    assert all(line["supplier"] != "Near" for line in plenty["orders"] if line["product"] == "Tea")


@pytest.mark.slow
def test_none_of_many_suppliers_is_passed_over_because_others_are_cheaper(order: Any) -> None:
    many = range(8)
    supply = {
        "product": ["Tea"] * 8 + ["Milk"],
        "supplier": [f"S{place}" for place in many] + ["Near"],
        "lead time": [1 + 3 * place for place in many] + [1],
        "cost": [1.8 - 0.01 * place for place in many] + [1.1],
        "price": [4.0] * 9,
    }
    chosen = order(supply, "--choose-supplier", "least_cost", on_hand=(2, 2, 2, 2))
    assert {line["supplier"] for line in chosen["orders"] if line["product"] == "Tea"} == {"S0"}


def test_units_are_moved_between_stores_before_anything_is_bought(
    order: Any, run: Any, tmp_path: Path, model: Path
) -> None:
    supply = _both(**{"lead time": 4, "cost": 1.0, "price": 2.0})
    alone = order(supply, on_hand=(150, 20, 0, 20))
    told = order(supply, "--transfers", "store", "--transfer-cost", "0.05", on_hand=(150, 20, 0, 20))
    assert {(move["from"], move["to"], move["product"]) for move in told["transfers"]} == {
        ("North", "South", "Tea")
    }
    before, after = (
        sum(line["lost_without"] for line in each["orders"] if line["product"] == "Tea")
        for each in (alone, told)
    )
    assert after < before
    assert told["summary"]["lost_before_money"] < alone["summary"]["lost_before_money"] - 10
    moved = pl.read_csv(tmp_path / "out" / "transfers.csv")
    assert moved["units"].sum() > 10
    assert "Move first" in (tmp_path / "out" / "order.html").read_text(encoding="utf-8")
    files = (
        "--stock",
        tmp_path / "stock.csv",
        "--supply",
        tmp_path / "supply.csv",
        "--out",
        tmp_path / "out",
    )
    ended = run("order", "--model", model, *files, "--transfers", "shop")
    assert ended.code == 1
    assert "no key 'shop'" in ended.err
    ended = run("order", "--model", model, *files, "--transfers", "store")
    assert "Move first:" in ended.out
