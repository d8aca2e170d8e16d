"""The documentation: its links, its commands and its code."""

from __future__ import annotations

import re
import runpy
import shlex
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(text: str) -> str:
    """A page without its code blocks."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """What a page's headings can be linked by."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code_blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def shell_lines(program: str) -> list[tuple[str, list[str]]]:
    """Every line of the pages that calls `program`, as the page's name and the arguments."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = "".join(code_blocks(text, "console") + code_blocks(text, "bash")).replace("\\\n", " ")
        lines = re.findall(rf"^\$? *{program} (.+)$", blocks, re.MULTILINE)
        lines += re.findall(rf"`{program} ([^`]+)`", prose(text))
        found += [(name_of(page), shlex.split(line, comments=True)) for line in lines]
    return found


def commands() -> dict[str, Any]:
    """The command line's commands, by the words they are called by."""
    from typer.main import get_command

    from foresale.cli.app import app

    leaves = runpy.run_path(str(ROOT / "docs" / "fill_cli_reference.py"))["leaves"]
    return dict(leaves(get_command(app)))


def command_called(words: list[str], known: dict[str, Any]) -> str | None:
    """The longest command that these words begin with."""
    calls = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next((call for call in calls if call in known), None)


def options_of(command: Any) -> set[str]:
    return {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if re.match(r"https?:|mailto:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (
            anchor and path.suffix == ".md" and anchor not in anchors(path.read_text(encoding="utf-8"))
        ):
            broken.append(link)
    assert broken == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        for link in re.findall(r"\]\(([^)#\s]+)", prose(page.read_text(encoding="utf-8"))):
            path = (page.parent / link).resolve()
            if path.suffix == ".md" and path.is_file() and path not in seen:
                waiting.append(path)
    assert [name_of(page) for page in PAGES if page not in seen] == []


def test_every_page_stands_in_the_sites_navigation() -> None:
    parts = tomllib.loads((ROOT / "docs" / "site" / "navigation.toml").read_text(encoding="utf-8"))["part"]
    placed = [page for part in parts for page in part["pages"]]
    made = {"docs/tutorial.md", "docs/python-reference.md", "docs/api-routes.md"}
    pages = {name_of(page) for page in PAGES if "/decisions/0" not in name_of(page)} - {"README.md"}
    assert len(placed) == len(set(placed))
    assert sorted(pages - set(placed)) == []
    assert sorted(set(placed) - pages - made) == ["dashboard/README.md"]


def test_every_make_target_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = {
        (page, word) for page, words in shell_lines("make") for word in words if re.fullmatch("[a-z-]+", word)
    }
    assert named
    assert sorted((page, word) for page, word in named if word not in targets) == []


def test_every_command_and_option_shown_exists() -> None:
    known = commands()
    wrong = []
    shown = shell_lines("foresale")
    assert shown
    for page, words in shown:
        if words[0].startswith("--") or words[0].isupper():
            continue
        if any(call.startswith(f"{' '.join(words)} ") for call in known):
            continue  # a group's own name
        called = command_called(words, known)
        if called is None:
            wrong.append((page, " ".join(words)))
            continue
        offered = options_of(known[called]) | {"--help"}
        wrong += [
            (page, f"{called} {word}")
            for word in words
            if word.startswith("--") and word.partition("=")[0] not in offered
        ]
    assert wrong == []


def test_the_command_reference_is_what_the_commands_say_today() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    filled = runpy.run_path(str(ROOT / "docs" / "fill_cli_reference.py"))["fill"](page)
    assert page == filled, "docs/cli.md is stale: run make docs"
    assert all(f"\n## foresale {name}\n" in page for name in commands())


def test_the_settings_file_shown_is_accepted(tmp_path: Path) -> None:
    from foresale.cli.options.settings_file import read_settings_file
    from foresale.cli.options.shared import FILE_GROUPS

    (example,) = code_blocks((ROOT / "docs" / "cli.md").read_text(encoding="utf-8"), "toml")
    (tmp_path / "shop.toml").write_text(example, encoding="utf-8")
    read = read_settings_file(tmp_path / "shop.toml", FILE_GROUPS)
    assert read["columns"]["target"] == "revenue"
    assert read["forecast"]["horizon"] == 13


def test_the_tutorial_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    runpy.run_path(str(ROOT / "docs" / "tutorial.py"), run_name="__main__")
    assert str(tmp_path) in capsys.readouterr().out
    assert list(tmp_path.glob("*/report.html"))


def test_the_readme_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import foresale as fs

    chain = fs.simulate(stores=1, products=2, days=200, seed=3)
    chain.sales.write_csv(tmp_path / "sales.csv")
    monkeypatch.chdir(tmp_path)
    (example,) = code_blocks((ROOT / "README.md").read_text(encoding="utf-8"), "python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102
    assert (tmp_path / "report.html").stat().st_size > 10_000


WALKS = (ROOT / "docs" / "walks.md").read_text(encoding="utf-8").split("\n## ")[1:]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.partition("\n")[0])
def test_a_walk_names_files_that_are_there_and_none_twice(walk: str) -> None:
    files = re.findall(r"`([\w/.]+\.(?:py|j2))`", walk)
    assert len(files) > 20
    assert [file for file in files if not (ROOT / "src" / "foresale" / file).is_file()] == []
    assert sorted(set(files)) == sorted(files)
