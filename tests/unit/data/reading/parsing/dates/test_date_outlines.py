"""An outline never keeps a pattern from a cell that it would fit."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from foresale.data.reading.parsing.dates.date_formats import PATTERNS, match_dates

FORMS = {
    "ymd": ["2024-01-31", "2024/1/5 13:45", "2024 01 31", "2024. 1. 31.", "2024-01-31T10:00:00Z"],
    "numeric": ["31.01.2024", "1/5/24 3:45 pm", "31 01 2024", "5. 1. 2024"],
    "short_ymd": ["23/1/5", "'24/12/9"],
    "compact": ["20240131", "20240131T101500", "20240131101500", "20240131.0"],
    "compact_time": ["20240131 10:15"],
    "week": ["2024-W05", "2024W05-1", "2024 KW 5", "2024, week 12"],
    "week_year": ["KW 05/2024", "Week 5 of 2024", "w5-24", "hafta 12 2024"],
    "week_first": ["5. KW 2024", "12 semaine 24"],
    "year_roman": ["2024 II", "2024-iv kw."],
    "roman_year": ["II kw. 2024", "I 2024"],
    "year_quarter": ["2024-Q1", "2024K1", "2024 T3", "2024Q4"],
    "quarter_year": ["Q1 2024", "Q12024", "2. trim 2024", "Quartal 3 2024"],
    "quarter_first": ["1Q24", "iii quarter 2024", "2nd quarter 2024", "1. Quartal 2024", "iv kwartał 2024"],
    "year_m": ["2024M05", "2024-m1", "2024 month 11"],
    "m_year": ["M05-2024", "month 5/2024"],
    "fiscal": ["FY24 P03", "fy2024/25-Q1", "2024.p07", "gj2024 4"],
    "fiscal_first": ["P3 FY24", "week 12 fy2024"],
    "sap_period": ["003.2024", "012/2024"],
    "year_month": ["2024-01", "2024/1", "2024:1"],
    "month_year": ["01/2024", "5-2024"],
    "six": ["202401", "202455.0"],
    "digits6": ["310124"],
    "digits8": ["31012024"],
    "day_name": ["31 Jan 2024", "31Jan2024", "1st of March 2024", "3 de enero de 2024 10:15", "5.मई 2024"],
    "name_day": ["Jan 31, 2024", "January 5th, 2024 4:05 PM"],
    "name_day_year": ["Jan-31-24", "Feb.05.2024", "Mar/5/2024 10:15"],
    "ordinal": ["2024-031", "2024366", "2024.001"],
    "name_year": ["Jan 2024", "enero de 2024", "Feb'2024"],
    "year_name": ["2024 Jan", "2024-January-05", "2024Mar"],
    "name_two": ["Jan-24", "Mar 5"],
    "two_name": ["24-Jan", "5. März"],
    "unix": ["Wed Jan 31 10:15:00 CET 2024", "Jan 31 10:15:00 2024"],
}
CELLS = [cell for cells in FORMS.values() for cell in cells]


def test_cells_are_matched_alone_as_among_many_for_which_all_patterns_are_tried() -> None:
    many = match_dates(pl.Series("cell", [*CELLS, *(f"no date {number:05d}x" for number in range(1001))]))
    for row, cell in enumerate(CELLS):
        assert_frame_equal(match_dates(pl.Series("cell", [cell])), many.slice(row, 1))
    assert set(many["family"].drop_nulls()) == set(PATTERNS)
