"""What a server tells of an uploaded file, and what it may be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from foresale.client.answers import reads, sends


@reads("ImportColumn")
@dataclass(frozen=True)
class ImportColumn:
    """A column of the file.

    Attributes:
        column: Its name.
        field: What it is taken for; None for nothing.
        samples: Its first cells.
    """

    column: str
    field: str | None
    samples: tuple[str, ...] = ()


@reads("ImportReading")
@dataclass(frozen=True)
class ImportReading:
    """One way to read what the file holds.

    Attributes:
        meaning: What the cells would mean.
        total: What the quantity would then add up to, where that tells readings apart.
    """

    meaning: str
    total: float | None


@reads("ImportQuestion")
@dataclass(frozen=True)
class ImportQuestion:
    """Something that the file leaves open.

    Attributes:
        text: The question.
        answers: The first holds until another is given in `answers`, under the name.
        readings: What the file would add up to, read in each way, where that tells them apart.
        fix: How to settle it by an option instead.
        name: What it is about, and of which file or column, such as `date_order:Sold on`.
        answer: What was answered; None while it is open.
    """

    text: str
    answers: tuple[str, ...]
    readings: tuple[ImportReading, ...] = ()
    fix: str | None = None
    name: str = ""
    answer: str | None = None


@reads("ImportEvidence")
@dataclass(frozen=True)
class ImportEvidence:
    """What a decision rests on.

    Attributes:
        seen: What the cells show.
        readings: The ways to read it, the chosen one first.
        certainty: `proven`, `likely`, `told` or `asked`.
    """

    seen: str
    readings: tuple[ImportReading, ...]
    certainty: str


@reads("ImportNote")
@dataclass(frozen=True)
class ImportNote:
    """Something that was decided while reading.

    Attributes:
        rule: By which rule.
        count: How many cells or rows.
        text: In words.
        evidence: What it rests on, where it could have been decided otherwise.
    """

    rule: str
    count: int
    text: str
    evidence: ImportEvidence | None = None


@reads("ImportCounts")
@dataclass(frozen=True)
class ImportCounts:
    """A file in numbers.

    Attributes:
        read: Rows there are.
        usable: Rows that can be stored.
        rejected: Rows that can't.
        products: Products in it.
        stores: Stores in it.
        first_day: Its first day.
        last_day: Its last day.
        quantity: Units in all.
    """

    read: int
    usable: int
    rejected: int
    products: int
    stores: int
    first_day: str | None
    last_day: str | None
    quantity: float


@reads("ImportPreview")
@dataclass(frozen=True)
class ImportPreview:
    """What a file would become.

    Attributes:
        is_ready: Whether it can be committed.
        is_whole: Whether all of it was read, not only a sample of it.
        problem: Why nothing of it can be read.
        fix: What to do about that.
        columns: Its columns, and what they are taken for.
        constants: Values for every row, by field.
        missing: Required fields without a column.
        questions: What the file leaves open.
        answered: What it left open, and is answered.
        unasked: Answers that nothing was asked for.
        notes: What was decided while reading.
        counts: The file in numbers.
        rows: The first rows as they would be stored.
        rejects: The first rows that can't be.
    """

    is_ready: bool
    is_whole: bool = True
    problem: str | None = None
    fix: str | None = None
    columns: tuple[ImportColumn, ...] = ()
    constants: Mapping[str, str] | None = None
    missing: tuple[str, ...] = ()
    questions: tuple[ImportQuestion, ...] = ()
    answered: tuple[ImportQuestion, ...] = ()
    unasked: tuple[str, ...] = ()
    notes: tuple[ImportNote, ...] = ()
    counts: ImportCounts | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    rejects: tuple[Mapping[str, Any], ...] = ()


@reads("ImportResult")
@dataclass(frozen=True)
class ImportResult:
    """What an import did.

    Attributes:
        new: Sales added.
        known: Sales that were there already.
        conflicting: Rows whose number is stored with other values, which stay.
        rejected: Rows set aside.
        products: Products seen for the first time.
        stores: Stores seen for the first time.
        message: The same in words.
        out_of_use: Rows of products or stores out of use, which aren't forecast.
        removed: Sales removed again, where the import was undone.
    """

    new: int
    known: int
    conflicting: int
    rejected: int
    products: int
    stores: int
    message: str
    out_of_use: int = 0
    removed: int = 0


@reads("Import")
@dataclass(frozen=True)
class Import:
    """An uploaded file.

    Attributes:
        id: The server's name for it.
        file_name: Its name.
        size: Its bytes.
        state: previewed, committed, done or failed; undoing or undone.
        preview: What it would become.
        created_at: When it was uploaded, UTC.
        already_imported: The address of the import that brought in the very same file.
        result: What the import did, once it is done.
        job: The address of the job that does it.
        rejects: The address of the rows set aside.
    """

    id: str
    file_name: str
    size: int
    state: str
    preview: ImportPreview
    created_at: datetime
    already_imported: str | None = None
    result: ImportResult | None = None
    job: str | None = None
    rejects: str | None = None

    @property
    def job_id(self) -> str | None:
        """The job that does it."""
        return None if self.job is None else self.job.rpartition("/")[2]


@sends("ImportOptionsGiven")
class ImportOptions(TypedDict, total=False):
    """What you know better than the file: which columns hold what, and how it is written."""

    columns: dict[str, str | None]
    constants: dict[str, str]
    answers: Mapping[str, str] | list[str]
    day_first: bool
    date_format: str
    decimal: str
    delimiter: str
    encoding: str
    sheet: str
    time_zone: str
    only: list[str]
    without: list[str]
    names: list[str]
    fill_down: bool
    key_spelling: str
    cumulative: bool
    duplicates: str
    rates: list[str]
    year: int
    number_words: list[str]
    any_age: bool
