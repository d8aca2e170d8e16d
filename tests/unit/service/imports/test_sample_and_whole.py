"""A look at a sample of a large file is held against the whole before anything is stored."""

from __future__ import annotations

import datetime

import pytest

from foresale.data.reading.answers import Questioner
from foresale.errors import ConflictError
from foresale.service.imports import preview as looking
from foresale.service.imports.import_state import ImportLimits, refuse_open
from foresale.service.imports.preview import PreviewQuestion, look_at
from foresale.storage.database.tables.trade import ImportRow
from foresale.workflows.importing.decisions import AS_THE_WHOLE_FILE_SAYS
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.plausible_days import PlausibleDays
from foresale.workflows.importing.read_import import read_import
from foresale.workflows.importing.upload import Upload

HEAD = "timestamp,sku,units,status\n"
LONG_AGO = datetime.date(2000, 1, 1)


def rows(first, count, status="completed"):
    start = datetime.date(2020, 1, 1)
    return "".join(
        f"{start + datetime.timedelta((first + n) // 4)} 10:{n % 60:02d},A{n % 4},{n % 9 + 1},{status}\n"
        for n in range(count)
    )


@pytest.fixture
def import_of(tmp_path, monkeypatch):
    """An import as its preview of a sample left it, and its file read whole."""
    monkeypatch.setattr(looking, "_MAX_SAMPLE_BYTES", 12_000)

    def make(text, *answers):
        path = tmp_path / "0a1b.csv"
        path.write_text(HEAD + text)
        upload, options = Upload(path, "large.csv"), ImportOptions(answers=answers)
        limits = ImportLimits(None, PlausibleDays(LONG_AGO, None, 50, any_age=True))
        seen = look_at(PreviewQuestion.of(upload, options, limits, tmp_path / "rejects.csv", is_new=False))
        row, asked = ImportRow(id="0a1b", preview=seen, options=options.as_json()), Questioner(answers)
        return row, read_import(upload, options, today=datetime.date(2026, 1, 1), asked=asked), asked

    return make


def test_statuses_in_the_middle_of_a_large_file_are_in_its_preview(import_of):
    row, whole, asked = import_of(rows(0, 2_000) + rows(2_000, 1_000, "cancelled") + rows(3_000, 2_000))
    assert (row.preview["is_whole"], row.preview["is_ready"]) == (False, True)
    assert any("cancelled" in note["text"] for note in row.preview["notes"])
    refuse_open(row, whole, asked)


def test_a_file_that_is_read_otherwise_as_a_whole_isnt_stored_until_its_owner_agrees(import_of):
    text = rows(0, 1_300) + rows(1_300, 20, "cancelled") + rows(1_320, 3_000)
    row, whole, asked = import_of(text)
    assert not any("cancelled" in note["text"] for note in row.preview["notes"])
    with pytest.raises(ConflictError, match="20 rows are no sales by status") as refused:
        refuse_open(row, whole, asked)
    assert AS_THE_WHOLE_FILE_SAYS in refused.value.fix
    refuse_open(*import_of(text, AS_THE_WHOLE_FILE_SAYS))
