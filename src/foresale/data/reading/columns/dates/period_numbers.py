"""Periods that are only numbered (week 40 … 152): put on consecutive dates from an arbitrary start."""

from __future__ import annotations

import polars as pl

from foresale.notes import Note

# A Monday, and the first of a month, far enough back that hundreds of periods stay in the past.
_EPOCH = pl.date(1990, 1, 1)
NUMBERED = "numbered_periods"  # the rule's name in notes
_UNITS = {"week": "w", "month": "mo", "day": "d"}


def period_unit(kind_words: set[str], values: pl.Series) -> str | None:
    """Which period a numbered column counts ("week", "month", "day"), or None where it doesn't.

    Args:
        kind_words: The words of the column's name, in lower case.
        values: A sample of its cells.
    """
    unit = next((unit for unit, words in _WORDS.items() if kind_words & words), None)
    if kind_words & _NO_PERIODS:
        return None
    numbers = values.cast(pl.Float64, strict=False) if values.dtype == pl.String else values
    if unit is None or not numbers.dtype.is_numeric() or numbers.null_count() > values.null_count():
        return None
    known = numbers.cast(pl.Float64).drop_nulls()
    if not len(known) or (known % 1 != 0).any() or (known < 0).any() or (known > 9999).any():
        return None
    if unit == "month" and known.min() == 1 and known.max() == 12:
        return None  # months of a year that isn't said
    return unit


def label_short_weeks(cells: pl.Series, year: int) -> pl.Series | None:
    """2405 and 24-05 as 2024-W05, where all cells are two digits of a past year and a week of it; else None.

    Args:
        cells: A column whose name says week.
        year: This year: no label names a later one.

    Examples:
        >>> label_short_weeks(pl.Series(["2352", "2401"]), 2025).to_list()
        ['2023-W52', '2024-W01']
        >>> label_short_weeks(pl.Series(["2352", "2399"]), 2025) is None
        True
    """
    text = cells.cast(pl.String).str.strip_chars().str.replace(r"\.0$", "")
    parts = text.str.extract_groups(r"^(?<y>\d\d)[-/. ]?(?<w>\d\d)$").struct.unnest()
    table = parts.select(pl.col("y", "w").cast(pl.Int64))
    known = table.drop_nulls()
    if known.height < len(text.drop_nulls()) or known["w"].n_unique() < _FEWEST_WEEKS:
        return None
    years, weeks = known["y"], known["w"]
    if not weeks.is_between(1, 53).all() or not years.is_between(year % 100 - _YEARS, year % 100).all():
        return None
    return pl.select(pl.lit("20") + parts["y"] + "-W" + parts["w"]).to_series().alias(cells.name)


_FEWEST_WEEKS = 2  # different numbers of weeks
_YEARS = 20  # back to which two digits are a year
_NO_PERIODS = {"hour", "heure", "stunde", "hora", "ora", "since"}  # hour of day, days since prior order
_WORDS = {
    "week": {"week", "weeks", "woche", "kw", "semaine", "semana", "settimana", "wk"},
    "month": {"month", "monat", "mois", "mes", "mese"},
    "day": {"day", "tag", "jour", "dia", "giorno", "period", "t", "step"},
}


def dates_of_period_numbers(values: pl.Series, unit: str) -> tuple[pl.Series, Note]:
    """Dates for numbered periods, and the note that says where the count was begun.

    Number 0 falls on 1 January 1990 (a Monday), so the same number always gets the same date.

    Args:
        values: Whole numbers.
        unit: "week", "month" or "day".
    """
    number = values.cast(pl.Float64, strict=False).cast(pl.Int64)
    steps = pl.concat_str(number.cast(pl.String), pl.lit(_UNITS[unit]))
    dates = pl.DataFrame({"n": number}).select(_EPOCH.dt.offset_by(steps)).to_series().alias(values.name)
    weekday = " (a Monday)" if unit == "week" else ""
    span = f"{number.min()!s} to {number.max()!s}"
    text = (
        f"{values.name} numbers its {unit}s ({span}) without saying the year: {unit} 0 is put on 1 January "
        f"1990{weekday}, so order and distance are right, but the calendar isn't."
    )
    return dates, Note(NUMBERED, len(number), text)
