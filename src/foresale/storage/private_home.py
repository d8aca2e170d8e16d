"""The service's folder belongs to its owner: whoever else is on the machine reads nothing in it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

_FOLDERS = ("cache", "metrics", "models", "uploads")
_FILES = ("*.db", "*.db-wal", "*.db-shm", "*.key", "*.lock")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private(home: Path) -> None:
    """Make a service's folder for its owner only, and close what an earlier version left open in it.

    A folder that was there before keeps its own rights: others may have been let in to list it.

    Args:
        home: The service's folder.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if sys.platform == "win32":  # there the folder's own list of rights counts
        return
    for path in (*(home / name for name in _FOLDERS), *(path for kind in _FILES for path in home.glob(kind))):
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        if found.st_mode & _OTHERS and found.st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def private_file(place: Path) -> None:
    """Make an empty file for its owner only, where there is none: SQLite's other files get the same rights.

    Args:
        place: The file of a database that is about to be opened.
    """
    os.close(os.open(place, os.O_RDWR | os.O_CREAT, 0o600))
