"""A single file that replaces only its own kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresale.errors import OptionError
from foresale.writing.atomic_file import whole_file


def write(path: Path, text: str = "mark, new") -> None:
    with whole_file(path, "mark", "a thing") as draft:
        draft.write_text(text)


def test_a_new_file_is_written_and_one_of_its_kind_replaced(tmp_path):
    write(tmp_path / "a.txt", "mark, old")
    write(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "mark, new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_an_empty_file_is_filled(tmp_path):
    (tmp_path / "a.txt").touch()
    write(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "mark, new"


def test_a_foreign_file_stays_and_is_named(tmp_path):
    (tmp_path / "a.txt").write_text("mine")
    with pytest.raises(OptionError, match=r"a\.txt is there, and isn't a thing"):
        write(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "mine"


def test_a_foreign_file_behind_a_link_stays_and_an_own_one_is_written(tmp_path):
    (tmp_path / "target").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(OptionError):
        write(tmp_path / "link")
    assert (tmp_path / "target").read_text() == "mine"
    (tmp_path / "target").write_text("mark, old")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "mark, new"


def test_an_interruption_leaves_the_old_file(tmp_path):
    write(tmp_path / "a.txt", "mark, old")

    def interrupted() -> None:
        with whole_file(tmp_path / "a.txt", "mark", "a thing") as draft:
            draft.write_text("mark, ha")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (tmp_path / "a.txt").read_text() == "mark, old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("name", [".", "missing/a.txt"])
def test_a_place_that_cant_be_written_is_an_error_with_its_name(tmp_path, name):
    with pytest.raises(OptionError):
        write(tmp_path / name)
