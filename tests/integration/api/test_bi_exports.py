"""Exports of the views by a schedule: whole files, copies for as long as asked, nothing of others' lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from foresale.container import Container
from foresale.errors import OptionError
from foresale.service.jobs.handlers.export_views import export_views as run_job
from foresale.service.jobs.job_types import JobContext, JobStoppedError
from foresale.storage.database import bi_exports
from foresale.storage.database.bi_exports import ExportOptions

DAY = date(2026, 3, 2)


@pytest.fixture
def container(open_api: Callable[..., Any], tmp_path: Path) -> Container:
    parts: Container = open_api(export_folder=tmp_path / "out").container
    return parts


def names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir() if not place.name.startswith("."))


def export(container: Container, days: int, day: date = DAY) -> list[str]:
    folder = container.settings.export_folder
    assert folder is not None
    options = ExportOptions(("bi_orders",), days)
    bi_exports.export_views(container.engine, folder, options, day, JobContext("1"))
    return names(folder)


def test_a_schedule_says_which_views_and_its_job_writes_them(
    open_api: Callable[..., Any], tmp_path: Path
) -> None:
    api = open_api()
    admin = api.as_role("admin")
    asked = {"name": "Nightly export", "kind": "export_views", "cron": "0 3 * * *"}
    wrong = admin.post("/api/schedules", json=asked | {"arguments": {"views": ["bi_sale"]}})
    assert wrong.status_code == 422
    assert "bi_sales" in wrong.text
    wrong = admin.post("/api/schedules", json=asked | {"arguments": {"copy_days": -1}})
    assert (wrong.status_code, "copy_days" in wrong.text) == (422, True)
    kept = admin.post("/api/schedules", json=asked | {"arguments": {"views": ["bi_sales"], "copy_days": 7}})
    assert kept.status_code == 201, kept.text

    done = run_job(api.container, kept.json()["arguments"], JobContext("1"))

    folder = api.container.settings.home / "exports"
    assert done == {"folder": str(folder), "rows": {"bi_sales": 0}}
    newest, copy = names(folder)[::-1]
    assert (newest, copy.startswith("bi_sales-20")) == ("bi_sales.parquet", True)
    assert pl.read_parquet(folder / newest).height == 0


def test_copies_stay_for_as_long_as_was_asked_and_no_longer(container: Container) -> None:
    for ahead in range(4):
        found = export(container, 2, DAY + timedelta(days=ahead))
    assert found == ["bi_orders-2026-03-04.parquet", "bi_orders-2026-03-05.parquet", "bi_orders.parquet"]
    assert export(container, 0, DAY + timedelta(days=9)) == ["bi_orders.parquet"]


def test_files_of_others_and_copies_that_somebody_changed_stay(container: Container) -> None:
    folder = container.settings.export_folder
    assert folder is not None
    export(container, 1)
    (folder / "bi_orders-2026-03-02.parquet").write_bytes(b"mine now")
    (folder / "bi_sales.parquet").write_bytes(b"somebody's")
    found = export(container, 1, DAY + timedelta(days=5))
    assert "bi_orders-2026-03-02.parquet" in found

    with pytest.raises(OptionError, match=r"bi_sales\.parquet") as refused:
        bi_exports.export_views(container.engine, folder, ExportOptions(("bi_sales",)), DAY, JobContext("1"))
    assert "export_folder" in refused.value.fix
    assert (folder / "bi_sales.parquet").read_bytes() == b"somebody's"


def test_an_export_that_is_stopped_leaves_the_one_before(container: Container) -> None:
    export(container, 0)
    folder = container.settings.export_folder
    assert folder is not None
    before = (folder / "bi_orders.parquet").read_bytes()
    context = JobContext("1")
    context.stop()
    with pytest.raises(JobStoppedError):
        bi_exports.export_views(container.engine, folder, ExportOptions(), DAY, context)
    assert names(folder) == ["bi_orders.parquet"]
    assert (folder / "bi_orders.parquet").read_bytes() == before
    assert not list(folder.glob(".draft-*"))
