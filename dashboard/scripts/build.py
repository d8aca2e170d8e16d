"""Builds the dashboard into the package: `python dashboard/scripts/build.py`, as `make dashboard` does.

Nothing is done where nothing changed since. Where npm's registry can't be reached, it leaves a note of that
for the tests that need the pages, and fails; with `--if-reachable` it only says so.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from npm import DASHBOARD, environment, node_folder, run_npm
from third_party import third_party_text

ROOT = DASHBOARD.parent
PAGES = ROOT / "src" / "foresale" / "service" / "pages"
BUILT_FROM = ".built-from"
OUT_OF_REACH = ".out-of-reach"
INSTALLED = DASHBOARD / "node_modules" / ".installed-from"
SCHEMA = ROOT / "docs" / "openapi.json"
LEFT_OUT = {"node_modules", "dist", "generated", "__pycache__"}
UNREACHABLE = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|E407|E50[234]|"
    r"SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|"
    r"UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)\b"
)


class BuildError(Exception):
    """What went wrong, and after an arrow what to do about it."""


class OutOfReachError(BuildError):
    """npm's registry can't be reached."""


def sources() -> Iterator[Path]:
    """The files that the pages are made of, in order."""
    yield SCHEMA
    for path in sorted(DASHBOARD.rglob("*")):
        if path.is_file() and not LEFT_OUT.intersection(path.relative_to(DASHBOARD).parts):
            yield path


def digest_of(paths: Iterable[Path]) -> str:
    """What tells a set of files from any other: their names and what is in them."""
    total = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return total.hexdigest()


def install() -> None:
    """Bring what the lock names, if it isn't there.

    Raises:
        OutOfReachError: npm's registry doesn't answer.
        BuildError: Something else failed.
    """
    lock = digest_of([DASHBOARD / "package.json", DASHBOARD / "package-lock.json"])
    if _text(INSTALLED) == lock:
        return
    print("Fetching the dashboard's libraries …", flush=True)
    done = run_npm(["ci", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error"], capture=True)
    if done.returncode:
        if UNREACHABLE.search(done.stdout):
            raise OutOfReachError(
                "npm's registry can't be reached, so the dashboard isn't built.\n"
                "→ Behind a proxy or with a registry of your own, tell npm of it (HTTPS_PROXY, "
                "npm_config_registry or .npmrc; NODE_EXTRA_CA_CERTS for its certificate) and run make "
                "dashboard. All else works without it."
            )
        raise BuildError(f"{done.stdout}\nThe dashboard's libraries couldn't be installed.\n→ See above.")
    INSTALLED.write_text(lock, encoding="utf-8")


def build(digest: str) -> None:
    """Build the pages, compress them, and put them in the place of those that are there.

    Args:
        digest: What they are made of.

    Raises:
        BuildError: They couldn't be built.
    """
    print("Building the dashboard …", flush=True)
    for step in ("generate", "build"):
        done = run_npm(["run", "--silent", step], capture=True)
        if done.returncode:
            raise BuildError(f"{done.stdout}\nThe dashboard couldn't be built ({step}).\n→ See above.")
    made = DASHBOARD / "dist"
    (made / "third-party.txt").write_text(third_party_text(DASHBOARD), encoding="utf-8")
    compressing = [node_folder() / "node", DASHBOARD / "scripts" / "compress.mjs", made]
    subprocess.run([str(part) for part in compressing], check=True, env=environment(os.environ))
    (made / BUILT_FROM).write_text(digest, encoding="utf-8")
    new, old = PAGES.with_name(".pages-new"), PAGES.with_name(".pages-old")
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(made, new)
    if PAGES.exists():
        PAGES.rename(old)
    new.rename(PAGES)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    """Build what has to be built; 0 where the pages are there now."""
    digest = digest_of(sources())
    if _text(PAGES / BUILT_FROM) == digest:
        return 0
    try:
        install()
        build(digest)
    except OutOfReachError as problem:
        PAGES.mkdir(exist_ok=True)
        (PAGES / OUT_OF_REACH).touch()
        print(f"{'!' * 100}\n{problem}\n{'!' * 100}", file=sys.stderr)
        return 0 if "--if-reachable" in sys.argv[1:] else 1
    except BuildError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
