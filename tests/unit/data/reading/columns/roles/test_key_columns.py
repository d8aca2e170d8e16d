"""Which columns tell series apart, and which only describe them."""

import polars as pl

from foresale.data.panel.build import build_panel
from foresale.data.panel.options import PanelOptions
from foresale.data.reading.read_sales import read_sales
from sales_tables import DAYS, panel


def roles(frame):
    return read_sales(frame).roles


def test_one_odd_double_row_does_not_remove_the_keys():
    makes = [(2007 + m // 12, m % 12 + 1, make, 10 + m) for m in range(60) for make in ("Toyota", "Lexus")]
    rows = pl.DataFrame([*makes, makes[7]], schema=["Year", "Month", "Make", "Quantity"], orient="row")
    found = read_sales(rows)
    assert found.roles.keys == ("Make",)
    assert found.frame["Quantity"].sum() == sum(n for *_, n in makes) + makes[7][3]


def test_a_code_whose_descriptions_vary_is_one_product():
    words = {"p1": ("Blue mug", "Mug, blue"), "p2": ("Tea pot", "Pot for tea")}
    frame = panel(description=lambda d, p, s: words[p][d % 2])
    twice = pl.concat([frame, frame.with_columns(description=pl.lit("Seconds"))])
    assert roles(frame).keys == ("product", "store")
    assert roles(twice.drop("store")).keys == ("product",)


def test_a_description_with_a_few_slips_names_its_product_by_its_commonest_spelling():
    slips = {3: "Mug blue", 9: "check", 14: "damaged"}
    names = {"p1": "Blue mug", "p2": "Tea pot"}
    frame = panel(
        product="StockCode",
        Description=lambda d, p, s: slips.get(d, names[p]) if s == "s1" else names[p],
    ).drop("store")
    found = read_sales(frame)
    assert found.roles.keys == ("StockCode",)
    assert found.roles.static == ("Description",)
    built, _ = build_panel(found, PanelOptions())
    assert built.series["Description"].to_list() == ["Blue mug", "Tea pot"]


def test_names_beside_codes_and_colours_describe_a_product():
    frame = panel(
        product="sku", colour=lambda d, p, s: {"p1": "red", "p2": "blue"}[p],
        product_name=lambda d, p, s: f"Cup {p}",
    )  # fmt: skip
    found = roles(frame)
    assert found.keys == ("sku", "store")
    assert set(found.static) == {"colour", "product_name"}


def test_markdowns_fuel_and_what_a_store_is_like_are_no_prices_or_keys():
    frame = panel(
        "Date", "Dept", "Store", "Weekly_Sales",
        Fuel_Price=lambda d, p, s: 2.5 + d / 100,
        MarkDown1=lambda d, p, s: float(100 * (d % 3 == 0)),
        StoreType=lambda d, p, s: "a" if s == "s1" else "b",
        Assortment=lambda d, p, s: "x" if s == "s1" else "y",
        CompetitionDistance=lambda d, p, s: 500 if s == "s1" else 900,
        CompetitionOpenSinceYear=lambda d, p, s: 2008 if s == "s1" else 2011,
    )  # fmt: skip
    found = roles(frame)
    assert found.keys == ("Dept", "Store")
    assert (found.price, found.promotion) == (None, "MarkDown1")
    assert {"StoreType", "Assortment", "CompetitionDistance", "CompetitionOpenSinceYear"} == set(found.static)


def _of_codes(code, count=4):
    """So many products a day, with the code that `code` says of a day's and a product's number."""
    names = ("Bread", "Rolls", "Milk", "Cream")[:count]
    rows = [(DAYS[d], code(d, i), name, 3 + (d + i) % 7) for d in range(60) for i, name in enumerate(names)]
    return pl.DataFrame(rows, schema=["date", "code", "product", "units"], orient="row")


def test_the_code_of_a_group_does_not_hide_its_products():
    found = roles(_of_codes(lambda d, i: f"G{i // 2}"))
    assert found.keys == ("product",)
    assert found.static == ("code",)


def test_a_code_of_something_else_than_products_is_no_key():
    assert roles(_of_codes(lambda d, i: f"X{(7 * d + i) % 23}")).keys == ("product",)
    assert roles(_of_codes(lambda d, i: f"L{4 * d + i}")).keys == ("product",)


def test_a_code_stays_the_key_where_its_products_are_renamed_or_have_variants():
    renamed = _of_codes(lambda d, i: f"C{i}").with_columns(
        pl.when(pl.col("date") > DAYS[30])
        .then(pl.col("product") + " new")
        .otherwise("product")
        .alias("product")
    )
    assert roles(renamed).keys == ("code",)
    sizes = _of_codes(lambda d, i: f"C{i}").with_columns(pl.col("product").replace({"Rolls": "Bread"}))
    assert roles(sizes).keys == ("code",)
