"""Counts of several API processes, kept together: whichever is asked for metrics tells those of all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that the Prometheus client reads, once, when it is first imported."""


def share_counts(home: Path) -> None:
    """Let the API's processes under one parent count in one folder; called before anything counts.

    Args:
        home: The service's folder. What an earlier service counted there is dropped.
            A folder that the variable names already is used instead.
    """
    if os.environ.get(SHARED_FOLDER):
        return
    mine = home / "metrics" / str(os.getppid())
    mine.mkdir(parents=True, exist_ok=True)
    for other in mine.parent.iterdir():
        if other != mine and _counts_only(other):
            shutil.rmtree(other, ignore_errors=True)
    os.environ[SHARED_FOLDER] = str(mine)


def _counts_only(folder: Path) -> bool:
    """Whether a folder is one that a process counted in, and holds nothing else."""
    return (
        folder.name.isdigit()
        and folder.is_dir()
        and not folder.is_symlink()
        and all(path.suffix == ".db" and path.is_file() for path in folder.iterdir())
    )
