"""Imports a file from the disk straight into the configured database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from foresale.container import Container
from foresale.data.reading.answers import Questioner, say_how
from foresale.data.reading.questions import Ask
from foresale.errors import ColumnsError, UnreadableFileError
from foresale.messages import option, template
from foresale.service.imports.rejects_file import write_rejects
from foresale.settings import DATABASE, Settings
from foresale.storage.database.bulk.catalog import read_stored_keys
from foresale.storage.database.engine.migrate import newest, revision, upgrade
from foresale.storage.database.sales.repository import DatabaseSales
from foresale.workflows.importing.describe_import import describe_result
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.importing.plausible_rows import of_plausible_days
from foresale.workflows.importing.read_import import ReadImport, lines_to_store, read_import
from foresale.workflows.importing.stored_keys import StoredKeys
from foresale.workflows.importing.upload import Upload
from foresale.workflows.ports import ImportCount


def load_stored_keys(settings: Settings, *, to_store: bool) -> StoredKeys:
    """Products and stores of the configured database; none where it isn't there yet.

    Args:
        settings: Which database.
        to_store: Whether sales are to be stored: then it is brought up to date first.
    """
    if settings.database_url is None and not (settings.home / DATABASE).exists():
        return StoredKeys()
    container = Container(settings)
    try:
        if to_store:
            upgrade(container.engine)
        elif revision(container.engine) != newest():
            return StoredKeys()
        with container.engine.connect().execution_options(writes=False) as connection:
            return read_stored_keys(connection)
    finally:
        container.close()


def read_here(
    file: Path,
    options: ImportOptions,
    stored: StoredKeys,
    rejects: Path | None = None,
    ask: Ask | None = None,
) -> ReadImport:
    """Read a file, and list the rows that are set aside.

    Args:
        file: The file.
        options: What the caller knows better.
        stored: Products and stores that are stored.
        rejects: Where to list them; nowhere if it's None.
        ask: Asked what the file leaves open, where somebody is there.

    Raises:
        UnreadableFileError: The file isn't there or can't be read.
        OptionError: An answer was given to nothing that is asked.
    """
    if not file.is_file():
        raise UnreadableFileError(f"{file} is no file.", fix="Check the path.")
    asked, today = Questioner(options.answers, ask), datetime.now(UTC).date()
    read = read_import(Upload(file, file.name), options, today=today, stored=stored, asked=asked)
    asked.refuse_unfitting()
    if rejects is not None:
        write_rejects(read.rejects, rejects)
    return read


def store_here(read: ReadImport, options: ImportOptions, settings: Settings) -> dict[str, Any]:
    """Store what was read in one transaction, in a database brought up to date first.

    Args:
        read: The file as read.
        options: What it was read with.
        settings: Which database.

    Raises:
        ColumnsError: A field has no column, or a question is open.
    """
    if read.missing:
        raise ColumnsError(
            f"No column was found for {', '.join(read.missing)}.",
            fix=f"Name it, such as {option('columns.' + read.missing[0], read.present[0])}.",
        )
    if read.questions:
        texts = " ".join(template(question.whole_text) for question in read.questions)
        ways = " ".join(
            f"{say_how(question)} {template(question.fix)}".strip() for question in read.questions
        )
        raise ColumnsError(texts, fix=ways)
    container = Container(settings)
    try:
        upgrade(container.engine)
        sales_repository = DatabaseSales(container.engine, time_zone=settings.time_zone)
        days = PlausibleDays(
            settings.first_sale_day, sales_repository.first_day(), settings.max_years_back, options.any_age
        )
        read = of_plausible_days(read, days)
        if not read.frame.height:
            return describe_result(read, ImportCount(new=0))
        return describe_result(read, sales_repository.add(lines_to_store(read, options.time_zone)))
    finally:
        container.close()
