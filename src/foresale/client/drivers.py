"""What drives the totals of a table: uploaded to a server, analysed there, asked what-ifs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from foresale.client.answers import read, reads
from foresale.client.connection import Connection
from foresale.client.import_records import ImportNote, ImportQuestion
from foresale.client.jobs import Jobs
from foresale.client.refused import ServerError
from foresale.client.sent import SentFile
from foresale.errors import UnreadableFileError
from foresale.progress import Progress, Silent

_UPLOAD_SECONDS = 600.0
_MARKS = {"html": "<!doctype html>", "json": "{", "csv": ""}


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


class Drivers:
    """Tables that were brought to a server to find out what drives their totals."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._jobs = connection, Jobs(connection)

    def upload(
        self, path: Path | str, progress: Progress | None = None, *, start: bool = True, **options: Any
    ) -> AnalysisDetails:
        """Upload a table; its analysis begins at once where nothing is open.

        Args:
            path: CSV, XLSX, JSON or Parquet: a row for each customer, store or month.
            progress: Hears how much is sent, in steps of 100 KB.
            start: Whether the analysis begins at once; else `start` begins it.
            options: What you know better than the file, such as `target` and `unit`.

        Raises:
            UnreadableFileError: The file can't be opened.
        """
        place = Path(path)
        try:
            file = place.open("rb")
        except OSError as error:
            raise UnreadableFileError(
                f"{place} can't be opened: {error.strerror or error}.", fix="Check the path."
            ) from None
        with file:
            sent = SentFile(file, progress or Silent())
            fields = {"options": json.dumps(options)} if options else {}
            content = {
                "files": lambda: {"file": (place.name, sent)},
                "data": {**fields, "start": "true" if start else "false"},
                "timeout": _UPLOAD_SECONDS,
            }
            return read(AnalysisDetails, self._connection.post_form("/drivers", content))

    def list(self) -> Iterator[Analysis]:
        """The analyses, newest first, fetched as they are asked for."""
        return (read(Analysis, told) for told in self._connection.pages("/drivers"))

    def get(self, analysis_id: str) -> AnalysisDetails:
        """One analysis, with everything that was found."""
        return read(AnalysisDetails, self._connection.get(f"/drivers/{analysis_id}"))

    def describe(self, analysis_id: str, **options: Any) -> AnalysisDetails:
        """Say what is explained and how, and see the table anew; this replaces what was said before."""
        return read(AnalysisDetails, self._connection.put(f"/drivers/{analysis_id}", options))

    def start(self, analysis_id: str) -> AnalysisDetails:
        """Let a job find the drivers."""
        return read(AnalysisDetails, self._connection.post(f"/drivers/{analysis_id}/start"))

    def wait(self, analysis_id: str, progress: Progress | None = None) -> AnalysisDetails:
        """Wait until an analysis is done, and answer it.

        Args:
            analysis_id: Which.
            progress: Hears how far it is.

        Raises:
            JobFailedError: It failed.
            ServerError: It wasn't started.
        """
        return self._after(self.get(analysis_id).job, analysis_id, progress)

    def predict(self, analysis_id: str, values: Mapping[str, Any] | None = None, **named: Any) -> CaseAnswer:
        """What one more row would come to; columns that aren't said are set to what is usual.

        Args:
            analysis_id: Whose model answers.
            values: By column, for names with blanks.
            named: The same by name: `age=40`.
        """
        asked = {"values": {**(values or {}), **named}}
        return read(CaseAnswer, self._connection.ask(f"/drivers/{analysis_id}/predict", asked))

    def publish(self, analysis_id: str, progress: Progress | None = None) -> PublishedPredictions:
        """Send every held-out prediction to the topic sales_predictions, and wait until they are there.

        Args:
            analysis_id: Whose.
            progress: Hears how far it is.
        """
        asked = read(AnalysisDetails, self._connection.post(f"/drivers/{analysis_id}/publish"))
        published = self._after(asked.publish_job, analysis_id, progress).published
        if published is None:
            raise ServerError("The publishing ended without a result.", fix="Look at the server's log.")
        return published

    def download(self, analysis_id: str, name: str, to: Path | str) -> Path:
        """Write one of an analysis' files, such as report.html or held_out.csv.

        Args:
            analysis_id: Which.
            name: One of its `files`.
            to: The file to write; another one in the way stays.
        """
        mark = _MARKS.get(name.rpartition(".")[2], "")
        return self._connection.download(f"/drivers/{analysis_id}/files/{name}", Path(to), mark)

    def delete(self, analysis_id: str) -> None:
        """Delete a table, what was found and its model."""
        self._connection.delete(f"/drivers/{analysis_id}")

    def _after(self, job: str | None, analysis_id: str, progress: Progress | None) -> AnalysisDetails:
        if job is None:
            raise ServerError(f"Analysis {analysis_id} wasn't started.", fix="Start it first.")
        self._jobs.wait(job.rpartition("/")[2], progress)
        return self.get(analysis_id)
