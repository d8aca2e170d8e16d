"""Rows of the units that are to be explained: totals by customer, store or month where a file has several."""

from __future__ import annotations

import polars as pl

from foresale.aggregates import number_of
from foresale.data.reading.columns.words.names import words_of
from foresale.errors import ColumnsError, did_you_mean
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted
from foresale.regression.columns import ID_WORDS

_PERIODS = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
_MIN_WHOLE = 3


def add_up_by_unit(
    frame: pl.DataFrame, target: str, unit: str | None, date: str | None = None
) -> tuple[pl.DataFrame, str | None, list[Note]]:
    """One row a unit: the target added up, numbers averaged, the commonest of words and days.

    Args:
        frame: Typed columns.
        target: What is added up.
        unit: A column, or day, week, month, quarter or year of the table's date; None where each row is a
            unit.
        date: The column of dates that the rows are about; where it's None the only one is meant.

    Returns:
        The rows, the column that names them, and what was decided.

    Raises:
        ColumnsError: There is no such column.
    """
    if unit is None:
        return frame, None, []
    unit = _column_of(frame, unit) or unit
    notes: list[Note] = []
    if unit not in frame.columns:
        days = _days_of(frame, unit, date)
        notes += _notes_on_cut_periods(frame[days], unit)
        frame = frame.with_columns(pl.col(days).dt.truncate(_PERIODS[unit.lower()]).alias(unit)).drop(days)
    notes += _notes_on_lost(frame, target, unit)
    frame = frame.filter(pl.col(unit).is_not_null())
    if frame[unit].n_unique() == frame.height:
        return frame, unit, notes
    rows, total = frame.height, float(frame[target].sum())
    others = [name for name in frame.columns if name not in (unit, target)]
    numbers = [name for name in others if frame[name].dtype.is_numeric()]
    grouped = frame.group_by(unit, maintain_order=True).agg(
        pl.col(target).sum(),
        *(pl.col(name).mean() for name in numbers),
        *(pl.col(name).drop_nulls().mode().sort().first() for name in others if name not in numbers),
    )
    text = (
        f"{counted(rows, 'row')} are totals of {counted(grouped.height, unit)}: {target} is added up, other "
        "numbers are averaged, and of words the commonest counts."
    )
    mean = number_of(grouped[target].mean(), empty=0)
    evidence = Evidence(
        f"{unit} names {grouped.height:,} units in {rows:,} rows; {mean:,.6g} {target} for each",
        (Reading(f"{target} is added up by {unit}", total),),
        "told",
    )
    return (
        grouped.select(unit, *(n for n in frame.columns if n != unit)),
        unit,
        [*notes, Note("added_up_by_unit", rows, text, evidence)],
    )


def _notes_on_lost(frame: pl.DataFrame, target: str, unit: str) -> list[Note]:
    """What is left out because it belongs to no unit, with its amount."""
    lost = frame.filter(pl.col(unit).is_null())
    if not lost.height:
        return []
    amount, total = float(lost[target].sum()), float(frame[target].sum())
    text = (
        f"{counted(lost.height, 'row')} without a {unit} {'is' if lost.height == 1 else 'are'} left out: "
        f"{amount:,.6g} of {total:,.6g} {target}."
    )
    evidence = Evidence(
        f"{unit} is empty in {counted(lost.height, 'row')}",
        (Reading("rows with it", total - amount), Reading("rows without it", amount)),
        "told",
    )
    return [Note("rows_without_unit", lost.height, text, evidence)]


def _column_of(frame: pl.DataFrame, unit: str) -> str | None:
    """The column that a word names: itself, or the only one that says it beside words such as ID."""
    if unit in frame.columns:
        return unit
    same = [name for name in frame.columns if words_of(name) == words_of(unit)]
    wanted = [word for word in words_of(unit) if word not in ID_WORDS]
    like = [name for name in frame.columns if wanted and _without_id(name) == wanted]
    for named in (same, like, [name for name in like if "id" in words_of(name)]):
        if len(named) == 1:
            return named[0]
    return None


def _without_id(name: str) -> list[str]:
    return [word for word in words_of(name) if word not in ID_WORDS]


def _days_of(frame: pl.DataFrame, unit: str, date: str | None) -> str:
    """The column of dates whose days, weeks or months are meant."""
    days = [name for name, kind in frame.schema.items() if kind == pl.Date]
    different = [n for n in days if not any(frame[n].equals(frame[o]) for o in days[: days.index(n)])]
    about = [date] if date in days else different
    is_period = unit.lower() in _PERIODS
    if not is_period or len(about) != 1:
        why = f" The table has {len(different)} columns of dates." if is_period else ""
        raise ColumnsError(
            f"There is no column '{unit}', which {option('unit')} names.{why}",
            fix=did_you_mean(unit, frame.columns, f"There are: {', '.join(frame.columns[:12])}."),
        )
    return str(about[0])


def _notes_on_cut_periods(days: pl.Series, unit: str) -> list[Note]:
    """What to know of rows that are periods: neighbours are alike, and the first and last may be cut."""
    known = days.drop_nulls().unique().sort()
    if len(known) < 2:
        return []
    first, last, every = known[0], known[-1], _PERIODS[unit.lower()]
    starts = pl.DataFrame({"day": known, "start": known.dt.truncate(every)})
    periods = starts.group_by("start").agg(first=pl.col("day").min(), last=pl.col("day").max()).sort("start")
    late = (periods["first"] - periods["start"]).dt.total_days()
    early = (periods["start"].dt.offset_by(every) - periods["last"]).dt.total_days() - 1
    cut = []
    if late[0] > _most_missing(late, known):
        cut.append(f"the first begins on {first:%d %b %Y}")
    if early[-1] > _most_missing(early, known):
        cut.append(f"the last ends on {last:%d %b %Y}")
    said = [
        Note(
            "rows_in_time", len(known),
            f"Each {unit} is judged by models that also saw later ones; for what comes next, forecast.",
        )
    ]  # fmt: skip
    if cut:
        listed = " and ".join(cut)
        said.append(
            Note("cut_periods", len(cut), f"Not every {unit} is whole: {listed}. Its total is too low.")
        )
    return said


def _most_missing(missing: pl.Series, days: pl.Series) -> int:
    """Days that may lack at a whole period's end: as many as at another's, or else between two dates."""
    inner = missing[1:-1]
    if len(inner) >= _MIN_WHOLE:
        return int(number_of(inner.max()))
    return int(number_of(days.diff().dt.total_days().max())) - 1
