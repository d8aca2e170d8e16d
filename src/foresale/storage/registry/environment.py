"""What a model was trained with: versions of Python and of the libraries, and the code's revision."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("foresale", "numpy", "polars", "lightgbm", "scikit-learn", "statsforecast", "xgboost")


@cache
def environment() -> dict[str, str]:
    """Versions by name; `revision` where the code runs from a git checkout."""
    found = {"python": platform.python_version(), "platform": platform.platform()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    revision = _revision(Path(__file__).resolve().parents[4])
    return found if revision is None else {**found, "revision": revision}


def _revision(checkout: Path) -> str | None:
    """The commit that is checked out, read from git's own files; None outside a checkout."""
    folder = checkout / ".git"
    if folder.is_file():  # a further work tree: the file names its folder
        folder = checkout / folder.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    if not (folder / "HEAD").is_file():
        return None
    head = (folder / "HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    shared = folder / "commondir"
    common = folder / shared.read_text(encoding="utf-8").strip() if shared.is_file() else folder
    if (common / name).is_file():
        return (common / name).read_text(encoding="utf-8").strip()
    packed = common / "packed-refs"
    lines = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else []
    return next((line.split()[0] for line in lines if line.endswith(f" {name}")), None)
