"""What a server tells of tables and what drives their totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foresale.client.answers import reads
from foresale.client.import_records import ImportNote, ImportQuestion


@reads("TableColumn")
@dataclass(frozen=True)
class TableColumn:
    """A column of the table.

    Attributes:
        column: Its name.
        part: target, unit, number, class, date or left_out; None where the table can't be read yet.
        reason: Why it is left out.
        samples: Its first values.
    """

    column: str
    part: str | None = None
    reason: str | None = None
    samples: tuple[str, ...] = ()


@reads("TableRows")
@dataclass(frozen=True)
class TableRows:
    """The table's rows in numbers.

    Attributes:
        read: All.
        usable: Those, or the units of those, that are compared.
        rejected: Those set aside.
    """

    read: int
    usable: int
    rejected: int


@reads("TablePreview")
@dataclass(frozen=True)
class TablePreview:
    """What a table is read as.

    Attributes:
        is_ready: Whether the analysis can be started.
        problem: Why it can't be read.
        fix: What to do about that.
        target: The column that is explained.
        unit: The column that names a row.
        rows: The rows in numbers.
        columns: Each with its part.
        targets: Columns of numbers, any of which could be explained.
        questions: What the table leaves open.
        answered: What it left open, and is answered.
        unasked: Answers that nothing was asked for.
        notes: What was decided while reading.
    """

    is_ready: bool
    problem: str | None = None
    fix: str | None = None
    target: str | None = None
    unit: str | None = None
    rows: TableRows | None = None
    columns: tuple[TableColumn, ...] = ()
    targets: tuple[str, ...] = ()
    questions: tuple[ImportQuestion, ...] = ()
    answered: tuple[ImportQuestion, ...] = ()
    unasked: tuple[str, ...] = ()
    notes: tuple[ImportNote, ...] = ()


@reads("DriversSummary")
@dataclass(frozen=True)
class DriversSummary:
    """What was found, in short.

    Attributes:
        target: What is explained.
        unit: The column that names a row.
        noun: What a row is, in the plural.
        rows: Rows that models were judged on.
        finding: nothing, unsure, little or something.
        verdict: The same in sentences.
        model: The model that is used.
        model_label: What people call it.
        r2: Share of the differences that it explains, on rows it hadn't seen.
        drivers: Columns that make a difference, the strongest first.
    """

    target: str
    unit: str | None
    noun: str
    rows: int
    finding: str
    verdict: tuple[str, ...]
    model: str
    model_label: str
    r2: float | None
    drivers: tuple[str, ...]


@reads("PublishedPredictions")
@dataclass(frozen=True)
class PublishedPredictions:
    """Where held-out predictions were sent.

    Attributes:
        source: log or kafka.
        topic: Its name.
        messages: How many.
        offsets: By partition, the first and last offset that brokers confirmed.
        at: When.
    """

    source: str
    topic: str
    messages: int
    offsets: Mapping[str, tuple[int, ...]] | None
    at: datetime


@reads("Analysis")
@dataclass(frozen=True)
class Analysis:
    """A table whose drivers are looked for.

    Attributes:
        id: Its id.
        file_name: As its owner calls it.
        size: Its bytes.
        digest: Its SHA-256.
        state: looked_at, started, done or failed.
        is_own: Whether you uploaded it.
        created_at: When.
        summary: What was found, in short.
        version: The registered model.
        job: Where the analysis is watched.
        problem: Why it failed.
        reason: The same as a stable code.
        reason_arguments: What stands in the reason's sentence, by name.
        fix: What to do about that.
        published: Where its held-out predictions were sent.
        publish_job: Where the publishing is watched.
    """

    id: str
    file_name: str
    size: int
    digest: str
    state: str
    is_own: bool
    created_at: datetime
    summary: DriversSummary | None = None
    version: str | None = None
    job: str | None = None
    problem: str | None = None
    fix: str | None = None
    reason: str | None = None
    reason_arguments: Mapping[str, Any] | None = None
    published: PublishedPredictions | None = None
    publish_job: str | None = None


@reads("AnalysisDetails")
@dataclass(frozen=True)
class AnalysisDetails(Analysis):
    """An analysis with all that is known of it.

    Attributes:
        options: What its owner said about it.
        preview: What it is read as.
        result: Everything that was found.
        files: What can be downloaded.
    """

    options: Mapping[str, Any] | None = None
    preview: TablePreview | None = None
    result: Mapping[str, Any] | None = None
    files: tuple[str, ...] = ()


@reads("CaseAnswer")
@dataclass(frozen=True)
class CaseAnswer:
    """What a row would come to.

    Attributes:
        predicted: The answer.
        low: 80 of 100 such rows lie between this and `high`.
        high: The upper end.
        average: Of all rows.
        given: What was said, by column.
        usual: What the other columns are set to.
        moves: By column, how far it moves the answer from the average.
        warnings: What makes the answer doubtful.
        sentence: The answer in words.
    """

    predicted: float
    low: float
    high: float
    average: float
    given: Mapping[str, str]
    usual: Mapping[str, str]
    moves: Mapping[str, float]
    warnings: tuple[str, ...]
    sentence: str
