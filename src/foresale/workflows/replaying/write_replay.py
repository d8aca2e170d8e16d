"""A replay on disk: its page, and every unit of it as tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foresale.notes import Note
from foresale.planning.replay.result import Replay
from foresale.reports.replay import replay_report
from foresale.writing.atomic_folder import whole_folder

REPLAY_FILES = {
    "report": "report.html",
    "rules": "rules.csv",
    "differences": "differences.csv",
    "ledger": "ledger.parquet",
}


def write_replay(made: Replay, notes: Sequence[Note], folder: Path) -> dict[str, Path]:
    """Write the page, one row a rule, one row a pair of rules, and the ledger of every unit.

    Args:
        made: What was played.
        notes: What was assumed and done.
        folder: Where to.
    """
    page = replay_report(made, notes)
    with whole_folder(folder) as draft:
        (draft / REPLAY_FILES["report"]).write_text(page, encoding="utf-8")
        made.rules.write_csv(draft / REPLAY_FILES["rules"], float_precision=4)
        made.differences.write_csv(draft / REPLAY_FILES["differences"], float_precision=4)
        made.to_frame().write_parquet(draft / REPLAY_FILES["ledger"])
    return {name: folder / file for name, file in REPLAY_FILES.items()}
