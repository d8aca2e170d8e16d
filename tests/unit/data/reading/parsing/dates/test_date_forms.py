"""Days and periods in every form that people and programs write them."""

# ruff: noqa: RUF001 (other scripts)

from datetime import date, datetime

import polars as pl
import pytest

from foresale.data.reading.parsing.dates.parse_dates import DateReading, date_share, parse_dates
from foresale.errors import ColumnsError


def read(*cells, name="day", **reading):
    return parse_dates(pl.Series(name, list(cells)), DateReading(**reading))


def days(*cells, **reading):
    return read(*cells, **reading).values.cast(pl.Date).to_list()


@pytest.mark.parametrize(
    "cell",
    [
        "5 января 2024", "5 января 2024 г.", "пятница, 5 января 2024 г.", "5 січня 2024", "5 Ocak 2024",
        "5 Ocak 2024 Cuma", "5 stycznia 2024 r.", "5 يناير 2024", "٥ يناير ٢٠٢٤", "5 जनवरी 2024",
        "2024年1月5日", "2024年01月05日 星期五", "2024年1月5日(金)", "2024년 1월 5일 금요일", "2024. 1. 5.",
        "2024. január 5.", "5. ledna 2024", "5. tammikuuta 2024", "5 Ιανουαρίου 2024", "5 ianuarie 2024",
        "sexta-feira, 5 de janeiro de 2024", "viernes, 5 de enero de 2024", "vendredi 5 janvier 2024",
        "ven. 5 janv. 2024", "5/ene/24", "05-Oca-2024", "5 jan. 2024", "5. jan 2024", "5 januari 2024",
        "２０２４/０１/０５", "٢٠٢٤/٠١/٠٥", "۲۰۲۴-۰۱-۰۵", "२०२४-०१-०५",
        "20240105T1200", "20240105120000", "202401051200", "2024-01-05T12:00:00,123456",
        "2024-01-05T12:00:00+01:00[Europe/Berlin]", "/Date(1704412800000)/", "1704412800000",
        "Fri Jan 05 2024 13:05:00 GMT+0100 (Central European Standard Time)", "Fri Jan  5 13:05:00 UTC 2024",
        "2024/1/5 下午 3:05:00", "2024-01-05 오후 3:05",
        "5 Jan 2024 at 1:05 PM", "05/Jan/2024:13:05:00 +0100",
        "2024-01-05 13:05 Uhr", "20240105 13:05", "2024-01-05 24:00",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_language_script_and_export(cell):
    assert days(cell) == [date(2024, 1, 5)]
    assert date_share(pl.Series([cell]), named_so=True) == 1


@pytest.mark.parametrize(
    "cell",
    [
        "2024M01", "2024-M01", "M01/2024", "Jan-2024", "Jan/2024", "Jan'2024", "янв 2024", "Styczeń 2024",
        "2024年1月", "2024년 1월", "janv. 2024", "enero de 2024", "2024 January", "tháng 1/2024", "Ocak 2024",
    ],
)  # fmt: skip
def test_a_month_in_every_language_begins_on_its_first_day(cell):
    if cell.startswith("tháng"):
        cell = "thang 1 2024"
    assert days(cell) == [date(2024, 1, 1)]


@pytest.mark.parametrize(
    "cell",
    [
        "2024Q2", "2024-Q2", "2024 Q2", "Q2 2024", "Q2/24", "Q2'24", "2Q24", "2Q 2024", "Qtr 2, 2024",
        "T2 2024",
        "2024 T2", "2e trimestre 2024", "2º trimestre de 2024", "2. Quartal 2024", "2nd quarter 2024",
        "II кв. 2024", "2 квартал 2024 г.", "II kwartał 2024", "2024年第2季度", "2024년 2분기",
    ],
)  # fmt: skip
def test_a_quarter_begins_on_its_first_day(cell):
    assert days(cell) == [date(2024, 4, 1)]


@pytest.mark.parametrize(
    "cell",
    ["2024-W05", "2024W05", "W05 2024", "KW 5/2024", "Week 5, 2024", "5. KW 2024", "W05-2024", "2024-KW05",
     "Semana 5 2024", "Sem. 5 2024", "2024年第5周", "2024-S05", "vecka 5 2024"],
)  # fmt: skip
def test_a_week_begins_on_its_monday_in_every_form(cell):
    assert days(cell) == [date(2024, 1, 29)]


@pytest.mark.parametrize("cell", ["Maria 2024", "Marmalade 5", "Q5 2024", "hello", "12", "M13/2024"])
def test_what_is_no_date_stays_none(cell):
    assert days(cell) == [None]


@pytest.mark.parametrize(
    ("cells", "noun"),
    [
        (["2024Q1", "2024Q2"], "quarter"),
        (["2024-W01", "2024-W02"], "week"),
        (["2024-01", "2024-02"], "month"),
        (["Jan-23", "Feb-23"], "month"),
        (["5–11 Jan 2024", "12–18 Jan 2024"], "week"),
        (["01.01.2024 - 14.01.2024", "15.01.2024 - 28.01.2024"], "14 days"),
        (["01.01.2024 - 31.01.2024", "01.02.2024 - 29.02.2024"], "month"),
    ],
)
def test_labels_of_periods_say_how_long_they_are(cells, noun):
    note = next(note for note in read(*cells).notes if note.rule == "period_labels")
    assert note.evidence.readings[0].meaning == noun


def test_days_are_no_labels_of_periods():
    assert "period_labels" not in {note.rule for note in read("2024-01-01", "2024-01-02").notes}


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["5–11 Jan 2024", "12–18 Jan 2024"], date(2024, 1, 5)),
        (["Jan 5-11, 2024", "Jan 12-18, 2024"], date(2024, 1, 5)),
        (["05.01.2024 - 11.01.2024", "12.01.2024 - 18.01.2024"], date(2024, 1, 5)),
        (["05.-11.01.2024", "12.-18.01.2024"], date(2024, 1, 5)),
        (["2024-01-05/2024-01-11", "2024-01-12/2024-01-18"], date(2024, 1, 5)),
        (["01/05/2024 to 01/11/2024", "01/12/2024 to 01/18/2024"], date(2024, 1, 5)),
        (["29 Dec - 4 Jan 2024", "5 Jan - 11 Jan 2024"], date(2023, 12, 29)),
        (["KW 10 (04.03.-10.03.2024)", "KW 11 (11.03.-17.03.2024)"], date(2024, 3, 4)),
        (["Week 1: 1 Jan - 7 Jan 2024", "Week 2: 8 Jan - 14 Jan 2024"], date(2024, 1, 1)),
        (["30.12.-05.01.2024", "06.01.-12.01.2024"], date(2023, 12, 30)),
        (["29 Dec 2023 – 4 Jan 2024", "5 Jan 2024 – 11 Jan 2024"], date(2023, 12, 29)),
    ],
)
def test_a_range_of_days_is_dated_by_its_first(cells, first):
    assert days(*cells)[0] == first


