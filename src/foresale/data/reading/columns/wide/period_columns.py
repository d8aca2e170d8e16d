"""Which columns of a wide table are periods: dates, months beside a year, or numbered weeks."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from foresale.data.reading.columns.column_stats import ColumnStats, spread_sample
from foresale.data.reading.columns.dates.date_parts import year_numbers
from foresale.data.reading.columns.words.period_words import period_words
from foresale.data.reading.parsing.dates.date_formats import NUMERIC_LOOKS, match_dates
from foresale.data.reading.parsing.dates.date_ranges import split_ranges
from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.plain_text import latin_digits, plain_word

FEWEST = 3
_FEWEST_NUMBERED = 8  # W1, W2 … : fewer may be warehouses
_SUMMARY_ROWS = 3
_MOSTLY = 0.5  # share of a table's columns
_NAMES_OF_TABLES = ("sheet", "file")  # columns that say which sheet or file a row is of
_GAPS = ((1, 1), (7, 7), (14, 14), (28, 31), (89, 92), (365, 366))  # days between the starts of periods
#: What a prefix of numbered columns says of them in the large languages.
PREFIXES = {
    "w": "week", "wk": "week", "week": "week", "kw": "week", "cw": "week", "woche": "week", "semaine": "week",
    "semana": "week", "settimana": "week", "sem": "week", "hafta": "week", "неделя": "week", "周": "week",
    "m": "month", "month": "month", "monat": "month", "mois": "month", "mes": "month", "mese": "month",
    "d": "day", "day": "day", "tag": "day", "jour": "day", "dia": "day", "giorno": "day",
    "q": "quarter", "quarter": "quarter", "quartal": "quarter", "t": "quarter", "trimestre": "quarter",
}  # fmt: skip
_WEEKS = (52, 53)
_DATED = 0.5  # share of a column's cells that are dates
_MONTHS = 12
_ERA_MONTH = r"^\s*(?:[RHSrhs]\.?\s?[0-9]{1,2}|1[0-2][0-9])[./-][0-9]{1,2}\s*$"
_HAN = r"[\u3040-\u30ff\u4e00-\u9fff]"
_MOST_OF_YEAR = {"week": 53, "month": 12, "quarter": 4}


@dataclass(frozen=True)
class PeriodColumns:
    """The columns of a wide table that are periods.

    Attributes:
        names: The columns, in the table's order.
        unit: Of columns that only number or name parts of a year: week, month, quarter, day; else None.
        numbers: Each such column's number.
        year: The column that holds each row's year; None where there is none.
        beside: Columns that repeat the periods in another measure (Normalized 0 …) and aren't read.
    """

    names: tuple[str, ...]
    unit: str | None = None
    numbers: tuple[int, ...] = ()
    year: str | None = None
    beside: tuple[str, ...] = ()


def find_period_columns(frame: pl.DataFrame, stats: dict[str, ColumnStats]) -> PeriodColumns | None:
    """The columns that are periods, where they make up most of the table; None where they don't.

    Args:
        frame: The table as read.
        stats: Its columns' stats.
    """
    names = list(stats)
    dated = _find_dated_columns(names)
    year = _year_column(frame, names)
    has_dates = any(stat.dates >= _DATED for name, stat in stats.items() if name != year)
    if len(dated) < FEWEST and not has_dates:
        dated = _find_era_columns(names)
    if len(dated) >= FEWEST and len(dated) >= _MOSTLY * len(names):
        return PeriodColumns(tuple(dated))
    for unit, columns in _parts_of_year(names, year, has_dates=has_dates).items():
        beside = _other_measures(list(columns), names)
        if len(columns) >= _MOSTLY * (len(names) - len(beside)):
            return PeriodColumns(tuple(columns), unit, tuple(columns.values()), year, tuple(beside))
    return None


def _find_dated_columns(names: list[str]) -> list[str]:
    cells = pl.Series(names, dtype=pl.String)
    spelt = without_letter(cells)
    ranges = split_ranges(spelt)
    found = match_dates(spelt if ranges is None else ranges[0].fill_null("")).with_columns(
        cells.alias("cell")
    )
    dated = found.filter(pl.col("family").is_not_null())
    plain = dated.filter(pl.col("family").is_in(NUMERIC_LOOKS))
    if not _follow_each_other(plain) or plain.height < _MOSTLY * len(names):
        dated = dated.filter(~pl.col("family").is_in(NUMERIC_LOOKS))
    return dated["cell"].to_list()


def _find_era_columns(names: list[str]) -> list[str]:
    """Columns such as R6.1 or 113.1 as months of an era: each the month after the one before.

    So may versions follow each other: no less than a year of them are months, or any beside names in
    Japanese or Chinese.
    """
    cells = pl.Series(names, dtype=pl.String)
    cells = cells.filter(cells.str.contains(_ERA_MONTH))
    found = match_dates(cells).filter(pl.col("family") == "year_month")
    if len(cells) < FEWEST or found.height < len(cells):
        return []
    steps = (found["y"].cast(pl.Int32) * _MONTHS + found["m"].cast(pl.Int32)).diff().drop_nulls().unique()
    is_said = any(re.search(_HAN, name) for name in names)
    return cells.to_list() if steps.to_list() in ([1], [-1]) and (is_said or len(cells) >= _MONTHS) else []


def without_letter(names: pl.Series) -> pl.Series:
    """Columns' names without the X that R puts before those that begin with a digit."""
    return names.str.replace(r"^X(\d)", "$1") if names.str.contains(r"^X\d").sum() >= FEWEST else names


