"""Run the few tests that failed in a whole run once more, alone, and say which pass only so.

A test that passes alone still has a fault, in itself or in what it tests: its name is printed to be mended.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MAX_FAILED = 5
FAILED = Path(".pytest_cache/v/cache/lastfailed")
END = Path(".pytest_cache/v/foresale/end")
RAN_ALL_AND_SOME_FAILED = "1"


def main() -> int:
    """0 where the few that failed pass alone."""
    if not END.is_file() or END.read_text(encoding="utf-8").strip() != RAN_ALL_AND_SOME_FAILED:
        print("The run didn't come to its end: nothing is run again.")
        return 1
    names = list(json.loads(FAILED.read_text(encoding="utf-8"))) if FAILED.is_file() else []
    if not 0 < len(names) <= MAX_FAILED:
        print(f"{len(names)} tests failed: not run again.")
        return 1
    print(f"Once more, alone: {', '.join(names)}")
    again = subprocess.run([sys.executable, "-m", "pytest", "-n", "0", *names], check=False)
    if again.returncode == 0:
        print("TO BE MENDED, failed beside the others and passed alone:", *names, sep="\n  ")
    return again.returncode


if __name__ == "__main__":
    sys.exit(main())