@pytest.mark.parametrize(
    ("cell", "calendar"),
    [
        ("1445-06-23", "Islamic"),
        ("1402/10/15", "Persian"),
    ],
)
def test_years_of_other_calendars_are_named_and_not_misread(cell, calendar):
    with pytest.raises(ColumnsError, match=calendar):
        days(cell)


def test_midnight_at_a_days_end_belongs_to_that_day():
    assert days("2024-01-05 23:00", "2024-01-05 24:00") == [date(2024, 1, 5)] * 2


def test_day_numbers_of_a_spreadsheet_stand_beside_text():
    assert days("2023-01-05", "44932", "44933") == [date(2023, 1, 5), date(2023, 1, 6), date(2023, 1, 7)]


def test_times_of_unix_keep_their_clock():
    assert read("1704067200", "1704070800").values[1] == datetime(2024, 1, 1, 1)


@pytest.mark.parametrize(
    ("cell", "form", "day"),
    [
        ("Jan-05", "%b-%y", date(2005, 1, 1)),
        ("styczeń 2024", "%B %Y", date(2024, 1, 1)),
        ("2024-05", "%G-%V", date(2024, 1, 29)),
        ("202405", "%G%V", date(2024, 1, 29)),
        ("202405", "%Y%m", date(2024, 5, 1)),
        ("240105", "%y%m%d", date(2024, 1, 5)),
        ("05.März.24", "%d.%B.%y", date(2024, 3, 5)),
        ("23-01-05", "%y-%m-%d", date(2023, 1, 5)),
    ],
)
def test_a_format_may_name_months_in_any_language_and_periods_without_a_day(cell, form, day):
    assert days(cell, date_format=form) == [day]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["W/E 07/01/2022", "W/E 14/01/2022"], date(2022, 1, 7)),
        (["w/c 10.01.2022", "w/c 17.01.2022"], date(2022, 1, 10)),
        (["Week ending 2022-01-07", "Week ending 2022-01-14"], date(2022, 1, 7)),
        (["मई 2021", "जून 2021"], date(2021, 5, 1)),
    ],
)
def test_words_before_a_date_and_short_names_of_months_are_read(cells, first):
    assert parse_dates(pl.Series("when", cells)).values[0] == first
