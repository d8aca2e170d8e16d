"""The data's portrait as a page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.profile.distributions import Distribution
from foresale.data.profile.profile import profile_sales
from foresale.data.reading.columns.roles.infer_roles import CUSTOMERS
from foresale.notes import Note
from foresale.reports import wording
from foresale.reports.profile import profile_report
from foresale.reports.profile_pictures import histogram
from foresale.sales import ColumnRoles, Sales


def rows(panel, columns=("price",)) -> Sales:
    """The panel's sales as a file would hold them, with columns of chance beside them."""
    random = np.random.default_rng(3)
    frame = panel.to_frame().filter(pl.col(panel.target_name).is_not_null())
    frame = frame.select([*panel.keys, "date", panel.target_name]).with_columns(
        [pl.Series(name, random.normal(5, 1, frame.height)) for name in columns]
    )
    roles = ColumnRoles("date", panel.target_name, keys=panel.keys, known_ahead=tuple(columns))
    return Sales(frame, roles)


def portrait(panel, columns=("price",), notes=()):
    sales = rows(panel, columns)
    built, _ = build_panel(sales)
    profile = profile_sales(sales, built)
    return profile, profile_report(profile, notes)


@pytest.fixture(scope="module")
def usual(made, read):
    profile, html = portrait(made.make_panel(), notes=[Note("closed_days", 24, "Christmas was closed.")])
    return profile, read(html)


def test_every_finding_stands_before_the_first_picture(usual):
    profile, page = usual
    first = page.html.index("<figure")
    assert profile.findings
    assert [finding for finding in profile.findings if " ".join(finding.split()) not in page.text] == []
    assert all(
        page.html.index(str(finding)[:20].replace("'", "&#39;")) < first for finding in profile.findings
    )


def test_every_part_of_the_portrait_has_its_picture_or_table(usual):
    _, page = usual
    for heading in (
        "The total and its trend", "The rhythm of the week", "What neither explains", "By weekday",
        "By month", "By season", "How often each value occurs", "By size and steadiness", "By kind of demand",
        "What moves together", "Columns", "What was done to the data",
    ):  # fmt: skip
        assert heading in page.text


def test_the_matrix_of_size_and_steadiness_holds_every_series_once(usual):
    profile, page = usual
    table = page.html[page.html.index('class="heat cross"') :].split("</table>")[0]
    counts = [int(part.split("</b>")[0]) for part in table.split("<b>")[1:]]
    assert sum(counts) == profile.overview.series == 12


def test_names_that_are_code_stay_text(made, read):
    names = ["<script>alert(1)</script>", *"abc"]
    panel = made.make_panel(n_series=4, keys=("product",), names=names)
    page = read(portrait(panel, ("<img src=x>",))[1])
    assert page.count("script") == 1
    assert page.count("img") == 0
    assert "<script>alert(1)</script>" in page.text


def test_one_series_without_keys_has_no_section_on_which_series_matter(made, read):
    panel = made.make_panel(n_series=1, keys=("series",), names=["total"])
    sales = rows(panel, ())
    page = read(profile_report(profile_sales(replace(sales, roles=replace(sales.roles, keys=())), panel)))
    assert "Which series matter" not in page.text
    assert "What moves together" not in page.text


@pytest.mark.parametrize(
    ("freq", "n_periods", "rhythm"), [("W", 160, True), ("M", 30, True), ("M", 14, False)]
)
def test_the_rhythm_of_the_year_is_shown_where_it_was_seen_twice(made, read, freq, n_periods, rhythm):
    panel = made.make_panel(freq=freq, n_periods=n_periods, scale=20)
    sales = rows(panel)
    page = read(profile_report(profile_sales(sales, panel)))
    assert ("The rhythm of the year" in page.text) is rhythm
    assert "By weekday" not in page.text


def test_a_shop_that_sold_nothing_gets_a_portrait(made, read):
    panel = made.make_panel(n_series=2, keys=("product",), scale=0)
    page = read(
        profile_report(profile_sales(rows(panel), replace(panel, target=np.zeros(panel.target.shape))))
    )
    assert "What stands out" in page.text


def test_a_list_of_customers_is_said_to_be_one_before_anything_else(made, read, usual):
    note = Note(CUSTOMERS, 500, "Every row is another customer: this looks like a list of customers.")
    page = read(portrait(made.make_panel(n_series=2), notes=[note])[1])
    said = "This table looks like a list of customers, not like sales over time."
    assert page.html.index(said) < page.html.index('<section id="findings">')
    assert said not in usual[1].text


def test_a_column_of_numbers_that_differ_in_each_row_is_no_list_of_words(made, read):
    panel = made.make_panel(n_series=2, n_periods=60)
    sales = rows(panel)
    place = np.arange(sales.frame.height)
    frame = sales.frame.with_columns(
        pl.Series("Profit", [f"{value / 4:.2f}" for value in place]), pl.Series("Row", place.astype(str))
    )
    sales = Sales(frame, replace(sales.roles, ignored=("Profit", "Row")))
    text = read(profile_report(profile_sales(sales, build_panel(sales)[0]))).text
    assert f"0 to {wording.number(float(place[-1] / 4))}, mean" in text
    assert "another value in each row, such as 0" in text
    assert "−0.00" not in text


def test_marks_of_large_values_are_all_in_one_unit():
    edges = np.linspace(5_000, 95_000, 41)
    shape = Distribution(
        edges=tuple(edges), counts=(1,) * 40, density_x=(5_000.0, 95_000.0), density_y=(1e-5, 1e-5),
        above=0, share_zero=0.0, mean=50_000.0, median=50_000.0, largest=95_000.0,
    )  # fmt: skip
    marks = [label for _, label in histogram(shape).x_ticks]
    assert len(marks) == 5  # as many as stand side by side on a phone
    assert all(label.endswith("\xa0k") for label in marks), marks
