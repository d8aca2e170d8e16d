"""Numbers as people write them."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.data.reading.parsing.numbers.parse_numbers import (
    find_decimal,
    is_missing,
    parse_flags,
    parse_numbers,
)


def numbers(*cells, decimal=None):
    return parse_numbers(pl.Series(list(cells), dtype=pl.String), decimal=decimal).to_list()


def test_a_column_of_words_has_no_number_and_a_digit_of_any_script_or_infinity_makes_it_one():
    assert numbers("Tea", None, "½", "三", "nan", "-", "kg") == [None] * 7
    assert numbers("Tea", None, decimal=",") == [None, None]
    assert numbers("Tea", "٣", "-Inf") == [None, 3.0, float("-inf")]
    words = pl.Series("product", ["Tea", "Jam"])
    assert parse_numbers(words, units=True).equals(pl.Series("product", [None, None], dtype=pl.Float64))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234.56", 1234.56),
        ("1 234.5", 1234.5),
        ("1\u00a0234", 1234.0),
        ("1'234.5", 1234.5),
        ("$5.25", 5.25),
        ("-$5", -5.0),
        ("$-5", -5.0),
        ("5 €", 5.0),
        ("EUR 7", 7.0),
        ("7 kr", 7.0),
        ("R$ 3", 3.0),
        ("12%", 0.12),
        ("(1,000.50)", -1000.5),
        ("($5)", -5.0),
        ("7-", -7.0),
        ("−7", -7.0),
        ("+4", 4.0),
        (" 8 ", 8.0),
        ("1e3", 1000.0),
        (".5", 0.5),
    ],
)
def test_what_people_add_to_numbers_is_understood(cell, value):
    assert numbers(cell, decimal=".") == [pytest.approx(value)]


@pytest.mark.parametrize(
    ("cell", "value"), [("1.234,56", 1234.56), ("1.234", 1234.0), ("-3,5", -3.5), ("1.234.567", 1234567.0)]
)
def test_decimal_commas_are_read_where_the_mark_is_a_comma(cell, value):
    assert numbers(cell, decimal=",") == [pytest.approx(value)]


@pytest.mark.parametrize(
    "cell", ["x", "=SUM(A1)", "1,2,3", "1__0", "--3", "12 34", "<b>4</b>", "0x1f", "1.2.3", "3 pcs"]
)
def test_what_is_no_number_stays_empty(cell):
    assert numbers(cell, decimal=".") == [None]


def test_a_thousands_mark_must_stand_before_three_digits():
    assert numbers("1,5", "1,500", decimal=".") == [None, 1500.0]


def test_infinity_is_read_so_that_it_can_be_rejected_and_nan_counts_as_missing():
    assert numbers("inf", "-inf", "NaN") == [float("inf"), float("-inf"), None]


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.234", "0,5"], ","),
        (["1,234", "2.75"], "."),
        (["1.234,5"], ","),
        (["1,234.5"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["1,234", "5,678"], None),
        (["1.234"], None),
        (["12"], None),
    ],
)
def test_the_decimal_mark_is_proven_by_the_cells_or_left_open(cells, mark):
    assert find_decimal(pl.Series(cells)) == mark


def test_the_whole_column_decides_how_one_cell_is_read():
    assert numbers("1.234", "0,5", "12") == [1234.0, 0.5, 12.0]
    assert numbers("1.234", "0.5") == [1.234, 0.5]


def test_words_for_no_value_are_missing_but_text_is_not():
    cells = pl.Series(["", "NA", "n/a", "-", "null", None, "0", "many", "#N/A"])
    assert is_missing(cells).to_list() == [True, True, True, True, True, True, False, False, True]


def test_typed_columns_become_floats_and_nan_becomes_empty():
    assert parse_numbers(pl.Series([1.0, float("nan"), None])).to_list() == [1.0, None, None]
    assert parse_numbers(pl.Series([True, False])).to_list() == [1.0, 0.0]
    assert parse_numbers(pl.Series(["3", "x"], dtype=pl.Categorical)).to_list() == [3.0, None]


def test_flags_in_five_languages_become_one_and_zero():
    cells = pl.Series(["Ja", "nein", "Oui", "non", "sí", "TRUE", "f", "1", "0", "maybe", None])
    assert parse_flags(cells).to_list() == [1, 0, 1, 0, 1, 1, 0, 1, 0, None, None]


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 2)))
def test_a_number_written_the_german_way_is_read_back(value):
    german = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    assert numbers(german, decimal=",") == [pytest.approx(value)]


def test_whole_numbers_of_another_unit_prove_no_mark():
    cells = pl.Series(["1.230 t", "987 kg", "2.500 t", "123 kg"])
    assert find_decimal(cells) is None
    assert find_decimal(pl.Series(["1.230 kg", "987 kg", "2.500 kg"])) == ","


@pytest.mark.parametrize("cell", [" $-   ", "$ -", "€-", "- €", "EUR -", "£--"])
def test_a_dash_beside_a_currency_is_nothing_as_books_write_it(cell):
    assert parse_numbers(pl.Series([cell, "$1.00"])).to_list()[0] == 0


@pytest.mark.parametrize("cell", ["ABC - 5 x", "-", "A-B"])
def test_other_dashes_are_no_zeros(cell):
    assert parse_numbers(pl.Series([cell]))[0] is None
