"""Only what Foresale wrote, and nobody changed, is removed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from foresale.writing.atomic_folder import whole_folder
from foresale.writing.removal import remove_written


@pytest.fixture
def written(tmp_path):
    """A folder into which two files were written, one in a folder below."""
    place = tmp_path / "out"
    with whole_folder(place) as draft:
        (draft / "sales.csv").write_text("a")
        (draft / "model").mkdir()
        (draft / "model" / "model.json").write_text("{}")
    return place


def test_a_folder_of_ours_goes_as_a_whole(written):
    assert remove_written(written) == []
    assert not written.exists()


def test_a_file_of_the_user_stays(written):
    own = written / "model" / "own.pkl"
    own.write_text("mine")
    assert remove_written(written) == [own]
    assert own.read_text() == "mine"
    assert not (written / "sales.csv").exists()


def test_a_file_that_was_changed_stays(written):
    (written / "sales.csv").write_text("corrected by hand")
    assert remove_written(written) == [written / "sales.csv"]


def test_a_folder_without_a_manifest_stays(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    assert remove_written(tmp_path / "out") == [tmp_path / "out" / "thesis.txt"]


def test_a_manifest_that_points_elsewhere_removes_nothing_there(written, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a")
    manifest = written / ".foresale-files.json"
    manifest.write_text(manifest.read_text().replace('"sales.csv"', '"../other.csv"'))
    remove_written(written)
    assert other.read_text() == "a"


def test_a_link_to_a_folder_is_left_with_what_it_points_to(written, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(written)
    assert remove_written(link) == [link]
    assert (written / "sales.csv").exists()


def test_as_a_command_it_says_what_stays(written):
    (written / "own.txt").write_text("mine")
    command = [sys.executable, "-m", "foresale.writing.removal", str(written), str(written / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == (
        f"{written / 'own.txt'} stays: Foresale didn't write it there, or it was changed since.\n"
    )
