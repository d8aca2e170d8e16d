"""Turns declared settings into the options of a Typer command."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from foresale.cli.options.setting import SettingGroup
from foresale.cli.output.screen import Screen

OUTPUT = "Output"
OutputFolder = Annotated[
    Path, typer.Option(metavar="DIR", help="Folder for everything.", rich_help_panel=OUTPUT)
]


@dataclass(frozen=True)
class ParsedOptions:
    """What the user typed, before the settings file is looked at.

    Attributes:
        options: Table → name → value, of the settings that were given.
        screen: Where to print, and whether anybody can be asked.
        config: The settings file.
    """

    options: Mapping[str, Mapping[str, Any]]
    screen: Screen
    config: Path | None = None


def _switch(*flags: str, help_text: str) -> Any:
    # The blank metavar keeps Typer from showing a switch as taking a <bool>.
    return Annotated[bool, typer.Option(*flags, metavar=" ", help=help_text, rich_help_panel=OUTPUT)]


_CONFIG = typer.Option(
    "--config", metavar="FILE", help="Settings in a TOML file; options win over it.", rich_help_panel=OUTPUT
)
_ABOUT_READING = {
    "config": (Annotated[Path | None, _CONFIG], None),
    "never_ask": (_switch("--yes", "-y", help_text="Never ask; what is unclear is an error."), False),
}
_ABOUT_PRINTING = {
    "as_json": (_switch("--json", help_text="Print one JSON object and nothing else."), False),
    "verbose": (_switch("--verbose", "-v", help_text="Print everything: columns, notes, all models."), False),
    "quiet": (_switch("--quiet", "-q", help_text="Print only where the result is."), False),
}


def takes(
    *groups: SettingGroup, reads: bool = True, prints: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator that gives a command the options of `groups`, and hands them over as its `given`.

    The command's other arguments stay as they are, and come after.

    Args:
        groups: What the command lets a user decide.
        reads: Whether it reads sales, so that there may be a settings file and questions.
        prints: Whether it has an answer, for people or for machines.
    """
    common = {**(_ABOUT_READING if reads else {}), **(_ABOUT_PRINTING if prints else {})}
    declared = {
        f"{group.table}_{setting.name}": (group, setting) for group in groups for setting in group.settings
    }

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "given"]
        parameters = [
            *(
                _parameter(name, setting.annotation(group.panel))
                for name, (group, setting) in declared.items()
            ),
            *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own),
            *(_parameter(name, *option) for name, option in common.items()),
        ]

        @functools.wraps(command)
        def with_given(**values: Any) -> None:
            options: dict[str, dict[str, Any]] = {group.table: {} for group in groups}
            for name, (group, setting) in declared.items():
                value = setting.from_option(values.pop(name))
                if value is not None:
                    options[group.table][setting.name] = value
            rest = {name: values.pop(name) for name in common}
            config = rest.pop("config", None)
            command(given=ParsedOptions(options, Screen(**rest), config), **values)

        with_given.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        with_given.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return with_given

    return decorate


def _parameter(name: str, annotation: Any, default: Any = None) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
