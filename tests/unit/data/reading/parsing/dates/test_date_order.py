"""What stands first: day, month or year; and dates that a spreadsheet swapped."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foresale.data.reading.parsing.dates.parse_dates import DateReading, parse_dates
from foresale.errors import ColumnsError

TODAY = date(2026, 11, 28)
YEAR = [date(2024, 1, 1) + timedelta(n) for n in range(180)]


def read(cells, **reading):
    return parse_dates(pl.Series("day", list(cells)), DateReading(**{"today": TODAY} | reading))


def days(cells, **reading):
    return read(cells, **reading).values.cast(pl.Date).to_list()


@pytest.mark.parametrize(
    "form",
    [
        "%y-%m-%d", "%y.%m.%d", "%y/%m/%d", "%y%m%d", "%d-%m-%y", "%d.%m.%y", "%m/%d/%y", "%d%m%y",
        "%m-%d-%y",
    ],
)  # fmt: skip
def test_the_order_of_two_digit_years_is_proven_by_days_that_follow_each_other(form):
    assert days([day.strftime(form) for day in YEAR]) == YEAR


@pytest.mark.parametrize("form", ["%y-%m-%d", "%d.%m.%y"])
def test_months_of_some_years_with_two_digits_are_proven_by_their_first_days(form):
    starts = [date(year, month, 1) for year in (2022, 2023) for month in range(1, 13)]
    assert days([day.strftime(form) for day in starts]) == starts


def test_few_dates_that_may_begin_with_the_year_are_asked_with_formats_that_work():
    cells = ["23-01-05", "24-02-06", "23-03-07"]
    with pytest.raises(ColumnsError, match="year first") as error:
        days(cells)
    assert 'date_format="%y-%m-%d"' in error.value.fix
    assert days(cells, date_format="%y-%m-%d")[0] == date(2023, 1, 5)
    assert days(cells, date_format="%d-%m-%y")[0] == date(2005, 1, 23)


def test_a_reading_that_lies_in_the_future_loses():
    assert days(["01/12/2026", "02/12/2026"], day_first=None) == [date(2026, 1, 12), date(2026, 2, 12)]


def test_the_proof_is_in_the_notes():
    note = read([day.strftime("%y-%m-%d") for day in YEAR]).notes[0]
    assert note.rule == "date_order"
    assert "2024-01-01" in note.text
    assert note.evidence.certainty == "proven"


def flip(day, real="%Y-%m-%d 00:00:00", text="%d/%m/%Y"):
    """The cell of a workbook that took day/month for month/day."""
    return date(day.year, day.day, day.month).strftime(real) if day.day <= 12 else day.strftime(text)


@pytest.mark.parametrize(("real", "text"), [("%Y-%m-%d 00:00:00", "%d/%m/%Y"), ("%Y-%m-%d", "%m/%d/%Y"),
                                            ("%Y-%m-%d", "%d.%m.%Y"), ("%d.%m.%Y", "%d/%m/%Y")])  # fmt: skip
def test_dates_that_a_spreadsheet_swapped_are_swapped_back_and_said(real, text):
    parsed = read([flip(day, real, text) for day in YEAR])
    assert parsed.values.cast(pl.Date).to_list() == YEAR
    note = next(note for note in parsed.notes if note.rule == "swapped_dates")
    assert note.count == sum(day.day <= 12 for day in YEAR)


def test_day_numbers_that_a_spreadsheet_swapped_are_swapped_back():
    origin = date(1899, 12, 30)
    cells = [
        str((date(d.year, d.day, d.month) - origin).days) if d.day <= 12 else d.strftime("%d/%m/%Y")
        for d in YEAR
    ]
    assert days(cells) == YEAR


def test_the_option_keeps_swapped_dates_as_they_are():
    assert days([flip(day) for day in YEAR], swapped="keep") != YEAR


def test_swapped_dates_without_proof_are_asked():
    few = [flip(date(2024, 3, day)) for day in (3, 5, 7, 9, 14, 16, 18, 20)]
    with pytest.raises(ColumnsError, match="swapped") as error:
        days(few)
    assert 'swapped_dates="mend" or keep' in error.value.fix
    assert days(few, swapped="mend")[0] == date(2024, 3, 3)
    assert days(few, swapped="mend")[1] == date(2024, 3, 5)
    assert days(few, swapped="keep")[1] == date(2024, 5, 3)


def test_real_dates_on_all_days_of_the_month_beside_text_are_no_trap():
    cells = [day.isoformat() if n % 2 else day.strftime("%d/%m/%Y") for n, day in enumerate(YEAR)]
    parsed = read(cells)
    assert parsed.values.cast(pl.Date).to_list() == YEAR
    assert "swapped_dates" not in {note.rule for note in parsed.notes}


FORMS = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d.%m.%y", "%y-%m-%d", "%m/%d/%y", "%d-%m-%y",
         "%Y%m%d", "%y%m%d", "%d%m%Y", "%d %b %Y", "%B %d, %Y", "%b-%y", "%Y-%m",
         "%m/%Y", "%G-W%V-%u"]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    first=st.dates(date(2001, 1, 1), date(2026, 6, 1)),
    step=st.sampled_from([1, 1, 2, 7, 14, 30, 31]),
    count=st.integers(1, 90),
    form=st.sampled_from(FORMS),
    shuffle=st.randoms(use_true_random=False),
)
def test_a_column_in_any_form_is_read_as_the_days_it_was_written_from_or_asked(
    first, step, count, form, shuffle
):
    wanted = [first + timedelta(step * n) for n in range(count)]
    assume(wanted[-1] <= TODAY)
    if "%d" not in form and "%u" not in form:
        wanted = list(dict.fromkeys(day.replace(day=1) for day in wanted))
    shuffle.shuffle(wanted)
    try:
        parsed = days([day.strftime(form) for day in wanted])
    except ColumnsError:
        return
    assert parsed == wanted


@settings(max_examples=25, deadline=None)
@given(
    first=st.dates(date(2001, 1, 1), date(2026, 1, 1)),
    count=st.integers(5, 300),
    real=st.sampled_from(["%Y-%m-%d 00:00:00", "%Y-%m-%d", "%d.%m.%Y"]),
    text=st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]),
)
def test_a_swapped_column_is_mended_or_asked(first, count, real, text):
    wanted = [first + timedelta(n) for n in range(count)]
    assume(wanted[-1] <= TODAY)
    assume(sum(day.day <= 12 for day in wanted) >= 4)
    assume(sum(day.day > 12 for day in wanted) >= 4)
    try:
        parsed = days([flip(day, real, text) for day in wanted])
    except ColumnsError:
        return
    assert parsed == wanted
