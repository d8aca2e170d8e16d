"""A saved folder is read only as it was written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from foresale.errors import SavedModelError
from foresale.forecasting.trained.folder_digests import check_digests, folder_digests


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with a file, and one a floor below."""
    (tmp_path / "trees").mkdir()
    (tmp_path / "model.json").write_bytes(b"{}")
    (tmp_path / "trees" / "a.txt").write_bytes(b"leaf")
    return tmp_path


def test_every_file_is_named_by_its_path_from_the_folder(written: Path) -> None:
    assert folder_digests(written) == {
        "model.json": hashlib.sha256(b"{}").hexdigest(),
        "trees/a.txt": hashlib.sha256(b"leaf").hexdigest(),
    }


def test_an_empty_folder_has_no_digests(tmp_path: Path) -> None:
    assert folder_digests(tmp_path) == {}


def test_a_folder_as_it_was_written_passes_and_files_that_came_later_do_not_matter(written: Path) -> None:
    digests = folder_digests(written)
    (written / "notes.txt").write_text("mine")
    check_digests(written, digests)


def test_a_file_changed_by_one_byte_of_the_same_length_is_refused_by_name(written: Path) -> None:
    digests = folder_digests(written)
    (written / "trees" / "a.txt").write_bytes(b"lead")
    with pytest.raises(SavedModelError, match=r"trees/a\.txt was changed"):
        check_digests(written, digests)


def test_a_missing_file_is_refused_by_name(written: Path) -> None:
    digests = folder_digests(written)
    (written / "model.json").unlink()
    with pytest.raises(SavedModelError, match=r"model\.json is missing") as error:
        check_digests(written, digests)
    assert "Copy the folder again" in error.value.fix


def test_a_folder_in_the_place_of_a_file_counts_as_missing(written: Path) -> None:
    digests = folder_digests(written)
    (written / "model.json").unlink()
    (written / "model.json").mkdir()
    with pytest.raises(SavedModelError, match=r"model\.json is missing"):
        check_digests(written, digests)
