"""What a table is read as, before its drivers are looked for: its columns, their parts, what is unclear."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import polars as pl

from foresale.data.reading.answers import Questioner
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.provenance import own_columns
from foresale.data.reading.questions import Ask, Question
from foresale.data.reading.read_sales import load_source
from foresale.data.reading.read_table import TypedTable, read_table
from foresale.errors import ForesaleError, HistoryError, OptionError
from foresale.json_values import to_json
from foresale.messages import Message, spell_for_json, template
from foresale.notes import counted
from foresale.progress import SilentProgress
from foresale.regression.columns import Columns, find_columns
from foresale.regression.models.catalog import choose_models
from foresale.regression.units import add_up_by_unit
from foresale.workflows.drivers.options import TableOptions
from foresale.workflows.importing.questions import describe_questions
from foresale.workflows.importing.upload import Upload

MAX_ROWS, MAX_COLUMNS = 200_000, 200
"""Of a table whose drivers are found in the service: more takes hours, and tells no more."""
_SAMPLES = 3
_MAX_LETTERS = 60


def preview_table(file: Upload, options: TableOptions) -> dict[str, Any]:
    """What a file is read as, as JSON; one that can't be read has a `problem` and a `fix`.

    Args:
        file: The table.
        options: What its owner says about it.
    """
    asked = Questioner(options.answers)
    try:
        finding = options.finding
        choose_models(finding.models, finding.hidden)
        ask = in_owners_name(asked, file)
        read = read_table(file.path, options=options.reading, ask=ask)
        check_size(read.frame)
        frame, unit, notes = add_up_by_unit(read.frame, read.target, finding.unit, read.date)
        _, columns = find_columns(frame, read.target, unit=unit, ignored=read.ignored)
    except ForesaleError as error:
        return describe_problem(error, file) | {
            "columns": [{"column": name, "samples": []} for name in _names(file, options.reading)],
            **describe_questions(asked.open, asked.answered),
        }
    shown: dict[str, Any] = to_json(
        {
            "is_ready": not asked.open,
            "target": read.target,
            "unit": columns.unit,
            "rows": {"read": read.n_rows, "usable": frame.height, "rejected": read.rejects.height},
            "columns": _describe_columns(read, columns),
            "targets": [name for name, kind in read.frame.schema.items() if kind.is_numeric()],
            **describe_questions(asked.open, asked.answered),
            "notes": [asdict(note.spell(spell_for_json)) for note in (*read.notes, *notes)],
        }
    )
    try:
        asked.refuse_unfitting()
    except OptionError as error:
        return shown | describe_problem(error, file) | {"unasked": list(asked.unasked)}
    return shown


def in_owners_name(ask: Ask, file: Upload) -> Ask:
    """Asks with the owner's file name, where the reader has the one that the file is kept under.

    Args:
        ask: Asked.
        file: The table.
    """

    def renamed(question: Question) -> str:
        name, text, fix = (
            _in_owners_words(part, file) for part in (question.name, question.text, question.fix)
        )
        return ask(replace(question, name=name, text=text, fix=fix))

    return renamed


def check_size(frame: pl.DataFrame) -> None:
    """Refuse a table that is too large to be compared in the service.

    Args:
        frame: As read.

    Raises:
        HistoryError: It has too many rows or columns.
    """
    if frame.height > MAX_ROWS or frame.width > MAX_COLUMNS:
        raise HistoryError(
            f"The table has {counted(frame.height, 'row')} and {counted(frame.width, 'column')}: at most "
            f"{MAX_ROWS:,} and {MAX_COLUMNS:,} are compared here.",
            fix="Upload a part of its rows, drawn by chance, and the columns that could matter.",
        )


def describe_problem(error: ForesaleError, file: Upload) -> dict[str, Any]:
    """Why a table can't be used, in words of its owner.

    Args:
        error: What went wrong.
        file: The table.
    """
    problem, fix = (_in_owners_words(text, file) for text in (error.problem, error.fix))
    return {"is_ready": False, "problem": problem, "fix": fix, "code": error.code}


def _in_owners_words(text: str, file: Upload) -> str:
    """A message with the owner's file name, and options as the API has them."""
    named = template(text).replace(str(file.path), file.name).replace(file.path.name, file.name)
    return str(Message(named, spell_for_json))


def _describe_columns(read: TypedTable, columns: Columns) -> list[dict[str, Any]]:
    """Each column's part; parts of dates stand beside the columns that they were made from."""
    left = {one.column: one for one in columns.left_out}
    told = []
    for name in dict.fromkeys((*own_columns(read.frame), *columns.names)):
        part = (
            "target" if name == read.target
            else "unit" if name == columns.unit
            else "number" if name in columns.numbers
            else "class" if name in columns.classes
            else "left_out" if name in left else "date"
        )  # fmt: skip
        reason = left[name].reason if name in left else None
        told.append({"column": name, "part": part, "reason": reason, "samples": _samples(read.frame, name)})
    return told


def _samples(frame: pl.DataFrame, name: str) -> list[str]:
    if name not in frame.columns:
        return []
    first = frame[name].drop_nulls().head(_SAMPLES).to_list()
    return [(f"{one:,.6g}" if isinstance(one, float) else str(one))[:_MAX_LETTERS] for one in first]


def _names(file: Upload, options: ReadOptions) -> list[str]:
    """The columns' names, where at least these can be read."""
    try:
        return list(load_source(file.path, options, SilentProgress()).columns)[:MAX_COLUMNS]
    except ForesaleError:
        return []
