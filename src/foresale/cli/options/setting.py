"""One thing that a user may decide, by an option or by a line of a settings file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from foresale.cli.completion import proposal_for
from foresale.errors import OptionError

Kind = Literal[
    "text", "texts", "names", "whole", "number", "numbers", "switch", "day", "path", "paths", "choice"
]

_TYPES: dict[str, Any] = {
    "text": str | None,
    "texts": list[str] | None,
    "names": list[str] | None,
    "whole": int | None,
    "number": float | None,
    "numbers": list[str] | None,
    "switch": bool | None,
    "day": datetime | None,
    "path": Path | None,
    "paths": list[Path] | None,
}
_WANTED = {
    "text": "text in quotes",
    "texts": 'a list such as ["Scenario=Actual"]',
    "names": 'a list such as ["store", "product"]',
    "whole": "a whole number",
    "number": "a number",
    "numbers": "a list such as [1, 15]",
    "switch": "true or false",
    "day": "a date such as 2024-05-31",
    "path": "a path in quotes",
    "paths": 'a list of paths such as ["prices.csv"]',
}


@dataclass(frozen=True)
class Setting:
    """An option of the command line that a settings file may hold too.

    Attributes:
        name: The field it fills in the library's options, and its key in a settings file.
        kind: What values look like.
        help: What it decides, in one line.
        flag: The option's spelling where it isn't the name's; "--yes/--no" for a switch.
        choices: For a choice, the values there are.
        default: What holds where nobody says otherwise, for the help; the library has it by itself.
        metavar: What stands for the value in the help.
    """

    name: str
    kind: Kind
    help: str
    flag: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    metavar: str | None = None

    @property
    def spelling(self) -> str:
        """The option as typed, both ways for a switch."""
        return self.flag or "--" + self.name.replace("_", "-")

    @property
    def keys(self) -> tuple[str, ...]:
        """Its key in a settings file, and the option's own word where that is another."""
        word = self.spelling.partition("/")[0].removeprefix("--").replace("-", "_")
        return (self.name,) if self.kind == "switch" or word == self.name else (self.name, word)

    def annotation(self, panel: str) -> Any:
        """Typer's type of the option, shown under the heading `panel`."""
        kind = Literal[self.choices] | None if self.kind == "choice" else _TYPES[self.kind]
        option = typer.Option(
            self.spelling,
            help=f"{self.help.removesuffix('.')}; {self.default} by default." if self.default else self.help,
            metavar=self.metavar or "|".join(self.choices) or (" " if self.kind == "switch" else None),
            rich_help_panel=panel,
            autocompletion=proposal_for(self.name, self.metavar),
            case_sensitive=False,
            formats=["%Y-%m-%d"],
        )
        return Annotated[kind, option]

    def from_option(self, value: Any) -> Any:
        """What the library takes for the option's `value`; None where it wasn't given.

        Raises:
            BadParameter: A number of a list isn't one.
        """
        if value is None or (value == [] and self.kind in ("texts", "names", "numbers", "paths")):
            return None
        if self.kind == "day":
            return value.date()
        if self.kind in ("texts", "paths"):
            return tuple(value)
        if self.kind not in ("names", "numbers"):
            return value
        parts = tuple(part.strip() for item in value for part in item.split(",") if part.strip())
        if self.kind == "names":
            return parts
        wrong = [part for part in parts if not part.isdecimal()]
        if wrong:
            raise typer.BadParameter(f"{wrong[0]!r} is no whole number.", param_hint=self.spelling)
        return tuple(map(int, parts))

    def from_file(self, value: Any, where: str, folder: Path) -> Any:
        """What the library takes for a settings file's `value`.

        Args:
            value: As TOML gives it.
            where: The file and table, for the error.
            folder: What paths are relative to.

        Raises:
            OptionError: The value is of another kind.
        """
        if self.kind == "choice":
            found = {choice.casefold(): choice for choice in self.choices}.get(str(value).casefold())
            if found is None or not isinstance(value, str):
                listed = ", ".join(f'"{choice}"' for choice in self.choices)
                raise OptionError(f"{where} {self.name} is {value!r}.", fix=f"Give one of {listed}.")
            return found
        items: Any = [value] if self.kind in ("texts", "names", "paths") and isinstance(value, str) else value
        if not self._fits(items):
            raise OptionError(f"{where} {self.name} is {value!r}.", fix=f"Give {_WANTED[self.kind]}.")
        if self.kind == "path":
            return folder / items
        if self.kind == "paths":
            return tuple(folder / item for item in items)
        return tuple(items) if isinstance(items, list) else items

    def _fits(self, value: Any) -> bool:
        match self.kind:
            case "texts" | "names" | "paths":
                return isinstance(value, list) and all(isinstance(item, str) for item in value)
            case "numbers":
                return isinstance(value, list) and all(type(item) is int for item in value)
            case "switch":
                return isinstance(value, bool)
            case "whole":
                return type(value) is int
            case "number":
                return type(value) in (int, float)
            case "day":
                return type(value) is date
            case _:
                return isinstance(value, str)


@dataclass(frozen=True)
class SettingGroup:
    """Settings under one heading of the help and in one table of a settings file.

    Attributes:
        table: The table's name.
        panel: The heading.
        settings: What stands there, in order.
    """

    table: str
    panel: str
    settings: tuple[Setting, ...]
