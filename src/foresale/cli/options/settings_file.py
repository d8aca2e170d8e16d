"""A TOML file of settings, so that a file with its habits is described once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from foresale.cli.options.setting import SettingGroup
from foresale.errors import OptionError, did_you_mean
from foresale.toml_file import read_toml


def read_settings_file(path: Path, groups: Iterable[SettingGroup]) -> dict[str, dict[str, Any]]:
    """What a settings file decides, by table and name; paths are relative to the file.

    Args:
        path: The file.
        groups: The tables it may hold.

    Raises:
        UnreadableFileError: The file is missing or isn't TOML.
        OptionError: A table, a name or a value that isn't known, answered with the closest one.
    """
    known = {group.table: group for group in groups}
    found: dict[str, dict[str, Any]] = {}
    for table, entries in read_toml(path, "Check the path after --config.").items():
        if table not in known or not isinstance(entries, dict):
            hint = _suggest(table, known, "Its tables are")
            raise OptionError(f"{path.name} has an unknown table or line '{table}'.", fix=hint)
        where = f"{path.name} [{table}]"
        settings = {key: setting for setting in known[table].settings for key in setting.keys}
        found[table] = {}
        for key, value in entries.items():
            setting = settings.get(key.replace("-", "_"))
            if setting is None:
                hint = _elsewhere(key, known) or _suggest(key, settings, f"[{table}] knows")
                raise OptionError(f"{where} has an unknown setting '{key}'.", fix=hint)
            found[table][setting.name] = setting.from_file(value, where, path.parent)
    return found


def _elsewhere(key: str, known: Mapping[str, SettingGroup]) -> str | None:
    """Which other table the key belongs in."""
    word = key.replace("-", "_")
    for table, group in known.items():
        if any(word in setting.keys for setting in group.settings):
            return f"Put it under [{table}]."
    return None


def _suggest(word: str, known: Iterable[str], introduction: str) -> str:
    return did_you_mean(word, known, f"{introduction} {', '.join(known)}.")
