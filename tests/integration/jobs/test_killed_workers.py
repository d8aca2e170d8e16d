"""The real import, on each database, and the real training, with their worker killed in the middle."""

from __future__ import annotations

import os
import signal
import time
import uuid
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from foresale.service.imports.folder import UploadFolder, digest_of
from foresale.service.imports.import_state import COMMITTED, DONE
from foresale.service.jobs.job_types import JobContext, find_handler
from foresale.simulation.chain import simulate_chain
from foresale.simulation.options import ChainOptions
from foresale.storage.database.tables.operations import PromotionRow
from foresale.storage.database.tables.outlook import ForecastRunRow
from foresale.storage.database.tables.trade import ImportRow, SaleRow
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.ports import Scope

STORE = Scope("daily", "store=Store 01")
SALES = select(func.count()).select_from(SaleRow)
STAYS = """CREATE TRIGGER stays AFTER UPDATE OF state ON imports BEGIN
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 300000000)
    SELECT count(*) FROM numbers;
END"""
"""Makes an import's last step on SQLite take about a minute, its sales added and not yet committed."""


@pytest.fixture(scope="module")
def chain_csv():
    """A chain's sales as a file that takes a while to store, and how many rows it has."""
    sales = simulate_chain(ChainOptions(10, 15, 365, seed=5)).sales
    return sales.select("date", "store", "product", "units", "price").write_csv().encode(), sales.height


@pytest.fixture
def uploaded(container, book, chain_csv):
    """An import that was previewed and committed; the job's id, its own, and its rows."""
    content, rows = chain_csv
    import_id, folder = str(uuid.uuid4()), UploadFolder(container.settings.home)
    folder.incoming(import_id).write_bytes(content)
    file = folder.accept(import_id, "chain.csv")
    options = ImportOptions()
    with Session(container.engine) as session, session.begin():
        session.add(
            ImportRow(
                id=import_id, file_name=file.name, digest=digest_of(file.path), size=1, state=COMMITTED,
                options=options.as_json(), preview={},
            )
        )  # fmt: skip
    job_id = book.submit("import_sales", "sales", {"import_id": import_id, "store_ids": None})
    return job_id, import_id, rows


@contextmanager
def amid_storing(container, book, job_id, import_id, until):
    """Waits until the import has added sales and not yet committed them: it stays there."""
    if container.engine.dialect.name == "sqlite":
        address = container.settings.database_address
        with container.engine.begin() as connection:
            connection.exec_driver_sql(STAYS)
        until(lambda: all(is_written_to(address, after=0.02) for _ in range(5)), 60)  # not by a sign of life
        yield
        with container.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER stays")
        return
    with Session(container.engine) as session:
        session.get(ImportRow, import_id, with_for_update=True)  # which the import marks as its last step
        until(lambda: (book.get(job_id).stage, book.get(job_id).progress) == ("Storing", 1), 60)
        yield
        session.rollback()


def is_written_to(address, after):
    """Whether somebody is in a transaction that writes to an SQLite file, after so many seconds."""
    time.sleep(after)
    engine = create_engine(address, connect_args={"timeout": 0})
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        return "locked" in str(error)
    finally:
        engine.dispose()
    return False


def counted(container, query):
    with Session(container.engine) as session:
        return session.scalar(query)


def kill_worker_of(job, supervisor):
    number = job.worker.rpartition("-")[2]
    os.kill(supervisor.pids()[f"job worker {number}"], signal.SIGKILL)


def test_an_import_is_done_once_whenever_its_worker_dies(container, book, uploaded, processes, until):
    told, (job_id, import_id, rows) = [], uploaded
    with processes(2, told) as supervisor:
        until(lambda: book.get(job_id).state == "running", 60)
        with amid_storing(container, book, job_id, import_id, until):
            kill_worker_of(book.get(job_id), supervisor)
            assert counted(container, SALES) == 0
        until(lambda: book.get(job_id).state == "succeeded", 90)
    assert (book.get(job_id).attempts, book.get(job_id).result["new"]) == (2, rows)
    assert counted(container, SALES) == rows
    with Session(container.engine) as session:
        assert session.get(ImportRow, import_id).state == DONE
    assert len([text for text in told if "killed by SIGKILL" in text]) == 1


@pytest.mark.parametrize("container", ["sqlite"], indirect=True)
def test_a_training_is_done_once_whenever_its_worker_dies(container, book, uploaded, processes, until):
    find_handler("import_sales")(container, book.get(uploaded[0]).arguments, JobContext(uploaded[0]))
    book.cancel(uploaded[0])
    quick = {"scope": str(STORE), "models": ["seasonal_naive", "lightgbm"], "folds": 3, "horizon": 7}
    training = book.submit("train", str(STORE), quick)
    with processes(2, []) as supervisor:
        until(lambda: book.get(training).stage == "Testing models on the past", 60)
        kill_worker_of(book.get(training), supervisor)
        until(lambda: book.get(training).state == "succeeded", 90)
    assert book.get(training).attempts == 2
    assert [version.number for version in container.registry.versions(STORE)] == [1]
    kept = [
        counted(container, select(func.count()).select_from(row)) for row in (ForecastRunRow, PromotionRow)
    ]
    assert kept == [1, 1]
