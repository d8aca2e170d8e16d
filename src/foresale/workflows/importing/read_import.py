"""Reads a file of sales into rows of the system of record, shows what it found, and adds them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import polars as pl

from foresale.data.reading.answers import Questioner
from foresale.data.reading.columns.dates.missing_dates import no_dates
from foresale.data.reading.columns.numbers.open_numbers import settle_formats
from foresale.data.reading.columns.tidy_table import tidy_table
from foresale.data.reading.formats.file_names import rename_file
from foresale.data.reading.formats.read_file import read_file
from foresale.data.reading.provenance import COLUMN
from foresale.data.reading.questions import Ask, Question
from foresale.data.reading.rows.select_sales import select_sales
from foresale.data.reading.rows.units.exchange_rates import find_rates
from foresale.data.reading.rows.units.mixed_units import rows_in_other_units
from foresale.errors import ColumnsError, ForesaleError
from foresale.json_values import to_json
from foresale.messages import Speller, spell_for_json
from foresale.notes import Note
from foresale.progress import Progress, SilentProgress
from foresale.workflows.importing.columns import find_columns
from foresale.workflows.importing.decisions import decisions_of
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.period_sums import refuse_numbered_periods, settle_period_sums
from foresale.workflows.importing.questions import describe_questions
from foresale.workflows.importing.rows import TypingRules, type_rows
from foresale.workflows.importing.stored_keys import NOTHING_STORED, StoredKeys
from foresale.workflows.importing.upload import (
    Upload,
    importers_note,
    importers_ways_out,
    in_importers_words,
)

MAX_COLUMNS = 5_000
"""Ten years of days beside one another, and more than enough for anything else."""

_SAMPLES = 3
_EXPORT_ROWS = "Export the sales with a row for each day or receipt, product and store."


@dataclass(frozen=True)
class ReadImport:
    """A file of sales, read.

    Attributes:
        name: What its owner calls it.
        frame: The sales as they will be stored (`importing.rows.TypedRows`); none while a field is missing.
        rejects: Rows set aside, with file, row, column, value and reason.
        notes: What was decided.
        columns: The file's column of each field.
        constants: What all rows have of fields without a column.
        missing: Required fields without a column.
        present: The file's own columns, in order.
        samples: The first cells of each of them.
        n_read: Rows read.
        has_times: Whether the file tells times of day, not days alone.
        is_whole: Whether the whole file was read, not only a sample of it.
        decisions: What was decided that changes numbers (`decisions_of`).
        questions: What the file leaves open; until they are answered the first reading holds.
        answered: What it left open and the caller answered, with the answers.
    """

    name: str
    frame: pl.DataFrame
    rejects: pl.DataFrame
    notes: tuple[Note, ...]
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    missing: tuple[str, ...]
    present: tuple[str, ...]
    samples: Mapping[str, tuple[str, ...]]
    n_read: int
    has_times: bool = True
    is_whole: bool = True
    decisions: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    answered: tuple[tuple[Question, str], ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of storing the rows."""
        return not self.missing and not self.questions and self.frame.height > 0


def read_import(
    upload: Upload,
    options: ImportOptions,
    *,
    today: datetime.date,
    stored: StoredKeys = NOTHING_STORED,
    progress: Progress | None = None,
    asked: Questioner | None = None,
) -> ReadImport:
    """Read a file of sales: find each field's column, keep the good rows, set the bad ones aside.

    Args:
        upload: The file.
        options: What the caller knows better; it wins.
        today: The last day that can have sales, and tomorrow is one of them for shops ahead of our clock.
        stored: Products and stores that are stored.
        progress: Hears how far the reading is.
        asked: Answers the questions by `options`, for who wants to know what was asked if this fails.

    Raises:
        UnreadableFileError: The file is empty, or not what its name says.
        ColumnsError: No column holds dates, or one is named that isn't there.
    """
    progress = progress or SilentProgress()
    progress.start("Reading", 3)
    asked = asked or Questioner(options.answers)

    def ask(question: Question) -> str:
        ways_out = importers_ways_out(question.fix)
        text, fix = (in_importers_words(part, upload) for part in (question.text, ways_out))
        return asked(replace(question, text=text, fix=fix))

    try:
        read = _read(upload, options, ask, (today, stored), progress)
    except ForesaleError as error:
        error.problem = in_importers_words(error.problem, upload)
        error.fix = in_importers_words(importers_ways_out(error.fix) or _EXPORT_ROWS, upload)
        error.args = (f"{error.problem}\n→ {error.fix}",)
        raise
    return replace(read, questions=asked.open, answered=asked.answered)


