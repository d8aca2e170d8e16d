"""Reading a TOML file, with failures told."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from foresale.errors import UnreadableFileError


def read_toml(path: Path, if_missing: str = "Check the path of the TOML file.") -> dict[str, Any]:
    """What a TOML file holds.

    Args:
        path: The file.
        if_missing: What to do where it can't be opened.

    Raises:
        UnreadableFileError: It can't be opened, or isn't TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableFileError(
            f"{path} can't be opened: {error.strerror or error}.", fix=if_missing
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            f"{path} isn't valid TOML: {error}.", fix="Correct that line; text needs quotes."
        ) from None
