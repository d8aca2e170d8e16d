"""Messages name options and routes as data: nothing below the faces spells them, every face can."""

from __future__ import annotations

import ast
import copy
import functools
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from foresale.cli.app import app as command_line
from foresale.cli.options.spelling import spell_option
from foresale.errors import ColumnsError
from foresale.messages import Message, as_message, option, options_in, route, spell_for_json, template
from foresale.notes import Evidence, Note, Reading

SOURCE = Path(__file__).resolve().parents[2] / "src" / "foresale"
FACES = ("cli", "client", "lab", "service/api")
OTHER_PROGRAMS = {
    "messages.py": "shows how the faces spell",
    "forecasting/engines/dask_cluster.py": "Dask's own command",
    "storage/registry/mlflow_pages.py": "MLflow's own command",
    "service/processes/parts.py": "starts our own processes",
    "service/processes/__main__.py": "reads what starts them",
    "service/processes/demo.py": "is a client of the API",
    "service/processes/start_up.py": "is a client of the API",
}
SPELLED = re.compile(r"(?<![\w-])--[a-z]|/api/")
BELOW = [
    path
    for path in sorted(SOURCE.rglob("*.py"))
    if not str(path.relative_to(SOURCE)).startswith(FACES)
    and str(path.relative_to(SOURCE)) not in OTHER_PROGRAMS
]


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def texts(path: Path) -> Iterator[str]:
    """Every text of a module that isn't a docstring."""
    tree = tree_of(path)
    alone = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def named_by(function: str) -> dict[str, set[str]]:
    """What the source calls `option` or `route` with, where it says so plainly; with the keywords."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(tree_of(path)):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function
            ):
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                found[node.args[0].value] = {str(keyword.arg) for keyword in node.keywords}
    return found


def test_nothing_below_the_faces_spells_an_option_or_an_address() -> None:
    spelled = [(path.name, text) for path in BELOW for text in texts(path) if SPELLED.search(text)]
    assert spelled == []


def test_the_command_line_knows_every_option_that_a_message_names() -> None:
    def flags(command: Any) -> set[str]:
        own = {flag for one in command.params for flag in (*one.opts, *one.secondary_opts)}
        return own.union(*map(flags, getattr(command, "commands", {}).values()))

    known = flags(typer.main.get_command(command_line))
    named = named_by("option")
    assert len(named) > 40
    assert {name: spell_option(name) for name in named if spell_option(name).split()[0] not in known} == {}


def test_the_api_knows_every_route_that_a_message_names(tmp_path: Path) -> None:
    pytest.importorskip("fastapi")
    from pydantic import SecretStr

    from foresale.container import Container
    from foresale.service.api.app import create_app
    from foresale.service.api.kit.spelling import address_of
    from foresale.settings import Settings

    secret = SecretStr("-" * 32)
    app = create_app(
        Container(Settings(home=tmp_path, database_url=SecretStr("sqlite://"), secret_key=secret))
    )
    named = named_by("route")
    assert len(named) > 5
    for name, parts in named.items():
        method, path = address_of(app, name, **dict.fromkeys(parts, "7"))
        assert method.isupper()
        assert path.startswith("/api/")


def test_each_face_spells_an_option_its_own_way() -> None:
    text = f"Name it with {option('target', 'Units sold')}, or say {option('day_first', False)}."
    assert Message(text) == 'Name it with target="Units sold", or say day_first=False.'
    assert Message(text, spell_option) == 'Name it with --target "Units sold", or say --month-first.'
    assert Message(text, spell_for_json) == 'Name it with target="Units sold", or say day_first=false.'


def test_a_message_keeps_its_options_however_it_is_spelled_or_copied() -> None:
    first = Message(f"Say {option('sheet', 'all')}.", spell_option)
    for again in (
        first,
        Message(first),
        as_message(first),
        copy.deepcopy(first),
        pickle.loads(pickle.dumps(first)),  # noqa: S301 - our own
    ):
        assert options_in(again) == ["sheet"]
        assert Message(again, spell_for_json) == 'Say sheet="all".'
    assert Message(f"So: {template(first)}") == 'So: Say sheet="all".'


def test_what_a_file_holds_is_no_option_whatever_it_looks_like() -> None:
    for cell in ("{target}", "--target", "\x02target\x03", "\x02[1]\x03", '\x02["a", x]\x03', "%s"):
        assert Message(f"'{cell}' is odd.") == f"'{cell}' is odd."


def test_errors_and_notes_are_read_in_python_and_spelled_by_the_command_line() -> None:
    error = ColumnsError("No column looks sold.", fix=f"Name one with {option('target')}.")
    assert str(error) == "No column looks sold.\n→ Name one with target=."
    assert error.spell(spell_option)[1] == "Name one with --target."
    evidence = Evidence("seen", (Reading(f"a sale ({option('transaction', 'Nr')})"),))
    note = Note("rule", 1, f"({option('duplicates', 'keep')} counts all)", evidence)
    spelled = note.spell(spell_option)
    assert spelled.text == "(--duplicates keep counts all)"
    assert spelled.evidence is not None
    assert spelled.evidence.readings[0].meaning == "a sale (--transaction Nr)"
    assert note.text == '(duplicates="keep" counts all)'


def test_a_route_is_an_address_for_the_api_alone() -> None:
    assert Message(f"{route('list_jobs')} lists them.") == "the API's list_jobs lists them."
