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
