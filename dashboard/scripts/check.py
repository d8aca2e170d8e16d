"""Checks the dashboard, once it is built: format, style, types and unit tests."""

from __future__ import annotations

import sys

from build import OUT_OF_REACH, PAGES
from npm import run_npm

if __name__ == "__main__":
    if (PAGES / OUT_OF_REACH).exists():
        print("! npm's registry can't be reached: the dashboard isn't checked.", file=sys.stderr)
        sys.exit(0)
    sys.exit(run_npm(["run", "--silent", "check"]).returncode)
