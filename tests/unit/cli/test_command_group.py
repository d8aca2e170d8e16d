"""Help of every command and group shows switches as switches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from foresale.cli.app import app


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*path, name))


EVERYTHING = sorted(walk(get_command(app)))


def test_groups_and_their_commands_are_walked() -> None:
    assert {(), ("forecast",), ("db", "upgrade"), ("remote", "segments", "add")} <= set(EVERYTHING)


@pytest.mark.parametrize("path", EVERYTHING, ids=" ".join)
def test_no_switch_is_shown_with_a_type(path: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*path, "--help"])
    assert told.exit_code == 0, told.output
    assert "--help" in told.output
    assert "<bool>" not in told.output
