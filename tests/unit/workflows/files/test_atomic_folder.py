"""A folder that is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresale.errors import OptionError
from foresale.workflows.files.atomic_folder import whole_folder


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder by its path in it, hidden ones too."""
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Last week's result, and a file of the user's."""
    place = tmp_path / "forecast"
    (place / "model").mkdir(parents=True)
    (place / "report.html").write_text("old")
    (place / "model" / "learned.json").write_text("old")
    (place / "model" / "extra.json").write_text("old")
    (place / "notes.txt").write_text("the user's")
    return place


def write(draft: Path) -> None:
    (draft / "model").mkdir()
    (draft / "model" / "learned.json").write_text("new")
    (draft / "report.html").write_text("new")


def test_what_was_written_replaces_what_was_there_and_leaves_the_rest(folder):
    with whole_folder(folder) as draft:
        write(draft)
    assert contents(folder) == {
        "model/learned.json": "new",
        "report.html": "new",
        "notes.txt": "the user's",
    }


@pytest.mark.parametrize("end", [KeyboardInterrupt, ValueError])
def test_an_end_in_between_leaves_the_folder_as_it_was(folder, end):
    before = contents(folder)

    def interrupted() -> None:
        with whole_folder(folder) as draft:
            write(draft)
            raise end

    with pytest.raises(end):
        interrupted()
    assert contents(folder) == before
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_a_folder_that_isnt_there_is_made(tmp_path):
    with whole_folder(tmp_path / "a" / "b") as draft:
        write(draft)
    assert (tmp_path / "a" / "b" / "report.html").read_text() == "new"


def test_a_place_that_cant_be_a_folder_is_told_with_the_option(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OptionError, match="--out"), whole_folder(tmp_path / "out"):
        pytest.fail("nothing may be written")


def test_what_an_earlier_run_wrote_and_this_one_does_not_goes(folder):
    with whole_folder(folder, obsolete=("model", "never_there")) as draft:
        (draft / "report.html").write_text("new")
    assert contents(folder) == {"notes.txt": "the user's", "report.html": "new"}


def test_what_would_go_stays_when_the_writing_fails(folder):
    before = contents(folder)
    (folder / "table").mkdir()
    with (
        pytest.raises(OptionError, match="table is a folder"),
        whole_folder(folder, obsolete=("model",)) as draft,
    ):
        (draft / "table").write_text("new")
    assert contents(folder) == before
