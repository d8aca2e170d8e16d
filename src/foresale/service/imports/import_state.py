"""What becomes of an uploaded file: looked at, looked at again with other columns, stored, forgotten."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from foresale.data.reading.answers import Questioner
from foresale.error_reasons import Reason
from foresale.errors import ConflictError
from foresale.messages import route
from foresale.service.imports.open_questions import open_questions
from foresale.settings import Settings
from foresale.storage.database.bulk.catalog import read_stored_keys
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.storage.database.tables.operations import JobRow
from foresale.storage.database.tables.trade import ImportRow
from foresale.workflows.importing.decisions import AS_THE_WHOLE_FILE_SAYS, WHOLE_FILE, ask_about_the_rest
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.importing.plausible_rows import of_plausible_days
from foresale.workflows.importing.questions import describe_questions
from foresale.workflows.importing.read_import import ReadImport, of_stores
from foresale.workflows.importing.stored_keys import NOTHING_STORED, StoredKeys

PREVIEWED, COMMITTED, DONE, FAILED = "previewed", "committed", "done", "failed"
UNDOING, UNDONE = "undoing", "undone"


@dataclass(frozen=True)
class ImportLimits:
    """Which rows of a file may be stored.

    Attributes:
        codes: Stores that may be added to; None for all, new ones among them.
        plausible: Days that sales may have.
        stored: Products and stores that are stored, so that a file's other spellings of them are known.
    """

    codes: frozenset[str] | None
    plausible: PlausibleDays
    stored: StoredKeys = NOTHING_STORED

    @classmethod
    def of(
        cls, session: Session, settings: Settings, options: ImportOptions, store_ids: Collection[int] | None
    ) -> ImportLimits:
        """What holds for a caller now.

        Args:
            session: Sees what is stored.
            settings: Say which days are plausible.
            options: Say whether old sales are meant.
            store_ids: Stores that the caller is limited to; None where it isn't.
        """
        stored = read_stored_keys(session.connection(), store_ids)
        codes = None if store_ids is None else frozenset(stored.stores)
        stored_from = DatabaseSales(session.connection()).first_day()
        days = PlausibleDays(settings.first_sale_day, stored_from, settings.max_years_back, options.any_age)
        return cls(codes, days, stored)

    def apply(self, read: ReadImport) -> ReadImport:
        """The file with the rows set aside that may not be stored."""
        return of_plausible_days(of_stores(read, self.codes), self.plausible)


def state_of(row: ImportRow, job: JobRow | None) -> str:
    """How far an import is: one whose job failed or was cancelled may be tried again."""
    if job is not None and job.state in ("failed", "cancelled"):
        return {COMMITTED: FAILED, UNDOING: DONE}.get(row.state, row.state)
    return row.state


def refuse_unready(row: ImportRow, state: str) -> None:
    """Stop a commit that nothing good can come of.

    Raises:
        ConflictError: It was committed before, or its preview leaves something open.
    """
    if state == DONE:
        raise ConflictError(
            "This file was imported before.",
            fix="There is nothing to do; its result is at the same address.",
            reason=Reason("imported_before"),
        )
    if state == UNDONE:
        raise ConflictError(
            "This import was undone.",
            fix="Upload the file again to store it anew.",
            reason=Reason("import_undone"),
        )
    if state in (COMMITTED, UNDOING):
        watch = route("show_job", job_id=row.job_id)
        raise ConflictError(
            "This import is under way.", fix=f"Watch its job: {watch}.", reason=Reason("import_under_way")
        )
    shown = row.preview
    if shown.get("is_ready"):
        return
    change = f"Say it by {route('change_import', import_id=row.id)}"
    if "problem" in shown:
        raise ConflictError(
            f"The file can't be imported: {shown['problem']}", fix=f"{shown['fix']} {change}."
        )
    if shown["missing"]:
        raise ConflictError(
            f"No column was found for {', '.join(shown['missing'])}.", fix=f"{change}, in `columns`."
        )
    if shown["questions"]:
        raise open_questions(route("change_import", import_id=row.id), shown["questions"])
    raise ConflictError("No row of the file can be used.", fix="See the preview's rejects.")


def refuse_open(row: ImportRow, read: ReadImport, asked: Questioner) -> None:
    """Stop storing a file whose rows beyond its preview, or what was stored since, leave something open.

    So is a file of which the preview saw a sample, where the whole of it is read otherwise.

    Args:
        row: The import, with its preview and options.
        read: The whole file.
        asked: Was asked while it was read.

    Raises:
        ConflictError: With the questions and their answers.
        OptionError: An answer was given to nothing that either asks.
    """
    shown = row.preview
    if not shown.get("is_whole", True):
        other = ask_about_the_rest(shown.get("decisions", {}), read.decisions, read.notes)
        if other is not None:
            asked(other)
        sampled = [*shown.get("questions", ()), *shown.get("answered", ())]
        known = (one.get(part) for one in sampled for part in ("name", "answer"))
        asked.refuse_unfitting(others=(WHOLE_FILE, AS_THE_WHOLE_FILE_SAYS, *(one for one in known if one)))
    if asked.open:
        told = describe_questions(asked.open, ())["questions"]
        raise open_questions(route("change_import", import_id=row.id), told)


def first_imports(session: Session, digests: Collection[str], wanted: ColumnElement[bool]) -> dict[str, str]:
    """The id of the import that first brought in each file, by digest, where there is one.

    Args:
        session: Reads them.
        digests: Of the files.
        wanted: Which imports count.
    """
    newest_first = (
        select(ImportRow.digest, ImportRow.id)
        .where(ImportRow.digest.in_(digests), ImportRow.state == DONE, wanted)
        .order_by(ImportRow.created_at.desc())
    )
    return {row.digest: row.id for row in session.execute(newest_first)}


def forget(session: Session, import_ids: Collection[str]) -> None:
    """Take imports off the record whose files were cleared away; what was imported stays on it."""
    if import_ids:
        session.execute(
            delete(ImportRow).where(ImportRow.id.in_(import_ids), ImportRow.state.in_((PREVIEWED, FAILED)))
        )


def mark(session: Session, import_id: str, **values: Any) -> None:
    """Write down how far an import is."""
    session.execute(update(ImportRow).where(ImportRow.id == import_id).values(**values))
