"""Which sheets of a workbook are one table: parts that share their columns are read together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.parsing.dates.date_formats import NUMERIC_LOOKS, match_dates
from foresale.data.reading.parsing.dates.label_months import YEAR, find_label_months
from foresale.data.reading.parsing.dates.month_names import months_by_name
from foresale.data.reading.parsing.plain_text import plain_word
from foresale.data.reading.provenance import FILE, ROW
from foresale.data.reading.vocabulary.column_words import cut_unspaced, split_words, words_for
from foresale.errors import ColumnsError
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

ALL_SHEETS = "all"
_SHOWN = 6
_FEWEST_DAYS, _LAST_DAY, _FEWEST_MONTHS = 20, 31, 6
_NUMBERED = re.compile(r"0?[1-9]\.?$|[12]\d\.?$|3[01]\.?$")
_DATED = 0.5  # share of a column's cells that are dates
_DAYS = words_for("period") | words_for("date") | {"gun", "nap", "den", "dd", "일"}


def share_columns(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two sheets have the same columns, but for days, of which each month has its own.

    Args:
        one: A sheet's columns.
        other: Another one's.

    Examples:
        >>> share_columns(["item", "2024-01-30", "2024-01-31"], ["item", "2024-02-01"])
        True
    """
    days = [_day_columns(names) for names in (one, other)]
    rest = [set(names) - set(found) for names, found in zip((one, other), days, strict=True)]
    return rest[0] == rest[1] and (set(one) == set(other) or all(days))


def _day_columns(names: Sequence[str]) -> list[str]:
    """The columns that are called after a day, or numbered like most days of a month."""
    numbers = [name for name in names if _NUMBERED.match(name)]
    families = match_dates(pl.Series("name", names))["family"]
    dated = families.is_not_null() & ~families.is_in(list(NUMERIC_LOOKS))
    days = [name for name, is_day in zip(names, dated, strict=True) if is_day]
    return numbers if len(numbers) >= _FEWEST_DAYS else days


def join_sheets(tables: dict[str, RawTable], file: str, *, together: bool) -> RawTable:
    """The sheets of `tables`, all with the same columns, as one table.

    Where the same keys and days stand on several sheets, the sheet's name becomes a column `sheet`.

    Args:
        tables: Sheet name → its table.
        file: The workbook's name.
        together: Whether the reader asked for all of them.

    Raises:
        ColumnsError: The sheets hold the same days and keys, so that they could be stores or versions,
            and the reader didn't say which.
    """
    names = list(tables)
    shared, changed = count_repeated([table.frame for table in tables.values()])
    if not changed or _have_own_days([table.columns for table in tables.values()]):
        shared = 0  # sheets that overlap: rows that two of them hold count once, as in files
    months = bool(shared) and _are_months(tables)
    years = bool(shared) and not months and _are_years(tables)
    listed = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    if shared and not together and not months and not years:
        raise ColumnsError(
            f"{file}: the {len(names)} sheets {listed} have the same columns and hold {shared:,} rows "
            "for the same days and keys: they could be stores, months, or versions of each other.",
            fix=f"Use {option('sheet', ALL_SHEETS)} to read them together, the sheet's name as a column, or "
            f"{option('sheet', names[0])} for one of them.",
        )
    key = "sheet" if "sheet" not in tables[names[0]].columns else "sheet name"
    frames = [
        _with_name(table.frame, file, name, key if shared and not years else None)
        for name, table in tables.items()
    ]
    frame = pl.concat(frames, how="diagonal_relaxed")
    where = f"; the sheet's name is in '{key}'" if shared and not years else ""
    text = (
        f"{file}: {len(names)} sheets with the same columns are read as one table: {listed}{where} "
        f"({option('sheet')})."
    )
    seen = f"No day and key stands on two sheets with other numbers; {frame.height:,} rows together."
    if months:
        seen = "Each sheet is named by a month of its own, whose days it numbers."
    elif years:
        seen = "Each sheet is named by a year of its own, whose months it names."
    elif shared:
        seen = f"{shared:,} rows have the same day and keys as one on another sheet."
    readings = (Reading("all sheets together"), Reading("one sheet alone"))
    sure: Certainty = "told" if together else "proven"
    note = Note("sheets_joined", len(names), text, Evidence(seen, readings, sure))
    notes = tuple(n for table in tables.values() for n in table.notes)
    return replace(
        next(iter(tables.values())),
        frame=frame.with_columns(pl.col(FILE).cast(pl.Categorical())),
        notes=(*notes, note),
    )


