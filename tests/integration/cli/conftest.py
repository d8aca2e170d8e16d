"""A small simulated chain, and the command line run on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foresale.cli.app import app

QUICK = ("--models", "seasonal_naive,moving_average", "--folds", "2", "--horizon", "7")


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


def _run(*words: object) -> Ended:
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs `foresale` with these words in this process; a fault shows its trace."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORESALE_DEBUG", "1")
        yield _run


@pytest.fixture(scope="session")
def told_fields(repository: Path) -> Callable[[str], set[str]]:
    """The fields of a command's JSON that docs/cli.md tells."""
    page = (repository / "docs" / "cli.md").read_text(encoding="utf-8")

    def fields(command: str) -> set[str]:
        (row,) = re.findall(rf"^\| `{command}` \| (.+) \|$", page, re.MULTILINE)
        return set(re.findall(r"`(\w+)`", row))

    return fields


@pytest.fixture(scope="session")
def quick() -> tuple[str, ...]:
    """Options that make a forecast take a second."""
    return QUICK


@pytest.fixture(scope="session")
def chain(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a simulated chain: two stores, three products, 210 days."""
    folder = tmp_path_factory.mktemp("chain")
    ended = run(
        "simulate", "--stores", 2, "--products", 3, "--days", 210, "--seed", 4, "--out", folder, "--quiet"
    )
    assert ended.code == 0, ended.err
    return folder


@dataclass(frozen=True)
class Made:
    """A forecast made once for all tests that only look at it."""

    folder: Path
    ended: Ended


@pytest.fixture(scope="session")
def made(run: Run, chain: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A forecast of the chain, as people see it."""
    folder = tmp_path_factory.mktemp("forecast")
    ended = run("forecast", chain / "sales.csv", "--future", chain / "future.csv", *QUICK, "--out", folder)
    assert ended.code == 0, ended.err
    return Made(folder, ended)
