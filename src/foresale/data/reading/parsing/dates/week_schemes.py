"""Which weeks a column of week labels counts, where it holds some that ISO 8601 doesn't know."""

from __future__ import annotations

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.parsing.dates.date_reading import DateReading
from foresale.data.reading.parsing.dates.date_values import WeekScheme, week_dates
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted

_ANSWERS: dict[str, WeekScheme] = {
    "ISO weeks, those set aside": "iso",
    "weeks from 1 January": "jan1",
    "weeks from Sunday": "sunday",
    "weeks from Monday": "monday",
}
_MEANING = {scheme: answer for answer, scheme in _ANSWERS.items()}


def find_week_scheme(
    found: pl.DataFrame, column: str, reading: DateReading, ask: Ask | None
) -> tuple[pl.DataFrame, WeekScheme, tuple[Note, ...]]:
    """How the weeks are counted, and the cells with a week 53 that belongs to the year before moved there.

    Args:
        found: What `match_dates` says of the column's distinct cells, in the rows' order.
        column: Its name.
        reading: What the caller knows.
        ask: Asked where a label is no ISO week.

    Raises:
        ColumnsError: A label is no ISO week, and nobody is asked.
    """
    weeks = found.filter(pl.col("w").is_not_null() & pl.col("family").is_not_null())
    if not weeks.height:
        return found, "iso", ()
    number, year = weeks["w"].cast(pl.Int64), _years(weeks["y"])
    unreal = week_dates(year, number, "iso").is_null() & number.is_between(1, 54)
    if not unreal.any():
        return found, reading.weeks or "iso", _scheme_note(weeks, column, reading.weeks)
    odd = weeks.filter(unreal)
    if reading.weeks is None and _in_calendar_years(weeks, year, number, unreal):
        text = (
            f"{column} puts ISO week 53 beside the calendar year ('{odd['cell'][0]}' stands before week 1): "
            "it is read as the last week of the year before."
        )
        note = Note("week_53", odd.height, text, Evidence("the rows' order", (), "proven"))
        return _in_year_before(found, odd), "iso", (note,)
    whole = _year_of_52_weeks(year, number, unreal) if reading.weeks is None else None
    if whole is not None:
        text = (
            f"{column} puts ISO weeks beside the calendar year ('{odd['cell'][0]}', while {whole} ends with "
            "week 52): week 53 is added to the last week of the year before. Where a year's last days are of "
            "the next one's week 1, or its first days of week 52, that week holds days of both its ends."
        )
        evidence = Evidence(f"{whole} has no week 53, as in other schemes each year has", (), "proven")
        return _in_year_before(found, odd), "iso", (Note("week_53", odd.height, text, evidence),)
    scheme = reading.weeks
    certainty: str = "told"
    if scheme is None:
        labels = ", ".join(f"'{cell}'" for cell in odd["cell"].head(3))
        question = Question(
            f"week_scheme:{column}",
            f"{column} holds {labels}, but {year.filter(unreal)[0]} has no ISO week "
            f"{number.filter(unreal)[0]} ({counted(odd.height, 'such label')}): its weeks may be "
            "counted from 1 January, or from the Sunday or Monday before it.",
            tuple(_ANSWERS),
            f"Say how with {option('week_scheme', 'jan1')}, sunday or monday; "
            f"{option('week_scheme', 'iso')} sets those weeks aside.",
        )
        scheme, certainty = _ANSWERS[settle(question, ask)], "asked"
    if scheme == "iso":
        text = f"{odd.height} labels of {column} such as '{odd['cell'][0]}' are no ISO weeks: set aside."
    else:
        text = (
            f"{column} counts {_MEANING[scheme]}, so a year's first or last week can be short: week 53 "
            f"('{odd['cell'][0]}') holds a year's last days only, and is added to the week that they fall in."
        )
    evidence = Evidence(
        f"'{odd['cell'][0]}' is no ISO week",
        (Reading(_MEANING[scheme]),),
        "told" if certainty == "told" else "asked",
    )
    return found, scheme, (Note("week_53", odd.height, text, evidence),)


def _in_year_before(found: pl.DataFrame, odd: pl.DataFrame) -> pl.DataFrame:
    moved = pl.col("cell").is_in(odd["cell"].implode())
    earlier = (pl.col("y").cast(pl.Int64, strict=False) - 1).cast(pl.String)
    return found.with_columns(pl.when(moved).then(earlier).otherwise("y").alias("y"))


def _year_of_52_weeks(year: pl.Series, number: pl.Series, unreal: pl.Series) -> int | None:
    """A whole year without week 53, where all odd weeks 53 follow a year that has one; None where none is.

    Weeks from 1 January, or from the Sunday or Monday before, make 53 of every year.
    """
    previous = week_dates(year - 1, number, "iso").is_not_null()
    if not (previous | ~unreal).all() or not (number.filter(unreal) == 53).all():
        return None
    weeks = pl.DataFrame({"year": year, "week": number}).group_by("year").agg(pl.col("week").max())
    inside = pl.col("year").is_between(pl.col("year").min(), pl.col("year").max(), closed="left")
    whole = weeks.filter(inside & (pl.col("week") == 52))["year"]
    return int(number_of(whole.min())) if len(whole) else None


def _years(cells: pl.Series) -> pl.Series:
    year = cells.cast(pl.Int64, strict=False)
    return (
        year.to_frame("y")
        .select(pl.when(pl.col("y") < 100).then(pl.col("y") + 2000).otherwise("y"))
        .to_series()
    )


def _scheme_note(weeks: pl.DataFrame, column: str, scheme: WeekScheme | None) -> tuple[Note, ...]:
    if scheme is None or scheme == "iso":
        return ()
    evidence = Evidence("you said so", (Reading(_MEANING[scheme]),), "told")
    return (Note("week_scheme", weeks.height, f"{column} counts {_MEANING[scheme]}.", evidence),)


def _in_calendar_years(weeks: pl.DataFrame, year: pl.Series, number: pl.Series, unreal: pl.Series) -> bool:
    """Whether each odd week 53 stands right before its own year's first weeks, as the year before's."""
    previous = week_dates(year - 1, number, "iso").is_not_null()
    if not (previous | ~unreal).all() or not (number.filter(unreal) == 53).all():
        return False
    after = weeks.select(pl.lit(number).shift(-1).alias("w"), pl.lit(year).shift(-1).alias("y"))
    rows = pl.DataFrame({"y": year, "w": number, "odd": unreal, "next_w": after["w"], "next_y": after["y"]})
    odd = rows.filter("odd")
    return bool(((odd["next_y"] == odd["y"]) & (odd["next_w"] <= 2)).all())
