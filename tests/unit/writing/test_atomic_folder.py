"""A folder that is written whole or not at all, over nothing but our own files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from foresale.errors import OptionError
from foresale.writing.atomic_folder import whole_folder
from foresale.writing.manifest import MANIFEST, check_folder

NAMES = ("model", "report.html")


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder by its path in it, our manifest apart."""
    return {
        str(p.relative_to(folder)): p.read_text()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != MANIFEST
    }


def write(draft: Path, text: str = "new") -> None:
    (draft / "model").mkdir()
    (draft / "model" / "learned.json").write_text(text)
    (draft / "report.html").write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Last week's result, and a file of the user's."""
    place = tmp_path / "forecast"
    with whole_folder(place) as draft:
        write(draft, "old")
        (draft / "model" / "extra.json").write_text("old")
    (place / "notes.txt").write_text("the user's")
    return place


def refused(folder: Path, *named: str) -> None:
    """Both before the work and at its end it is refused, with both names, and nothing changes."""
    before = {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}
    kept = contents(folder)
    with pytest.raises(OptionError) as early:
        check_folder(folder, NAMES)
    with pytest.raises(OptionError) as late, whole_folder(folder) as draft:
        write(draft)
    for caught in (early, late):
        assert all(name in caught.value.problem for name in (str(folder), *named))
        assert "out=" in caught.value.fix
    assert contents(folder) == kept
    assert {path: path.lstat().st_mtime_ns for path in folder.rglob("*")} == before


def test_what_was_written_replaces_what_was_there_and_leaves_the_rest(folder):
    check_folder(folder, NAMES)
    with whole_folder(folder) as draft:
        write(draft)
    assert contents(folder) == {
        "model/learned.json": "new",
        "report.html": "new",
        "notes.txt": "the user's",
    }


def test_a_file_added_to_our_model_stays_and_is_named(folder):
    (folder / "model" / "my_other_model.pkl").write_text("mine")
    refused(folder, "model/my_other_model.pkl")


def test_a_file_changed_after_we_wrote_it_stays(folder):
    (folder / "report.html").write_text("old, with a remark")
    refused(folder, "report.html", "was changed")


def test_a_write_protected_file_stays(folder):
    (folder / "report.html").chmod(0o444)
    refused(folder, "report.html", "write-protected")


def test_an_empty_folder_of_the_users_inside_ours_stays(folder):
    (folder / "model" / "mine").mkdir()
    refused(folder, "model/mine")


def test_a_foreign_file_of_our_name_in_a_new_folder_stays(tmp_path):
    (tmp_path / "report.html").write_text("mine")
    refused(tmp_path, "report.html")


@pytest.mark.parametrize("name", ["report.html", "model"])
def test_a_link_in_the_way_stays_and_so_does_what_it_points_at(folder, tmp_path, name):
    target = tmp_path / "elsewhere"
    (folder / name).rename(target)
    (folder / name).symlink_to(target)
    refused(folder, name, "is a link")
    assert target.exists()
    (folder / name).unlink()
    (folder / name).symlink_to(tmp_path / "nowhere")
    refused(folder, name, "is a link")


def test_a_link_to_a_folder_is_written_through(folder, tmp_path):
    (tmp_path / "latest").symlink_to(folder)
    with whole_folder(tmp_path / "latest") as draft:
        write(draft)
    assert (tmp_path / "latest").is_symlink()
    assert (folder / "report.html").read_text() == "new"


def test_a_second_name_of_a_file_keeps_the_old_content(folder, tmp_path):
    os.link(folder / "report.html", tmp_path / "kept.html")
    with whole_folder(folder) as draft:
        write(draft)
    assert (tmp_path / "kept.html").read_text() == "old"


def test_the_current_folder_keeps_everything_of_the_users(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sales.csv").write_text("mine")
    for _ in range(2):
        check_folder(Path(), NAMES)
        with whole_folder(Path()) as draft:
            write(draft)
    assert contents(tmp_path) == {
        "model/learned.json": "new", "report.html": "new", "sales.csv": "mine",
    }  # fmt: skip


def test_two_kinds_of_results_share_a_folder(folder):
    with whole_folder(folder) as draft:
        (draft / "profile.html").write_text("new")
    with whole_folder(folder) as draft:
        write(draft)
    with whole_folder(folder) as draft:
        (draft / "profile.html").write_text("newer")
    assert contents(folder)["profile.html"] == "newer"
    assert contents(folder)["report.html"] == "new"


@pytest.mark.parametrize("text", ["", "[]", '{"files": 3}', '{"files": {}}', "mine"])
def test_a_manifest_that_is_not_ours_stays(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text)
    refused(tmp_path, MANIFEST)
    assert (tmp_path / MANIFEST).read_text() == text


def as_older_version(folder: Path) -> Path:
    """The folder as a version wrote it that had no manifests."""
    (folder / MANIFEST).unlink()
    about = {"files": {"learned.json": "…", "extra.json": "…"}}
    (folder / "model" / "forecaster.json").write_text(json.dumps(about))
    return folder


def test_a_whole_result_of_an_older_version_is_ours(folder):
    with whole_folder(as_older_version(folder)) as draft:
        write(draft)
    assert contents(folder)["model/learned.json"] == "new"
    assert (folder / MANIFEST).exists()


def test_a_foreign_file_in_an_older_versions_model_stays(folder):
    (as_older_version(folder) / "model" / "mine.pkl").write_text("mine")
    refused(folder, "model/mine.pkl")


def test_half_of_an_older_versions_names_are_not_ours(folder):
    (as_older_version(folder) / "report.html").unlink()
    refused(folder, "model")


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
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == [MANIFEST]


def test_a_folder_that_isnt_there_is_made(tmp_path):
    check_folder(tmp_path / "a" / "b", NAMES)
    with whole_folder(tmp_path / "a" / "b") as draft:
        write(draft)
    assert (tmp_path / "a" / "b" / "report.html").read_text() == "new"


def test_a_place_that_cant_be_a_folder_is_told_with_the_option(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OptionError, match="out="):
        check_folder(tmp_path / "out", NAMES)
    with pytest.raises(OptionError, match="out="), whole_folder(tmp_path / "out"):
        pytest.fail("nothing may be written")


def test_what_an_earlier_run_wrote_and_this_one_does_not_goes(folder):
    with whole_folder(folder, obsolete=("model", "never_there")) as draft:
        (draft / "report.html").write_text("new")
    assert contents(folder) == {"notes.txt": "the user's", "report.html": "new"}


def test_what_would_go_but_is_not_ours_stays(folder):
    (folder / "parts").mkdir()
    (folder / "parts" / "mine.parquet").write_text("mine")
    with pytest.raises(OptionError, match="parts"), whole_folder(folder, obsolete=("parts",)) as draft:
        write(draft)
    assert contents(folder)["parts/mine.parquet"] == "mine"
    assert contents(folder)["report.html"] == "old"


def test_what_would_go_stays_when_the_writing_fails(folder):
    before = contents(folder)
    (folder / "table").mkdir()
    with (
        pytest.raises(OptionError, match="table"),
        whole_folder(folder, obsolete=("model",)) as draft,
    ):
        (draft / "table").write_text("new")
    assert contents(folder) == before
