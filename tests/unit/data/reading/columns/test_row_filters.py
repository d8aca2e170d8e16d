"""Rows that the caller wants only, or not at all."""

from __future__ import annotations

import shlex
from datetime import date, timedelta

import polars as pl
import pytest

from foresale.cli.options.spelling import spell_option
from foresale.data.reading.columns.row_filters import filter_option, parse_filter
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError, OptionError
from foresale.messages import Message

DAYS = [date(2024, 1, 1) + timedelta(days=i) for i in range(30)]
PLAN = pl.DataFrame(
    {
        "date": [day for day in DAYS for _ in range(3)],
        "Scenario": ["Actual ", "budget", "Plan, old"] * 30,
        "qty": [1, 10, 100] * 30,
    }
)


def total(table: pl.DataFrame, **options: object) -> float:
    sales = read_sales(table, options=ReadOptions(**options))  # type: ignore[arg-type]
    return float(sales.frame[sales.roles.target].sum())


def test_only_keeps_the_rows_with_a_value_whatever_its_case_and_blanks():
    assert total(PLAN, only=("scenario = ACTUAL",)) == 30


def test_without_leaves_out_every_value_between_commas():
    assert total(PLAN, without=("Scenario=budget,'Plan, old'",)) == 30


def test_values_of_one_column_add_up_over_several_options():
    assert total(PLAN, only=("Scenario=Actual", "Scenario=Budget")) == 330


def test_both_options_hold_together():
    assert total(PLAN, only=("Scenario=Actual,Budget",), without=("Scenario=Budget",)) == 30


def test_what_was_left_out_is_said():
    sales = read_sales(PLAN, options=ReadOptions(only=("Scenario=Actual",)))
    (note,) = [note for note in sales.notes if note.rule == "row_filter"]
    assert note.count == 60
    assert note.evidence is not None
    assert note.evidence.certainty == "told"


def test_an_empty_value_stands_for_empty_cells():
    table = pl.DataFrame({"date": DAYS * 2, "product": ["a"] * 30 + [None] * 30, "qty": [1] * 30 + [9] * 30})
    assert total(table, without=("product=",)) == 30


def test_numbers_of_a_workbook_are_found_as_one_reads_them():
    table = pl.DataFrame({"date": DAYS * 2, "shop": [1.0] * 30 + [2.0] * 30, "qty": [1] * 30 + [9] * 30})
    assert total(table, only=("shop=2",)) == 270


def test_a_column_that_a_wide_table_turns_into_is_found():
    table = pl.DataFrame({"date": DAYS, "milk": [1] * 30, "bread": [2] * 30, "rolls": [4] * 30})
    assert total(table, without=("item=rolls",)) == 90


def test_a_wide_column_that_is_ignored_is_no_series():
    table = pl.DataFrame(
        {"date": DAYS, "milk": [1] * 30, "bread": [2] * 30, "old": [4] * 30, "tea": [7] * 30}
    )
    assert total(table, ignored=("old",)) == 300


def test_an_unknown_column_names_the_closest():
    with pytest.raises(ColumnsError, match="closest: Scenario"):
        total(PLAN, only=("Scenaro=Actual",))


def test_an_unknown_value_names_the_closest():
    with pytest.raises(ColumnsError, match="Closest: Actual"):
        total(PLAN, only=("Scenario=Actul",))


def test_an_unknown_value_without_likeness_lists_what_there_is():
    with pytest.raises(ColumnsError, match=r"It holds .*Plan, old"):
        total(PLAN, without=("Scenario=zzz",))


def test_leaving_out_everything_is_an_error():
    with pytest.raises(ColumnsError, match="leaves no row of 30"):
        total(PLAN.filter(pl.col("qty") == 10), without=("Scenario=budget",))


def test_an_option_without_equals_sign_says_how_it_is_written():
    with pytest.raises(OptionError, match="Column=value"):
        total(PLAN, only=("Actual",))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a=x", ("x",)),
        ("a=x, Y ,z", ("x", "y", "z")),
        ("a='x, y',z", ("x, y", "z")),
        ('a="x, y"', ("x, y",)),
        ("a=", ("",)),
        ("a=x=y", ("x=y",)),
        ("a=Men's,Women's", ("men's", "women's")),
    ],
)
def test_values_are_parted_at_commas_outside_quotes(text, values):
    parsed = parse_filter(text, True, ["a"])
    assert parsed is not None
    assert parsed.values == values


def test_a_column_name_may_hold_an_equals_sign():
    parsed = parse_filter("a=b=c", True, ["a=b"])
    assert parsed is not None
    assert (parsed.column, parsed.values) == ("a=b", ("c",))


@pytest.mark.parametrize("value", ["Total", "Bread, white", "5$ menu", "Men's, x", 'say "hi"'])
def test_a_proposed_option_reads_back_as_the_value(value):
    option, text = shlex.split(Message(filter_option(False, "Product", [value]), spell_option))
    parsed = parse_filter(text, False, ["Product"])
    assert option == "--without"
    assert parsed is not None
    assert parsed.values == (value.lower(),)