def _are_months(tables: dict[str, RawTable]) -> bool:
    """Whether the sheets' names are months, each another one, whose days a column numbers and none dates."""
    months = list(find_label_months(list(tables)).values())
    frames = [table.frame for table in tables.values()]
    in_columns = all(any(map(_NUMBERED.match, _day_columns(table.columns))) for table in tables.values())
    return (
        None not in months
        and len(set(months)) == len(months)
        and (
            in_columns
            or any(
                _names_days(name) and all(_numbers_days(frame[name]) for frame in frames)
                for name in frames[0].columns
            )
        )
        and not any(_holds_dates(frames[0][name]) for name in frames[0].columns if name not in (FILE, ROW))
    )


def _are_years(tables: dict[str, RawTable]) -> bool:
    """Whether the sheets' names are years, each another one, of whose months there is a column each."""
    years = [set(YEAR.findall(name)) for name in tables]
    if any(len(each) != 1 for each in years) or len(set().union(*years)) < len(years):
        return False
    columns = next(iter(tables.values())).columns
    plain = [plain_word(name).strip(" .") for name in columns]
    return len(months_by_name(plain)) >= _FEWEST_MONTHS


def _have_own_days(columns: list[list[str]]) -> bool:
    """Whether the sheets' columns are days, none of which two of them have."""
    days = [_day_columns(names) for names in columns]
    return all(days) and sum(map(len, days)) == len(set().union(*days))


def _names_days(name: str) -> bool:
    return not _DAYS.isdisjoint(cut_unspaced(split_words(name)))


def _holds_dates(cells: pl.Series) -> bool:
    """Whether cells are whole dates: their sheets could hold them for whatever their names say."""
    if cells.dtype.is_temporal():
        return True
    if cells.dtype != pl.String:
        return False
    known = cells.drop_nulls().head(_LAST_DAY)
    return bool(match_dates(known)["family"].count() > _DATED * len(known))


def _numbers_days(cells: pl.Series) -> bool:
    numbers = cells.drop_nulls().cast(pl.Float64, strict=False)
    days = numbers.drop_nulls().unique().sort().to_list()
    return (
        _FEWEST_DAYS <= len(days) <= _LAST_DAY
        and numbers.null_count() <= 1  # the month's total
        and days == list(range(1, len(days) + 1))
    )


def _with_name(frame: pl.DataFrame, file: str, name: str, key: str | None) -> pl.DataFrame:
    """The rows with their sheet as a part of the file's name, and as a column where it is a key."""
    frame = frame.with_columns(pl.lit(f"{file} [{name}]").alias(FILE))
    return frame if key is None else frame.with_columns(pl.lit(name).alias(key))


def count_repeated(frames: list[pl.DataFrame]) -> tuple[int, int]:
    """Rows whose cells other than numbers stand in another frame as well, and those with other numbers.

    Args:
        frames: Tables of the same columns.
    """
    shared = set.intersection(*(set(frame.columns) for frame in frames))
    columns = [name for name in frames[0].columns if name in shared and name not in (FILE, ROW)]
    names = [n for n in columns if not all(_is_number(frame[n]) for frame in frames)]
    if not names:
        height = sum(frame.height for frame in frames)
        return height, height
    repeated, same = (
        sum(frame.select(of).n_unique() for frame in frames)
        - pl.concat([frame.select(of) for frame in frames], how="vertical_relaxed").n_unique()
        for of in (names, columns)
    )
    return repeated, repeated - same


def _is_number(cells: pl.Series) -> bool:
    known = cells.drop_nulls()
    return known.is_empty() or known.cast(pl.Float64, strict=False).null_count() <= 0.1 * len(known)
