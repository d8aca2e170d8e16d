"""Writes the commands and options of the command line into `docs/cli.md`.

`make docs` runs it; a test fails when the page is stale.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer.main import get_command

PAGE = Path(__file__).with_name("cli.md")
BEGIN, END = "<!-- commands: written by fill_cli_reference.py -->\n", "<!-- end of commands -->\n"

# Option → what it says, heading → options.
Panels = dict[str, dict[str, str]]


def fill(page: str) -> str:
    """The page with its commands and options as the command line has them today.

    Options that several commands share by heading are told once, below the commands.
    """
    from foresale.cli.app import app

    commands = dict(leaves(get_command(app)))
    panels = {name: panels_of(command) for name, command in commands.items()}
    shared = {
        heading: rows_in_common(heading, panels.values())
        for headings in panels.values()
        for heading in headings
    }
    shared = {heading: rows for heading, rows in shared.items() if rows}
    lines = []
    for name, command in commands.items():
        lines += [
            f"## foresale {name}",
            "",
            plain(command.help or ""),
            "",
            f"```console\n$ {usage(name, command)}\n```",
            "",
        ]
        linked = [heading for heading in panels[name] if heading in shared]
        told = {key for heading in linked for key in shared[heading]}
        lines += table(
            {key: row for rows in panels[name].values() for key, row in rows.items() if key not in told}
        )
        links = [f"[{heading}](#{anchor(heading)})" for heading in linked]
        lines += [f"And the options of {', '.join(links)}.", ""] if links else []
    lines += ["## Shared options", ""]
    for heading, rows in shared.items():
        lines += [f"### {heading}", "", *table(rows)]
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}"


def leaves(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command by the words it is called by, those of groups in the place of their group."""
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from leaves(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


def rows_in_common(heading: str, panels: Iterable[Panels]) -> dict[str, str]:
    """Options that every command with this heading has, in the same words; none if only one has it."""
    first, *others = [headings[heading] for headings in panels if heading in headings]
    return {key: row for key, row in first.items() if others and all(rows.get(key) == row for rows in others)}


def panels_of(command: Any) -> Panels:
    """A command's arguments and options by heading; each as Markdown, with what it says."""
    panels: Panels = defaultdict(dict)
    for parameter in sorted(command.params, key=lambda one: one.param_type_name != "argument"):
        if getattr(parameter, "hidden", False) or parameter.name in {
            "help",
            "install_completion",
            "show_completion",
        }:
            continue
        heading = getattr(parameter, "rich_help_panel", None) or "Options"
        panels[heading][spelling(parameter)] = meaning(parameter)
    return dict(panels)


def spelling(parameter: Any) -> str:
    """How a parameter is written, with what it takes."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar}`"
    takes = (parameter.metavar or "|".join(choices_of(parameter))).replace("|", "\\|")
    flag = getattr(parameter, "is_flag", False)
    names = [f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts)]
    return ", ".join(names) + ("" if flag or not takes else f" {takes}")


def choices_of(parameter: Any) -> list[str]:
    """The words an option takes, where it takes only some."""
    annotation = parameter.type_descriptor.annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return [str(word) for word in get_args(annotation)] if get_origin(annotation) is Literal else []


def meaning(parameter: Any) -> str:
    """What a parameter says about itself, and its default where it shows one."""
    text = plain(parameter.help or "")
    default = parameter.default
    shown = parameter.show_default is not False and isinstance(default, str | int | float | Path)
    if shown and not isinstance(default, bool):
        text += f" By default `{default}`."
    return ("Required. " if parameter.required else "") + text


def usage(name: str, command: Any) -> str:
    """One line that shows how the command is called."""
    words = ["foresale", name]
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            words.append(parameter.metavar if parameter.required else f"[{parameter.metavar}]")
        elif parameter.required:
            words += [parameter.opts[0], str(parameter.metavar or parameter.name.upper())]
    return " ".join([*words, "[OPTIONS]"])


def table(rows: dict[str, str]) -> list[str]:
    """Lines of a Markdown table."""
    if not rows:
        return []
    return [
        "| option | what it does |",
        "|---|---|",
        *(f"| {key} | {text} |" for key, text in rows.items()),
        "",
    ]


def plain(text: str) -> str:
    """Help as one paragraph."""
    return re.sub(r"\s+", " ", text.split("\f", maxsplit=1)[0]).strip().replace("|", "\\|")


def anchor(heading: str) -> str:
    """What a heading can be linked by."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
