"""Which tests are left to `make test-all`: those that take a server, a browser, processes or long."""

from __future__ import annotations

import pytest

PLACES = (
    "tests/contract/test_simulated_truth.py",  # years of a chain, learned twice
    "tests/e2e/",  # the service of the demo's chain, seen in a browser
    "tests/integration/processes/",  # whole services, started, killed and stopped
    "tests/integration/api/test_heavy_uploads.py",
    "tests/integration/api/test_no_input_breaks_it.py",  # some thousand drawn requests
    "tests/integration/cli/test_cli_process.py",  # commands in processes of their own, interrupted
    "tests/integration/cli/test_core_only.py",  # every command where nothing but the core is installed
    "tests/integration/jobs/test_backup_drill.py",
    "tests/integration/jobs/test_killed_workers.py",
    "tests/integration/live/test_crashes.py",
    "tests/integration/live/test_secured_kafka.py",
    "tests/integration/test_dask_engine.py",  # clusters of processes
    "tests/unit/forecasting/models/test_networks.py",
    "tests/unit/test_recipes.py",  # every block of the documentation, run
)
"""Files and folders; single tests are marked where they stand."""
SERVERS = frozenset({"postgres", "mariadb", "server"})
"""What a test is called with that tries another database than SQLite, or MLflow's server."""
LONG_MODELS = frozenset({"auto_arima", "lstm", "mlp", "prophet"})
"""Models that take seconds where others take milliseconds; the promises that all models keep are many."""
NEEDS = frozenset({"chromium", "broker", "mlflow_server"})
"""Fixtures that start something for which Python alone isn't enough."""


def is_slow(test: pytest.Item) -> bool:
    """Whether a test is left to `make test-all`."""
    if test.nodeid.startswith(PLACES) or NEEDS & set(getattr(test, "fixturenames", ())):
        return True
    called = getattr(test, "callspec", None)
    words = {value for value in called.params.values() if isinstance(value, str)} if called else set()
    return bool(words & SERVERS) or (test.nodeid.startswith("tests/contract/") and bool(words & LONG_MODELS))
