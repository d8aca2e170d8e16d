"""Years of other calendars: Buddhist, Minguo and Japanese eras are read, Islamic and Persian ones refused."""

from __future__ import annotations

import datetime
import re

import polars as pl

from foresale.data.reading.parsing.plain_text import latin_digits
from foresale.data.reading.questions import Ask, Question, settle
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_UNREAD = (
    (1300, 1420, "Persian (solar Hijri) or Islamic calendar"),
    (1421, 1500, "Islamic calendar"),
)
_ERAS = (
    (r"^\s*(?:令和|平成|昭和|[RHS]\.?)\s*(?:\d{1,2}|元)\s*[./年-]\s*\d{1,2}", "eras of Japanese emperors"),
    (
        r"^\s*(?:民國|民国)?\s*1[0-2]\d\s*[./年-]\s*\d{1,2}(?:\s*[./月-]\s*\d{1,2})?",
        "Minguo calendar of Taiwan",
    ),
)
_FIX = (
    "Add a column with the same days of the Gregorian calendar (2024-01-31), and name it with "
    f"{option('date')}."
)
BUDDHIST, MINGUO, ERAS = "Buddhist calendar", "Minguo calendar of Taiwan", "eras of Japanese emperors"
_FIRST, _LAST = 1950, 2069  # of the years that a date of a sale may have
_BUDDHIST, _MINGUO = 543, 1911  # Thai solar calendar since 1941; year 1 of Minguo is 1912
_ERA_STARTS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_ANY = (
    r"(?:^|[^0-9])(?:2[45][0-9]{2}|26[01][0-9]|1[0-2][0-9](?:[01][0-9][0-3][0-9])?)(?:[^0-9]|$)|[令平昭]|"
    r"^\s*[RHSrhs]\.?\s?[0-9]"
)
_COMPACT = r"((?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))$"
_HALVES = r"[\s./年,-]+[0-9]{1,2}(?:[\s./月-]+[0-9]{1,2}\s*日?)?(?:[T\s].*)?$"
_FORMS = (
    # calendar, what stands before the year, the year, what comes behind, whether it could be a code
    (BUDDHIST, r"^((?:.*[^0-9])?)", r"(25[0-9]{2}|26[01][0-9])", r"((?:[^0-9].*)?)$", False),
    (MINGUO, r"^\s*(?:民國|民国)\s*()", r"([0-9]{1,3})", r"(\s*[年./-]\s*[0-9]{1,2}.*)$", False),
    (MINGUO, r"^\s*()", r"(1[0-2][0-9])", r"(\s*年\s*[0-9]{1,2}\s*月.*)$", False),
    (MINGUO, r"^\s*()", r"(1[0-2][0-9])", rf"({_HALVES})", True),
    (MINGUO, r"^\s*()", r"(1[0-2][0-9])", _COMPACT, True),
    (ERAS, r"^\s*()", r"((?:令和|平成|昭和)\s*(?:[0-9]{1,2}|元))", r"(\s*[年./-]\s*[0-9]{1,2}.*)$", False),
    (ERAS, r"^\s*()", r"([RHSrhs]\.?\s?[0-9]{1,2})", r"(\s*年\s*[0-9]{1,2}\s*月.*)$", False),
    (ERAS, r"^\s*()", r"([RHSrhs]\.?\s?[0-9]{1,2})", rf"({_HALVES})", True),
    (ERAS, r"^\s*()", r"([RHSrhs][0-9]{2})", _COMPACT, True),
)  # fmt: skip
_YEARS_ALONE = (
    (BUDDHIST, r"^(?:พ\.?\s?ศ\.?\s?)?(25[0-9]{2}|26[01][0-9])$"),
    (MINGUO, r"^(?:民國|民国)?\s*(1[0-2][0-9])\s*年?度?$"),
    (ERAS, r"^((?:令和|平成|昭和|[RHSrhs]\.?)\s*(?:[0-9]{1,2}|元))\s*年?度?$"),
)
_SHORT = ("numeric", "day_name", "name_day_year", "name_two", "two_name")  # may have years of two digits
_NEXT_CENTURY, _DECADES = 70, 30
_THAI = r"[\u0e00-\u0e7f]"
_DIGITS, _LETTERS = r"([0-9]+)", r"(令和|平成|昭和|[rhs])"


