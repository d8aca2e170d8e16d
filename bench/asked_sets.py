"""Which sets were asked for, and which of them lie here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.stored import DATA


def set_parser(module: str, description: str | None, sets: Iterable[str]) -> argparse.ArgumentParser:
    """A parser of `--data` and `--sets`, to which the caller adds its own options.

    Args:
        module: What runs, as one starts it.
        description: What it does.
        sets: Those taken by default.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with a folder for each set")
    parser.add_argument("--sets", default=",".join(sets), help="some of the default")
    return parser


def present_sets(options: argparse.Namespace, folders: Mapping[str, str | None]) -> list[str]:
    """Those asked for whose data are there; who asked is told of the others.

    Args:
        options: What `set_parser` read.
        folders: The folder of each set that can be asked for; None where it is simulated.
    """
    asked = options.sets.split(",")
    unknown = [name for name in asked if name not in folders]
    if unknown:
        print(f"There is no set {', '.join(unknown)}.\n→ Choose from {', '.join(folders)}.", file=sys.stderr)
        return []
    present = [name for name in asked if _is_there(options.data, folders[name])]
    absent = [name for name in asked if name not in present]
    if not present:
        print(
            f"No data: {options.data} holds none of {', '.join(asked)}.\n"
            "→ Put the data beside the repository (../shared/data), or name its folder by --data.",
            file=sys.stderr,
        )
    elif absent:
        print(f"Left out, because their data are absent: {', '.join(absent)}.")
    return present


def _is_there(data: Path, folder: str | None) -> bool:
    return folder is None or (data / folder).is_dir()
