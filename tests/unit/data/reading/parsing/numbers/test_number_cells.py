"""Digits, marks, signs and what stands beside a number, of all countries."""

import polars as pl
import pytest

from foresale.data.reading.parsing.numbers.parse_numbers import parse_numbers


def read(cell, decimal=".", *, units=True):
    return parse_numbers(pl.Series([cell]), decimal=decimal, units=units)[0]


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1,23,456.78", ".", 123456.78),
        ("₹12,34,567", ".", 1234567.0),
        ("Rs. 1,23,456", ".", 123456.0),
        ("Rs.500/-", ".", 500.0),
        ("1'234.50", ".", 1234.5),
        ("1’234’567.5", ".", 1234567.5),
        ("CHF 1'234.–", ".", 1234.0),
        ("CHF 12.-", ".", 12.0),
        ("5,--", ",", 5.0),
        ("1\u2009234,5", ",", 1234.5),
        ("1\u202f234\u00a0567,5", ",", 1234567.5),
        ("1_000_000", ".", 1e6),
        ("−7,5", ",", -7.5),
        ("–7", ".", -7.0),
        ("\u20107", ".", -7.0),
        ("12,00-", ",", -12.0),
        ("(1,000.50)", ".", -1000.5),
        ("€ (5)", ".", -5.0),
        ("R$ 1.234,56", ",", 1234.56),
        ("-1.000,00 €", ",", -1000.0),
        ("12.50 USD", ".", 12.5),
        ("US$ 5", ".", 5.0),
        ("S/.12.50", ".", 12.5),
        ("12 pcs", ".", 12.0),
        ("35¹", ".", 35.0),
        ("12,350 kg", ",", 12.35),
        ("15 %", ".", 0.15),
        ("%15", ".", 0.15),
        ("+4", ".", 4.0),
        ("1.5E+03", ".", 1500.0),
        ("1,5e-3", ",", 0.0015),
        ("\u0661\u0664", ".", 14.0),
        ("\u06f1\u06f2\u066b\u06f5", ".", 12.5),
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665", ".", 1234.5),
        ("\u0967\u0968\u0969", ".", 123.0),
        ("\uff11\uff12\uff0c\uff13\uff14\uff15", ".", 12345.0),
        ("\u200e12\u200f", ".", 12.0),
        ('="12"', ".", 12.0),
        ("'12", ".", 12.0),
    ],
)
def test_numbers_of_many_countries_are_read(cell, decimal, value):
    assert read(cell, decimal) == pytest.approx(value)


@pytest.mark.parametrize(
    "cell", ["1,23,45", "12,34", "1'23", "(5", "5)", "--5", "1,234,56", "5 parsecs", "12 kg 3", "A5", "5:30"]
)
def test_what_fits_no_way_of_writing_stays_unread(cell):
    assert read(cell) is None


def test_a_unit_beside_a_number_makes_a_label_where_no_amount_is_expected():
    assert read("500 g", units=False) is None
    assert read("500 EUR", units=False) == 500.0


def test_grams_and_kilograms_of_one_column_are_one_unit():
    cells = pl.Series(["1.5 kg", "250 g", "2 KG"])
    assert parse_numbers(cells, decimal=".", units=True).to_list() == [1.5, 0.25, 2.0]
    assert parse_numbers(cells[1:2], decimal=".", units=True).to_list() == [250.0]


def test_the_rarer_of_debit_and_credit_is_negative():
    cells = pl.Series(["100.00 CR", "20.00 CR", "7.50 DR"])
    assert parse_numbers(cells, decimal=".", units=True).to_list() == [100.0, 20.0, -7.5]
