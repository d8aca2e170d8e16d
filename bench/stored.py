"""Where the benchmarks read and write, and the results so far: a set that runs again replaces its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = REPOSITORY.parent / "shared" / "data"
PAGE = REPOSITORY / "docs" / "benchmarks.md"
RESULTS = REPOSITORY / "build"


def load(path: Path) -> dict[str, Any]:
    """Results by set; none where nothing has run."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def save(results: Mapping[str, Any], path: Path) -> None:
    """Keep the results by set."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1), encoding="utf-8")
