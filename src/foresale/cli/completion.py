"""What the shell proposes after an option: models, countries, and the columns of the file that was typed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import typer

MAX_HEADER_BYTES = 65_536
_DELIMITERS = ";\t|,"
_CODE = re.compile(r'"([A-Z]{2})", "[A-Z]{3}"')

Proposal = Callable[[typer.Context, str], list[str]]


def proposal_for(name: str, metavar: str | None) -> Proposal | None:
    """Who proposes values of an option; nobody for most.

    Args:
        name: The option's name in a settings file.
        metavar: What stands for its value in the help.
    """
    if name == "models":
        return propose_models
    if name == "country":
        return propose_countries
    return propose_columns if (metavar or "").startswith("COLUMN") else None


def propose_models(_context: typer.Context, incomplete: str) -> list[str]:
    """Models that are installed; none of them is loaded."""
    return _continue(sorted({point.name for point in entry_points(group="foresale.models")}), incomplete)


def propose_countries(_context: typer.Context, incomplete: str) -> list[str]:
    """Codes of countries whose holidays are known; read as text, as loading them takes a second."""
    spec = find_spec("holidays")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        registry = Path(place) / "registry.py"
        if registry.is_file():
            codes = sorted(set(_CODE.findall(registry.read_text(encoding="utf-8"))))
            return [code for code in codes if code.startswith(incomplete.upper())]
    return []


def propose_columns(context: typer.Context, incomplete: str) -> list[str]:
    """Columns of the first file on the command line, from its first line; those of text files only."""
    for file in (*(context.params.get("files") or ()), *context.args):
        columns = header_of(Path(str(file)))
        if columns:
            return _continue(columns, incomplete)
    return []


def header_of(path: Path) -> list[str]:
    """The names in a text file's first line; none where it can't be read so."""
    try:
        with path.open("rb") as file:
            head = file.read(MAX_HEADER_BYTES)
    except OSError:
        return []
    if b"\0" in head:
        return []
    line = next(iter(head.decode("utf-8-sig", errors="replace").splitlines()), "")
    if line.startswith("{"):
        try:
            return list(json.loads(line))
        except ValueError:
            return []
    delimiter = max(_DELIMITERS, key=line.count)
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]


def _continue(names: Iterable[str], incomplete: str) -> list[str]:
    """Names that go on from what is typed; after a comma the earlier ones stay."""
    before, comma, start = incomplete.rpartition(",")
    used = set(before.split(","))
    return [
        f"{before}{comma}{name}"
        for name in names
        if name.lower().startswith(start.lower()) and name not in used
    ]
