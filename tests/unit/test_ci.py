"""Continuous integration: the tests run on every Python that the package names."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEWER_PYTHON = ROOT / ".ci" / "newer_python.sh"


def test_the_workflow_tests_every_python_that_the_package_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    matrix = re.search(r"python: \[(.*)\]", workflow)
    assert matrix is not None
    assert re.findall(r"[\d.]+", matrix[1]) == named
    assert f"minor in {' '.join(sorted((name[2:] for name in named[1:]), reverse=True))};" in (
        NEWER_PYTHON.read_text(encoding="utf-8")
    )


def test_tests_of_dates_run_on_a_newer_python_beside_the_checks() -> None:
    assert "begin_beside newer_python\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    paths = re.findall(r"tests/unit/\S+", NEWER_PYTHON.read_text(encoding="utf-8"))
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_a_machine_without_a_newer_python_says_that_it_is_skipped(tmp_path: Path) -> None:
    for name in ("bash", "dirname"):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / name).symlink_to(found)
    done = subprocess.run(
        ["bash", NEWER_PYTHON],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert re.match(r"SKIPPED: no Python 3\.12 or 3\.13 was found|Every test runs on Python 3", done.stdout)
