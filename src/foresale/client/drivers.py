"""What drives the totals of a table: uploaded to a server, analysed there, asked what-ifs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from foresale.client.answers import read
from foresale.client.connection import Connection
from foresale.client.driver_records import Analysis, AnalysisDetails, CaseAnswer, PublishedPredictions
from foresale.client.http_errors import ServerError
from foresale.client.jobs import Jobs
from foresale.client.upload import send_file
from foresale.progress import Progress

_MARKS = {"html": "<!doctype html>", "json": "{", "csv": ""}


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
        fields = {"options": json.dumps(options)} if options else {}
        data = {**fields, "start": "true" if start else "false"}
        return read(AnalysisDetails, send_file(self._connection, "/drivers", Path(path), data, progress))

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
