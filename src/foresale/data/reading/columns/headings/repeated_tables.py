"""Tables below each other, each with the header again: parted by their titles, or asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl

from foresale.data.reading.columns.headings.fill_down import are_numbers
from foresale.data.reading.columns.headings.other_header import refuse_other_header
from foresale.data.reading.columns.words.names import date_rank
from foresale.data.reading.columns.words.page_words import PAGE_LINE
from foresale.data.reading.formats.labels_above import says_what_rows_are_of, split_label
from foresale.data.reading.formats.raw_table import RawTable
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.parsing.dates.label_months import find_label_months
from foresale.data.reading.parsing.dates.parse_dates import date_share
from foresale.data.reading.provenance import FILE, ROW
from foresale.data.reading.questions import Ask, Question, settle
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading

_KEY = "table"
_MOSTLY = 0.9  # share of a table's rows that another one has too
_LONGEST_TITLE = 60
_FEWEST = 4
_SAMPLE = 200
_MARKS = ' ;,\t|"'
_READINGS = (Reading("tables of their own"), Reading("pages of one table"))
_EACH, _TOGETHER = "each is a series", "they add up"


@dataclass(frozen=True)
class _Parts:
    """A table without the rows that repeat its header.

    Attributes:
        frame: Its other rows.
        number: Which table each row is of, from 0.
    """

    frame: pl.DataFrame
    number: pl.Series


def part_tables(raw: RawTable, options: ReadOptions, ask: Ask | None) -> RawTable:
    """`raw` with tables below each other told apart, where each begins with the header.

    A title above each (North, South) becomes a column `section`. Without titles they are asked about where
    they hold the same days and labels, as pages of one table never do.

    Args:
        raw: The table as read.
        options: `keys` may say that each table is a series, or that they add up.
        ask: Asked where nothing tells.

    Raises:
        ColumnsError: Nobody is there to ask, or a table with other columns begins below.
    """
    parts = _part(raw)
    refuse_other_header(raw if parts is None else replace(raw, frame=parts.frame))
    if parts is None:
        return raw
    raw = replace(raw, frame=parts.frame)
    titled = _by_titles(raw, parts.number)
    if titled is not None:
        return titled
    if not _hold_the_same(raw, parts.number):
        return raw
    count = int(parts.number.n_unique())
    wanted = _KEY in (options.keys or ())
    if options.keys is None:
        question = Question(
            "repeated_tables",
            f"The header stands {count} times, and below each stand the same days and labels: is each a "
            "series of its own, such as a store, or do they add up?",
            (_EACH, _TOGETHER),
            f"Name {option('keys', [_KEY])} with your own keys for a series of each, or your own keys alone "
            f"({option('keys', [])} for none) to add them up.",
        )
        wanted = settle(question, ask) == _EACH
    if not wanted:
        return raw
    return replace(raw, frame=raw.frame.with_columns((parts.number + 1).cast(pl.String).alias(_KEY)))


def _part(raw: RawTable) -> _Parts | None:
    """The table without headers that stand again, and the number of the table that each row is of."""
    frame, names = raw.frame, raw.columns
    if len(names) < 2 or frame.height < _FEWEST or any(frame[name].dtype != pl.String for name in names):
        return None
    if frame[FILE].n_unique() > 1:
        return None
    if raw.headers_again:
        places = pl.Series(raw.headers_again, dtype=pl.Int64)
        return _Parts(frame, pl.Series(places.search_sorted(frame[ROW].cast(pl.Int64))).cast(pl.Int64))
    same = pl.all_horizontal(pl.col(name) == name for name in names).fill_null(value=False)
    again = frame.select(same).to_series()
    if not again.any():
        return None
    return _Parts(frame.filter(~again), again.cum_sum().cast(pl.Int64).filter(~again))


def _by_titles(raw: RawTable, number: pl.Series) -> RawTable | None:
    """The table with the title above each header in a column; None where not each has one of its own."""
    frame, names = raw.frame, raw.columns
    above = [
        line.strip() for line in raw.lines_above.get(str(frame[FILE][0]), "").splitlines() if line.strip()
    ]
    titles = [
        _title(above[-1]) or _title_of(re.split(r"[;,\t|]+", above[-1].strip(_MARKS))) if above else None
    ]
    is_title = pl.Series([False]).new_from_index(0, frame.height)
    last_rows = pl.DataFrame({"n": number, "row": range(len(number))}).group_by("n").agg(pl.col("row").max())
    for place in sorted(last_rows["row"].to_list())[:-1]:
        cells = [cell for cell in frame.select(names).row(place) if cell is not None]
        titles.append(_title_of(cells))
        is_title[place] = True
    if None in titles or len(set(titles)) < len(titles) or len(titles) != number.n_unique():
        return None
    named = [str(title) for title in titles]
    if pl.Series(named).str.contains(PAGE_LINE).any():
        return None
    by_number = dict(enumerate(named))
    section = number.replace_strict(by_number, return_dtype=pl.String).alias("section")
    columns = _columns_of(frame, section, named)
    where = f", in column {', '.join(column.name for column in columns)}" if columns else ""
    text = f"{len(named)} tables stand below each other, each under a title ({', '.join(named[:4])}){where}."
    note = Note("tables_below", len(named), text, Evidence("the header stands below each title", _READINGS))
    return replace(raw, frame=frame.with_columns(columns).filter(~is_title), notes=(*raw.notes, note))


def _columns_of(frame: pl.DataFrame, section: pl.Series, titles: list[str]) -> list[pl.Series]:
    """What titles say of the rows below: no more than dates do, a month and its year, or a section."""
    months = find_label_months(titles)
    are_months = None not in months.values() and len(set(months.values())) == len(titles)
    if not are_months and date_share(pl.Series(titles), named_so=True) < 1:
        return [_labelled(section, titles, frame.columns)]
    if any(date_rank(name) > 0 and _holds_days(frame[name]) for name in frame.columns if name != ROW):
        return []
    if not are_months:
        return [section]
    parts = {title: part for title, part in months.items() if part is not None}
    month = section.replace_strict({title: str(part[1]) for title, part in parts.items()}).alias("Month")
    if any(part[0] is None for part in parts.values()):
        return [month]
    return [
        month,
        section.replace_strict({title: str(part[0]) for title, part in parts.items()}).alias("Year"),
    ]


def _labelled(section: pl.Series, titles: list[str], taken: list[str]) -> pl.Series:
    """The titles as the column that all of them say: Store, where they are Store: North and Store: South."""
    parted = {title: split_label(title) for title in titles}
    labels = {found[0] for found in parted.values() if found is not None}
    if None in parted.values() or len(labels) != 1 or (label := labels.pop()) in taken:
        return section
    values = {title: found[1] for title, found in parted.items() if found is not None}
    return section.replace_strict(values, return_dtype=pl.String).alias(label)


def _holds_days(cells: pl.Series) -> bool:
    known = cells.drop_nulls().head(_SAMPLE)
    return len(known) > 0 and date_share(known, named_so=False) >= _MOSTLY


def _title_of(cells: list[str]) -> str | None:
    """The title that a row's filled cells are: one cell, or a label and what it says (Store: and North)."""
    if len(cells) == 1:
        return _title(cells[0])
    parted = split_label(": ".join(cell.strip().rstrip(":") for cell in cells)) if len(cells) == 2 else None
    return ": ".join(parted) if parted is not None and says_what_rows_are_of(parted[0]) else None


def _title(line: str) -> str | None:
    """The only cell of a line that is filled, where it is a title."""
    text = line.strip(_MARKS)
    if not re.search(r"[^\W\d_]", text) or len(text) > _LONGEST_TITLE or re.search(r"[;,\t|]", text):
        return None
    return text


def _hold_the_same(raw: RawTable, number: pl.Series) -> bool:
    """Whether nearly all days and labels of each table stand in the first one too, with other numbers."""
    labels = [name for name in raw.columns if date_rank(name) > 0 or not are_numbers(raw.frame[name])]
    if not labels or len(labels) == len(raw.columns):
        return False
    tables = [raw.frame.select(raw.columns).filter(number == n) for n in number.unique().sort().to_list()]
    first, others = tables[0], tables[1:]
    if any(table.select(labels).is_duplicated().any() for table in tables):
        return False
    shared = [table.join(first, on=labels, how="semi").height / max(table.height, 1) for table in others]
    copies = [table.join(first, on=raw.columns, how="semi").height / max(table.height, 1) for table in others]
    return min(shared) >= _MOSTLY and max(copies) < _MOSTLY