def _follow_each_other(plain: pl.DataFrame) -> bool:
    """Whether columns named by plain numbers are dates: by their form, day numbers by their gaps."""
    families = set(plain["family"])
    if families <= {"compact", "six"}:
        return True
    if families != {"serial"} or plain.height < FEWEST:
        return False
    gaps = plain["text"].cast(pl.Float64).diff().drop_nulls()
    return any(gaps.is_between(low, high).all() for low, high in _GAPS)


def _year_column(frame: pl.DataFrame, names: list[str]) -> str | None:
    """The column whose cells are years, by its name or because nothing else would fit."""
    sample = spread_sample(frame)
    for name in names:
        years = year_numbers(sample[name])
        told = "year" in period_words(name) or name in _NAMES_OF_TABLES
        others = years.null_count()
        if others < 0.1 * len(years) and (told or years.n_unique() >= FEWEST):
            return name
        if told and 0 < others <= _SUMMARY_ROWS and years.n_unique() > FEWEST:
            return name  # with rows below that sum the years up
    return None


def _parts_of_year(names: list[str], year: str | None, *, has_dates: bool) -> dict[str, dict[str, int]]:
    """Unit → column → its number, for columns that name months or number periods without a break.

    Beside dates 1 … 52 and S1 … S52 are stores or products.
    """
    rest = [name for name in names if name != year]
    spelt = {name: plain_word(name).strip(" .") for name in rest}
    months = months_by_name(spelt.values())
    found: dict[str, dict[str, int]] = {}
    named = {name: months[word] for name, word in spelt.items() if word in months}
    if len(named) >= FEWEST and len(set(named.values())) == len(named):
        found["month"] = named
    for prefix, columns in find_numbers(rest).items():
        unit = PREFIXES.get(prefix)
        is_year = len(columns) in _WEEKS and min(columns.values()) == 1 and not has_dates
        if unit is None and prefix in ("", "s") and is_year:
            unit = "week"
        if unit is None and prefix == "" and year is not None:
            unit = {12: "month", 4: "quarter", 52: "week", 53: "week"}.get(len(columns))
        if unit is None or unit in found or (unit == "quarter" and year is None):
            continue
        enough = FEWEST if year is not None else _FEWEST_NUMBERED
        if len(columns) >= enough and (year is None or max(columns.values()) <= _MOST_OF_YEAR.get(unit, 0)):
            found[unit] = columns
    return found


def find_numbers(names: list[str]) -> dict[str, dict[str, int]]:
    """Prefix → column → number, where the numbers follow each other without a break.

    Args:
        names: The columns.
    """
    groups: dict[str, dict[str, int]] = {}
    for name in names:
        hit = re.fullmatch(r"([^\W\d]*)[\s._#-]*(\d{1,4})\.?", latin_digits(pl.Series([plain_word(name)]))[0])
        if hit is not None:
            groups.setdefault(hit[1], {})[name] = int(hit[2])
    return {
        prefix: columns
        for prefix, columns in groups.items()
        if sorted(columns.values())
        == list(range(min(columns.values()), min(columns.values()) + len(columns)))
    }


def _other_measures(columns: list[str], names: list[str]) -> list[str]:
    """Numbered columns of another prefix, one for each period, such as Normalized 0 … 51."""
    rest = [name for name in names if name not in columns]
    return [name for group in find_numbers(rest).values() if len(group) == len(columns) for name in group]
