"""Amounts in several currencies or units: a series and a total each, one of them, or converted."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.panel.build import build_panel
from foresale.data.profile.profile import profile_sales
from foresale.errors import ColumnsError, OptionError
from sales_tables import details, fix_of, read, rules, total


def orders(codes=("EUR", "USD", "JPY"), name="currency", target="revenue"):
    """240 rows of four products, their currencies in turn but not tied to products."""
    table = details().rename({"qty": target})
    return table.with_columns(pl.Series(name, [codes[(i + i // 4) % len(codes)] for i in range(240)]))


def own_totals(table, name="currency", target="revenue"):
    return dict(table.group_by(name).agg(pl.col(target).sum()).iter_rows())


@pytest.mark.parametrize(
    "codes", [("EUR", "USD"), ("€", "$"), ("PLN", "EUR", "CZK"), ("₽", "USD"), ("CHF", "EUR")]
)
def test_rates_convert_each_row(codes):
    table = orders(codes)
    worth = {code: 1 + 0.5 * place for place, code in enumerate(codes)}
    rates = tuple(f"{code}={rate}" for code, rate in worth.items())
    wanted = sum(amount * worth[code] for code, amount in own_totals(table).items())
    sales = read(table, rates=rates)
    assert total(sales) == pytest.approx(wanted)
    assert "exchange_rates" in rules(sales)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(0.01, 200), min_size=2, max_size=4))
def test_converted_rows_add_up_to_the_converted_totals(worths):
    codes = ("EUR", "USD", "GBP", "SEK")[: len(worths)]
    table = orders(codes)
    rates = tuple(f"{code}={worth!r}" for code, worth in zip(codes, worths, strict=True))
    wanted = sum(own_totals(table)[code] * worth for code, worth in zip(codes, worths, strict=True))
    assert total(read(table, rates=rates)) == pytest.approx(wanted)


def test_rates_of_a_file_hold_from_their_day(tmp_path):
    table = orders(("EUR", "USD"))
    day = table["date"].unique().sort()[30]
    path = tmp_path / "rates.csv"
    path.write_text(f"date;currency;rate\n2024-01-01;EUR;1\n2024-01-01;USD;0,5\n{day};USD;2,25\n")
    worth = (
        pl.when(pl.col("currency") == "EUR").then(1.0).when(pl.col("date") < day).then(0.5).otherwise(2.25)
    )
    assert total(read(table, rates=(str(path),))) == pytest.approx(
        table.select(pl.col("revenue") * worth).sum().item()
    )


def test_a_currency_without_a_rate_is_named():
    with pytest.raises(ColumnsError, match="JPY"):
        read(orders(), rates=("EUR=1", "USD=0.9"))


@pytest.mark.parametrize("rates", [("EUR=0",), ("EUR=x",), ("=1",), ("EUR=1", "EUR=2")])
def test_rates_that_are_none_are_refused(rates):
    with pytest.raises(OptionError):
        read(orders(), rates=rates)


def test_rates_without_currencies_are_refused():
    with pytest.raises(OptionError, match="no column says"):
        read(details(), rates=("EUR=1",))


def test_prices_of_pieces_are_converted_and_the_pieces_are_not():
    table = orders(("EUR", "USD"), target="qty").with_columns(price=pl.Series([10.0, 10.0, 30.0, 30.0] * 60))
    sales = read(table, rates=("EUR=1", "USD=0.5"))
    assert total(sales) == table["qty"].sum()
    assert set(sales.frame["price"]) == {10.0, 5.0, 30.0, 15.0}


def test_currencies_in_the_cells_are_converted_too():
    plain = orders(("€", "US$"))
    table = plain.with_columns(
        pl.concat_str(pl.col("currency"), pl.lit(" "), pl.col("revenue")).alias("revenue")
    ).drop("currency")
    assert "rates=" in fix_of(table)
    sales = read(table, rates=("EUR=1", "USD=3"))
    amounts = own_totals(plain)
    assert total(sales) == amounts["€"] + 3 * amounts["US$"]
    assert "exchange_rates" in rules(sales)


@pytest.mark.parametrize(
    ("name", "codes", "target", "keys"),
    [
        ("currency", ("EUR", "USD", "JPY"), "revenue", ("product", "currency")),
        ("uom", ("EA", "KG"), "qty", None),
    ],
)
def test_a_profile_gives_each_unit_its_own_total_and_no_sum(name, codes, target, keys):
    table = orders(codes, name, target)
    sales = read(table, keys=keys)
    panel, _ = build_panel(sales)
    overview = profile_sales(sales, panel).overview
    own = own_totals(table, name, target)
    assert overview.total == own[overview.unit] != sum(own.values())
    assert overview.mean == pytest.approx(overview.total / overview.periods)
    assert dict(overview.totals) == own_totals(table, name, target)
    assert sales.roles.unit == name


def test_named_keys_that_would_mix_units_are_asked_about():
    table = orders(("EA", "KG"), "uom", "qty")
    assert "only=" in fix_of(table, keys=("product",))
    assert total(read(table, keys=("product",), only=("uom=EA",))) == own_totals(table, "uom", "qty")["EA"]


def test_stores_with_a_currency_each_need_no_further_key_but_have_no_common_total():
    table = details(columns="store").rename({"qty": "revenue"})
    table = table.with_columns(
        pl.col("store").replace_strict({"P0": "EUR", "P1": "EUR", "P2": "USD", "P3": "USD"}).alias("currency")
    )
    sales = read(table, keys=("store",))
    panel, _ = build_panel(sales)
    assert panel.n_series == 4
    assert dict(profile_sales(sales, panel).overview.totals) == own_totals(table)


def test_one_currency_is_no_question():
    table = orders(("EUR",))
    assert total(read(table)) == table["revenue"].sum()
