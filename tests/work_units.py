"""What goes to one worker as a whole when tests run side by side: a file, or a folder of files."""

from __future__ import annotations

TOGETHER = (
    "tests/e2e/",  # a service with the demo's chain, which runs six processes
    "tests/integration/storage/registry/",  # MLflow's server, and its tables in three databases
    "tests/unit/forecasting/explanation/",  # a forecast with all that explains it
    "tests/unit/library/",  # two forecasts with their backtests
)
"""Folders whose files share what takes long to make: two workers would both make it."""


def work_unit_of(test: str) -> str:
    """The folder that a test stays with, or its file.

    Args:
        test: As pytest names it, from the repository's root.
    """
    return next((folder for folder in TOGETHER if test.startswith(folder)), test.split("::", 1)[0])