def to_gregorian(cells: pl.Series, *, may_be_codes: bool = True) -> tuple[pl.Series, str | None]:
    """Cells with their years counted as the Gregorian calendar does, and the calendar that they were of.

    A year 2567 can be no other than 2024 of the Buddhist calendar, 民國113年 and 令和6年 say theirs, and
    113/01/31, 1130131, R6.1.31 and R060131 are such dates where every cell is one.

    Args:
        cells: Distinct text cells, their digits Latin.
        may_be_codes: Whether dates that say no calendar are read, though codes may look like them.

    Examples:
        >>> to_gregorian(pl.Series(["31/01/2567", "1/2/2567"]))[0].to_list()
        ['31/01/2024', '1/2/2024']
        >>> to_gregorian(pl.Series(["令和6年1月31日", "平成31年4月30日"]))[0].to_list()
        ['2024年1月31日', '2019年4月30日']
    """
    if not cells.str.contains(_ANY).any():
        return cells, None
    left = cells.drop_nulls()
    known = len(left)
    done = pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
    calendars = set()
    for calendar, before, year, behind, is_bare in _FORMS:
        if is_bare and not may_be_codes:
            continue
        parts = cells.str.extract_groups(before + year + behind).struct.unnest()
        parts.columns = ["before", "year", "behind"]
        years = _gregorian(parts["year"], calendar)
        fits = years.is_between(_FIRST, _LAST).fill_null(value=False) & done.is_null()
        if not fits.any() or (is_bare and fits.sum() + done.count() < known):
            continue
        whole = parts["before"] + years.cast(pl.String) + parts["behind"]
        done = pl.select(pl.when(fits).then(whole).otherwise(done)).to_series()
        calendars.add(calendar)
    if len(calendars) != 1 or 2 * done.count() <= known:
        return cells, None
    return pl.select(pl.coalesce(done, cells)).to_series().alias(cells.name), calendars.pop()


def looks_like_codes(cells: pl.Series) -> bool:
    """Whether cells are dates of another calendar only if they are no codes: 113-01-31 and R6-1-31.

    Args:
        cells: Distinct text cells.
    """
    plain = latin_digits(cells).str.strip_chars()
    return to_gregorian(plain)[1] != to_gregorian(plain, may_be_codes=False)[1]


def _gregorian(years: pl.Series, calendar: str) -> pl.Series:
    number = years.str.replace("元", "1").str.extract(_DIGITS, 1).cast(pl.Int64, strict=False)
    if calendar == BUDDHIST:
        return number - _BUDDHIST
    if calendar == MINGUO:
        return number + _MINGUO
    letters = years.str.to_lowercase().str.extract(_LETTERS, 1)
    return number + letters.replace_strict(_ERA_STARTS, default=None, return_dtype=pl.Int64)


def years_of_other_calendars(cells: pl.Series) -> pl.Series:
    """Gregorian years of a column that holds years alone: 2567, 113, 民國113年, 令和6, R6; else null.

    Args:
        cells: Cells of a column that is called a year.

    Examples:
        >>> years_of_other_calendars(pl.Series(["2567", "2568"])).to_list()
        [2024, 2025]
    """
    return _years_alone(cells)[0]


def other_year_note(cells: pl.Series) -> tuple[Note, ...]:
    """What is told of a column of such years; nothing where they are Gregorian.

    Args:
        cells: Its cells as they were.
    """
    years, calendar = _years_alone(cells)
    return () if calendar is None else (_note(cells.drop_nulls(), years.drop_nulls(), calendar),)


def _years_alone(cells: pl.Series) -> tuple[pl.Series, str | None]:
    text = latin_digits(cells.cast(pl.String)).str.strip_chars().str.replace(r"\.0+$", "")
    filled = text.count()
    for calendar, form in _YEARS_ALONE:
        years = _gregorian(text.str.extract(form, 1), calendar)
        if filled and years.is_between(_FIRST, _LAST).sum() == filled:
            return years.alias(cells.name), calendar
    return pl.Series(cells.name, [None] * len(cells), dtype=pl.Int64), None


def calendar_note(distinct: pl.Series) -> tuple[Note, ...]:
    """What is told of a column whose years are those of another calendar; nothing where they aren't.

    Args:
        distinct: Its distinct cells as they were.
    """
    plain = latin_digits(distinct).str.strip_chars()
    read, calendar = to_gregorian(plain)
    if calendar is None:
        return ()
    changed = read != plain
    return (_note(distinct.filter(changed), read.filter(changed), calendar),)


