"""The sales of record with roles, plans and a fingerprint."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from foresale.workflows.forecasts.sales_of_record import plan_ahead, read_sales_of_record
from foresale.workflows.ports import Scope

LAST = date(2023, 2, 24)


def test_the_same_sales_have_the_same_fingerprint_and_others_another(book):
    first = read_sales_of_record(book, Scope(), 7).fingerprint
    assert read_sales_of_record(book, Scope(), 7).fingerprint == first
    assert (first["rows"], first["last_day"]) == (str(book.sales.height), str(LAST))
    for changed in (
        book.sales.with_columns(units=pl.col("units") + (pl.col("date") == LAST).cast(pl.Int64)),
        book.sales.with_columns(product=pl.col("product").replace({book.sales["product"][0]: "renamed"})),
        book.sales.slice(1),
    ):
        book.sales = changed
        assert read_sales_of_record(book, Scope(), 7).fingerprint["digest"] != first["digest"]


def test_days_after_the_last_day_asked_for_are_as_if_they_had_not_happened(book):
    read = read_sales_of_record(book, Scope(), 7, until=LAST - timedelta(days=30))
    assert read.last_day == LAST - timedelta(days=30)
    assert read.sales.frame["date"].max() == read.last_day


def test_without_a_plan_nothing_is_claimed_to_be_known_ahead(book):
    past = book.plan(name="Was", kind="promotion", starts_on=date(2023, 1, 1), ends_on=date(2023, 1, 7))
    assert read_sales_of_record(past, Scope(), 7).sales.future is None
    far = book.plan(name="Far", kind="promotion", starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 7))
    assert read_sales_of_record(far, Scope(), 7).sales.future is None
    assert read_sales_of_record(book, Scope(), 7, planned=True).sales.future["promotion"].sum() == 0


def test_a_planned_promotion_touches_whom_it_names_on_its_days_at_its_price(book):
    store, product = book.sales["store"][0], book.sales["product"][0]
    planned = book.plan(
        name="Half price", kind="promotion", starts_on=LAST + timedelta(days=2),
        ends_on=LAST + timedelta(days=3), discount=0.5, store=store, product=product,
    )  # fmt: skip
    future = read_sales_of_record(planned, Scope(), 5).sales.future
    on = future.filter(pl.col("promotion") > 0)
    assert on.select("product", "store").unique().rows() == [(product, store)]
    assert on["date"].to_list() == [LAST + timedelta(days=2), LAST + timedelta(days=3)]
    same = future.filter(pl.col("product") == product, pl.col("store") == store)
    usual = same.filter(pl.col("promotion") == 0)["price"].unique().to_list()
    assert len(usual) == 1
    assert on["price"].to_list() == pytest.approx([usual[0] / 2] * 2)


def test_of_two_promotions_on_a_day_the_deeper_discount_counts():
    sales = pl.DataFrame(
        {"product": ["a"], "store": ["s"], "category": ["c"], "date": [LAST], "units": [1.0], "price": [2.0],
         "promotion": [0.0]}
    )  # fmt: skip
    day = LAST + timedelta(days=1)
    events = pl.DataFrame(
        {"starts_on": [day] * 3, "ends_on": [day] * 3, "discount": [0.1, 0.4, None],
         "product": ["a", None, "a"], "store": [None] * 3, "category": [None, "c", None]},
        schema_overrides={"store": pl.String},
    )  # fmt: skip
    assert plan_ahead(sales, events, 1)["price"].to_list() == pytest.approx([1.2])


def test_events_other_than_promotions_become_columns_once_they_have_a_past(book):
    known = book.plan(name="Fair", kind="event", starts_on=date(2023, 1, 1), ends_on=date(2023, 1, 2))
    new = known.plan(name="First ever", kind="event", starts_on=date(2023, 3, 1), ends_on=date(2023, 3, 2))
    assert read_sales_of_record(new, Scope(), 14).events["name"].to_list() == ["Fair"]
    assert read_sales_of_record(book, Scope(), 14).events is None


def test_any_name_of_a_promotion_counts_as_one(book):
    book.sales = book.sales.with_columns(
        pl.when(pl.col("promotion") > 0).then(pl.lit("Flyer 7")).otherwise(None).alias("promotion")
    )
    flags = read_sales_of_record(book, Scope(), 7).sales.frame["promotion"]
    assert set(flags.unique().to_list()) == {0.0, 1.0}