def _read(
    upload: Upload,
    options: ImportOptions,
    ask: Ask,
    known: tuple[datetime.date, StoredKeys],
    progress: Progress,
) -> ReadImport:
    read_options = options.read_options()
    raw = rename_file(read_file(upload.path, read_options), upload.path.name, upload.name)
    if len(raw.columns) > MAX_COLUMNS:
        raise ColumnsError(
            f"{upload.name} has {len(raw.columns):,} columns, more than {MAX_COLUMNS:,}.",
            fix="Leave out the columns that aren't about sales, or give the sales in rows.",
        )
    options.check_columns(raw.columns)
    progress.advance()
    tidy = select_sales(tidy_table(raw, read_options, ask), read_options, ask, can_key=False)
    if tidy.dated is None:
        raise no_dates(raw.frame, upload.name)
    refuse_numbered_periods(tidy.notes)
    dated = replace(tidy.dated, frame=tidy.frame)
    found = find_columns(tidy.frame.drop(COLUMN, strict=False), tidy.stats, dated, options, ask)
    progress.advance()
    amounts = [found.columns.get(part) for part in ("quantity", "revenue", "unit_price")]
    formats, proofs = settle_formats(dated.frame, amounts, tidy.formats, ask)
    rate, converted = find_rates(tidy, amounts, read_options)
    units = tidy.units if rate is None else {}
    left_out, kept = rows_in_other_units(dated.frame, amounts, units, formats, ask)
    rules = TypingRules(formats, known[0], options.key_spelling, rate, known[1])
    typed = type_rows(dated, found, rules, ask, left_out=left_out)
    progress.advance()
    has_times = dated.frame[dated.date].dtype != pl.Date
    single = has_times or "transaction_id" in found.columns
    spaced = settle_period_sums(typed.frame["sold_at"].dt.date(), tidy.notes, ask, single=single)
    notes = (*tidy.notes, *found.notes, *proofs, *converted, *kept, *typed.notes, *spaced)
    frame = typed.frame.clear() if found.missing else typed.frame
    rejects = pl.concat([raw.rejects, typed.rejects.clear() if found.missing else typed.rejects])
    if upload.sample is not None:
        frame, rejects = upload.sample.with_own_rows(frame), upload.sample.with_own_rows(rejects)
    return ReadImport(
        name=upload.name,
        frame=frame,
        rejects=rejects.with_columns(file=pl.lit(upload.name)).sort("row", maintain_order=True),
        notes=tuple(
            replace(note, text=in_importers_words(importers_note(note.text), upload)) for note in notes
        ),
        columns=found.columns,
        constants=found.constants,
        missing=found.missing,
        present=tuple(raw.columns),
        samples={name: _first_cells(raw.frame[name]) for name in raw.columns},
        n_read=raw.rows,
        has_times=has_times,
        is_whole=not upload.part,
        decisions=decisions_of(found.columns, amounts, formats, notes),
    )  # fmt: skip


def of_stores(read: ReadImport, codes: Collection[str] | None) -> ReadImport:
    """Set the rows aside that are of other stores than these.

    Args:
        read: The file as read.
        codes: Stores that may be added to; None for all, new ones among them.
    """
    if codes is None:
        return read
    foreign = ~read.frame["store"].is_in(sorted(codes))
    rejects = read.frame.filter(foreign).select(
        pl.lit(None, dtype=pl.String).alias("file"),
        "row",
        pl.lit(read.columns.get("store"), dtype=pl.String).alias("column"),
        pl.col("store").alias("value"),
        pl.lit("is none of the stores you may add to").alias("reason"),
    )
    return replace(
        read,
        frame=read.frame.filter(~foreign),
        rejects=pl.concat([read.rejects, rejects.with_columns(file=pl.lit(read.name))]).sort(
            "row", maintain_order=True
        ),
    )


def lines_to_store(read: ReadImport, time_zone: str | None) -> pl.DataFrame:
    """The sales in the form that the record of sales takes: days where the file tells no times.

    Args:
        read: The file as read.
        time_zone: Whose clock the file's times are; None for each store's own.
    """
    sold_at = pl.col("sold_at")
    if not read.has_times:
        sold_at = sold_at.dt.date()
    elif time_zone is not None:
        shifted = sold_at.dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
        later = (sold_at + pl.duration(hours=1)).dt.replace_time_zone(
            time_zone, ambiguous="earliest", non_existent="null"
        )
        sold_at = pl.coalesce(shifted, later)
    return read.frame.drop("row").with_columns(sold_at)


def preview(read: ReadImport, speller: Speller = spell_for_json, rows: int = 20) -> dict[str, Any]:
    """What a file would become, as JSON: columns, first rows, counts, rejects, questions and notes.

    Args:
        read: The file as read.
        speller: How whoever sees it writes options.
        rows: Rows and rejects to show.
    """
    fields = {column: part for part, column in read.columns.items()}
    frame, days = read.frame, read.frame["sold_at"].dt.date()
    shown: dict[str, Any] = to_json(
        {
            "is_ready": read.is_ready,
            "is_whole": read.is_whole,
            "columns": [
                {"column": name, "field": fields.get(name), "samples": list(read.samples[name])}
                for name in read.present
            ],
            "mapping": dict(read.columns),
            "constants": dict(read.constants),
            "missing": list(read.missing),
            **describe_questions(read.questions, read.answered, speller),
            "notes": [asdict(note.spell(speller)) for note in read.notes],
            "counts": {
                "read": read.n_read,
                "usable": frame.height,
                "rejected": read.rejects.height,
                "products": frame["product"].n_unique(),
                "stores": frame["store"].n_unique(),
                "first_day": days.min(),
                "last_day": days.max(),
                "quantity": frame["quantity"].sum(),
                "revenue": frame["revenue"].sum() if frame["revenue"].count() else None,
            },
            "rows": frame.head(rows).to_dicts(),
            "rejects": read.rejects.head(rows).to_dicts(),
        }
    )
    return shown


def _first_cells(cells: pl.Series) -> tuple[str, ...]:
    known = cells.drop_nulls().head(_SAMPLES).cast(pl.String)
    return tuple(known.str.slice(0, 100).to_list())
