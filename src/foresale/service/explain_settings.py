"""Every setting with its value, where that comes from, and what it means."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from foresale.errors import closest
from foresale.secret_files import SUFFIX
from foresale.settings import (
    DEFAULT_FILE,
    PREFIX,
    Settings,
    find_unknown_variables,
    list_stated,
    load_settings,
)

HIDDEN = "(hidden)"


@dataclass(frozen=True)
class ExplainedSetting:
    """One setting.

    Attributes:
        name: As in the file.
        value: As text, with secrets hidden.
        origin: `option`, the variable's name, the file's, or `default`.
        meaning: What it is for.
    """

    name: str
    value: str
    origin: str
    meaning: str


def explain_settings(file: Path | None = None, **chosen: Any) -> list[ExplainedSetting]:
    """All settings, as a command with these options would run.

    Args:
        file: The settings file; by default `foresale.toml` here, if there is one.
        chosen: Settings by name, from the command's options; None was not given.

    Raises:
        OptionError: A setting is unknown or has a value that can't be used.
    """
    settings = load_settings(file, **chosen)
    stated = list_stated(file)
    variables = {name.upper() for name in os.environ}
    found = []
    for name, field in Settings.model_fields.items():
        variable = PREFIX + name.upper()
        if chosen.get(name) is not None:
            origin = "option"
        elif variable in variables:
            origin = variable
        elif variable + SUFFIX in variables:
            origin = variable + SUFFIX
        elif name in stated:
            origin = str(file or DEFAULT_FILE)
        else:
            origin = "default"
        found.append(
            ExplainedSetting(name, format_setting(getattr(settings, name)), origin, field.description or "")
        )
    return found


def find_misspelled(environment: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Variables that look like settings and aren't, each with the one that was perhaps meant.

    Args:
        environment: The variables.
    """
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    return [(name, next(iter(closest(name, known, 1)), None)) for name in find_unknown_variables(environment)]


def format_setting(value: Any) -> str:
    """A setting's value as text, without what is secret in it.

    Args:
        value: As it is set.
    """
    if isinstance(value, SecretStr):
        secret = value.get_secret_value()
        # Of an address all may be seen but who logs in there, and with what.
        return re.sub(r"://[^@]*@", "://…@", secret.partition("?")[0]) if "://" in secret else HIDDEN
    if value is None or value == ():
        return "–"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
