"""Several processes count together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path
from foresale.service.api.middleware.multiprocess_metrics import share_counts
share_counts(Path(sys.argv[1]))
from foresale.service.api.middleware.metrics import Metrics
metrics = Metrics()
for _ in range(3):
    metrics.count("GET", "/api/products", 200, 0.01)
print(metrics.page()[0].decode())
"""


def test_whichever_process_is_asked_tells_what_all_did(tmp_path: Path) -> None:
    old = tmp_path / "metrics" / "1"
    old.mkdir(parents=True)
    pages = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    counts = [
        line.rpartition(" ")[2]
        for page in pages
        for line in page.splitlines()
        if line.startswith("foresale_http_requests_total{")
    ]
    assert counts == ["3.0", "6.0"]
    assert not old.exists()
    assert (tmp_path / "metrics" / str(os.getpid())).is_dir()


STATE = """
import sys
from pathlib import Path
from foresale.service.api.middleware.multiprocess_metrics import share_counts
share_counts(Path(sys.argv[1]))
from foresale.service.api.health.operations_page import operations_page
from foresale.service.api.middleware.metrics import Metrics
from foresale.service.live.metrics import live_page
from foresale.storage.database.engine.connect import connect
from foresale.storage.database.engine.migrate import upgrade
from foresale.storage.database.monitoring.live_state import ExpectedLive
engine = connect(f"sqlite:///{sys.argv[1]}/foresale.db")
upgrade(engine)
metrics = Metrics()
for _ in range(2):
    page = metrics.page()[0] + live_page(engine, ExpectedLive(("sequencer",))) + operations_page(engine)
print(page.decode())
"""


def test_what_the_database_tells_is_told_once_and_never_by_another_process_earlier(tmp_path: Path) -> None:
    pages = [
        subprocess.run(
            [sys.executable, "-c", STATE, str(tmp_path)], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    for page in pages:
        told = [
            line
            for line in page.splitlines()
            if line.startswith(("foresale_jobs_silent", "foresale_live_lease"))
        ]
        assert len(told) == 2, "what another worker saw earlier would keep an alert from coming"
        assert "pid=" not in page