def _note(cells: pl.Series, read: pl.Series, calendar: str) -> Note:
    text = f"{cells.name}: years are those of the {calendar}, '{cells[0]}' is read as '{read[0]}'."
    evidence = Evidence("no other calendar has such years", (Reading(calendar),), "proven")
    return Note("other_calendar", len(cells), text, evidence)


def settle_two_digit_years(
    found: pl.DataFrame, column: str, today: datetime.date, ask: Ask | None
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The matched cells with years such as 66 as 2023, which is 2566 of the Buddhist calendar.

    Only where every year would lie ahead as it is written, and is one of the last decades so. Thai letters
    prove it; else it is asked.

    Args:
        found: What `match_dates` says of the column's distinct cells.
        column: Its name.
        today: The day of the call.
        ask: Asked where no letter is Thai.
    """
    dated = found.filter(pl.col("family").is_not_null())
    texts = dated.select(pl.coalesce("n", pl.col("y")).alias("y"))["y"]
    if not dated.height or not dated["family"].is_in(_SHORT).all() or (texts.str.len_chars() != 2).any():
        return found, ()
    short = texts.cast(pl.Int64)
    written = short + pl.select(pl.when(short < _NEXT_CENTURY).then(2000).otherwise(1900)).to_series()
    years = short + 2500 - _BUDDHIST
    lately = (today.year - _DECADES, today.year)
    if not years.is_between(*lately).all() or written.is_between(*lately).any():
        return found, ()
    example = dated["cell"][0]
    is_thai = any(re.search(_THAI, text) for text in (column, *dated["cell"].head(100)))
    answers = (BUDDHIST, "as they are written")
    question = Question(
        f"calendar:{column}",
        f"{column} has years such as that of '{example}', which is {years[0]} of the {BUDDHIST}, or "
        f"{written[0]}, when nothing can have been sold.",
        answers,
        f"Add a column with whole years, and name it with {option('date')}.",
    )
    if not is_thai and settle(question, ask) != BUDDHIST:
        return found, ()
    whole = pl.col("y").str.len_chars() == 2
    number = pl.coalesce("n", pl.when(whole).then("y")).cast(pl.Int64) + 2500 - _BUDDHIST
    named = pl.col("family").is_in(["name_two", "two_name"])
    note = _note(pl.Series(column, [example]), pl.Series([str(years[0])]), BUDDHIST)
    return (
        found.with_columns(
            number.cast(pl.String).alias("y"),
            pl.lit(None, dtype=pl.String).alias("n"),
            pl.when(named).then(pl.lit("name_year")).otherwise("family").alias("family"),
        ),
        (note,),
    )


def refuse_other_calendars(found: pl.DataFrame, column: str) -> None:
    """Stop where most dates are written in years of a calendar that isn't read.

    Args:
        found: What `match_dates` says of the column's distinct cells.
        column: Its name.

    Raises:
        ColumnsError: With the calendar that the years are those of.
    """
    dated = found.filter(pl.col("family").is_not_null() & (pl.col("y").str.len_chars() == 4))
    years = dated["y"].cast(pl.Int64)
    for first, last, calendar in _UNREAD:
        inside = years.is_between(first, last)
        if inside.sum() > 0.5 * found.height:
            raise ColumnsError(
                f"{column} has years such as {years.filter(inside)[0]} "
                f"('{dated['cell'].filter(inside)[0]}'): that is the {calendar}, which isn't supported.",
                fix=_FIX,
            )


def era_of(cells: pl.Series) -> ColumnsError | None:
    """The error for a column whose years count from an era; None where they don't.

    Args:
        cells: Distinct text cells that no pattern fitted.
    """
    plain = latin_digits(cells)
    for pattern, calendar in _ERAS:
        hits = plain.str.contains(pattern)
        if len(cells) and hits.sum() > 0.5 * len(cells):
            return ColumnsError(
                f"{cells.name} may count years of the {calendar} ('{cells.filter(hits)[0]}'), or hold codes.",
                fix=f"If all of it are dates, name it with {option('date', cells.name)}. {_FIX}",
            )
    return None
