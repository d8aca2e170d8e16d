"""Reads a file of sales into rows of the system of record, shows what it found, and adds them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from foresale.data.column_facts import column_facts
from foresale.data.date_column import find_dates, no_dates
from foresale.data.decimal_mark import decimal_mark
from foresale.data.questions import Question
from foresale.data.readers.read_file import read_file
from foresale.data.sales import Note
from foresale.data.wide_layout import COLUMN, to_long
from foresale.errors import ColumnsError, ForesaleError
from foresale.progress import Progress, Silent
from foresale.workflows.importing.columns import find_columns
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.questions import Questioner
from foresale.workflows.importing.rows import type_rows

_SHOWN = 20


@dataclass(frozen=True)
class ReadImport:
    """A file of sales, read.

    Attributes:
        frame: The sales as they will be stored (see `importing.rows.TypedRows`); none while a field is missing.
        rejects: Rows set aside, with file, row, column, value and reason.
        notes: What was decided.
        questions: What the file leaves open; until they are answered the first reading holds.
        columns: The file's column of each field.
        constants: What all rows have of fields without a column.
        missing: Required fields without a column.
        present: The file's own columns, in order.
        samples: The first cells of each of them.
        n_read: Rows read.
        is_whole: Whether the whole file was read, not only its beginning.
    """

    frame: pl.DataFrame
    rejects: pl.DataFrame
    notes: tuple[Note, ...]
    questions: tuple[Question, ...]
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    missing: tuple[str, ...]
    present: tuple[str, ...]
    samples: Mapping[str, tuple[str, ...]]
    n_read: int
    is_whole: bool = True

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of storing the rows."""
        return not self.missing and not self.questions and self.frame.height > 0
