"""Lists the licences of what the built pages hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

COPIED = ("tailwindcss", "@hey-api/openapi-ts")
"""Tools that put parts of themselves into what they make: a style sheet's reset, the client's requests."""
HEAD = """Foresale's pages hold these works of others, under the licences that follow.
Foresale itself is under the Apache License 2.0."""
_FILE = re.compile(r"(licen[cs]e|copying|notice)(\.|-|$)", re.IGNORECASE)
_RULE = "-" * 78


def third_party_text(dashboard: Path) -> str:
    """Names, versions and licences, with their full texts.

    Args:
        dashboard: The folder of `package-lock.json` and `node_modules`.

    Raises:
        ValueError: A library comes without a licence.
    """
    lock: dict[str, Any] = json.loads((dashboard / "package-lock.json").read_text(encoding="utf-8"))
    parts = [HEAD]
    for place, _ in bundled(lock["packages"]):
        folder = dashboard / place
        told = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        licence = told.get("license")
        texts = [path for path in sorted(folder.iterdir()) if path.is_file() and _FILE.match(path.name)]
        if not licence and not texts:
            raise ValueError(f"{told['name']} says nothing of a licence: leave it out of the pages.")
        title = f"{told['name']} {told['version']} ({licence or 'see below'})"
        own = [path.read_text(encoding="utf-8", errors="replace").strip() for path in texts]
        parts.append("\n\n".join([f"{_RULE}\n{title}", *own]))
    return "\n\n".join(parts) + "\n"


def bundled(packages: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The packages of a lock that may be part of the pages, by folder.

    Args:
        packages: The lock's, by folder.
    """
    for place, told in sorted(packages.items()):
        name = place.rpartition("node_modules/")[2]
        is_tool = told.get("dev") or told.get("devOptional") or told.get("optional") or told.get("peer")
        if name and (not is_tool or name in COPIED):
            yield place, told
