"""How the dashboard is built: by the lock's own Node, only when something changed, with its licences."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

NAMES = ("npm", "third_party", "build")


@pytest.fixture
def scripts(repository: Path) -> Iterator[dict[str, ModuleType]]:
    """The scripts of `dashboard/scripts`, by name."""
    sys.path.insert(0, str(repository / "dashboard" / "scripts"))
    try:
        yield {name: importlib.import_module(name) for name in NAMES}
    finally:
        sys.path.pop(0)
        for name in NAMES:
            del sys.modules[name]


@pytest.fixture
def small(scripts: dict[str, ModuleType], tmp_path: Path, monkeypatch: Any) -> Path:
    """A dashboard of three files, which the build takes for the real one."""
    dashboard, build = tmp_path / "dashboard", scripts["build"]
    for name in ("src/shared/api/generated/client.ts", "src/main.tsx", "package.json", "package-lock.json"):
        path = dashboard / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    schema = tmp_path / "docs" / "openapi.json"
    schema.parent.mkdir()
    schema.write_text("{}")
    pages = tmp_path / "pages"
    for name, place in (
        ("ROOT", tmp_path), ("DASHBOARD", dashboard), ("SCHEMA", schema), ("PAGES", pages),
        ("INSTALLED", dashboard / "node_modules" / ".installed-from"),
    ):  # fmt: skip
        monkeypatch.setattr(build, name, place)
    monkeypatch.setattr(sys, "argv", ["build.py"])
    return tmp_path


def fails_with(text: str) -> Any:
    return lambda *_args, **_more: subprocess.CompletedProcess([], 1, stdout=text)


def test_what_the_pages_are_made_of_is_told_from_what_is_made(
    scripts: dict[str, ModuleType], small: Path
) -> None:
    build = scripts["build"]

    def digest() -> str:
        return build.digest_of(build.sources())

    first = digest()
    (small / "dashboard/src/shared/api/generated/client.ts").write_text("made")
    (small / "dashboard/node_modules").mkdir()
    (small / "dashboard/node_modules/x.js").write_text("brought")
    assert digest() == first
    (small / "docs/openapi.json").write_text('{"paths": {}}')
    second = digest()
    (small / "dashboard/src/main.tsx").write_text("changed")
    assert len({first, second, digest()}) == 3


@pytest.mark.parametrize("code", ["EAI_AGAIN", "SELF_SIGNED_CERT_IN_CHAIN", "E407"])
def test_a_registry_out_of_reach_is_told_and_stops_nothing_that_goes_without(
    scripts: dict[str, ModuleType], small: Path, monkeypatch: Any, capsys: Any, code: str
) -> None:
    build = scripts["build"]
    monkeypatch.setattr(build, "run_npm", fails_with(f"npm error code {code}\nnpm error network"))
    assert build.main() == 1
    monkeypatch.setattr(sys, "argv", ["build.py", "--if-reachable"])
    assert build.main() == 0
    assert "npm's registry can't be reached" in capsys.readouterr().err
    assert (small / "pages" / ".out-of-reach").exists()


def test_any_other_failure_is_one(
    scripts: dict[str, ModuleType], small: Path, monkeypatch: Any, capsys: Any
) -> None:
    build = scripts["build"]
    monkeypatch.setattr(build, "run_npm", fails_with("npm error code EINTEGRITY"))
    monkeypatch.setattr(sys, "argv", ["build.py", "--if-reachable"])
    assert build.main() == 1
    assert "EINTEGRITY" in capsys.readouterr().err
    assert not (small / "pages").exists()


def test_npm_runs_by_the_locks_node_and_needs_no_home(scripts: dict[str, ModuleType], tmp_path: Path) -> None:
    npm = scripts["npm"]
    missing = str(tmp_path / "missing")
    nobody = npm.environment({"PATH": "/usr/bin", "HOME": missing, "NODE_OPTIONS": "--inspect"})
    assert nobody["PATH"].split(":")[0] == str(npm.node_folder())
    assert nobody["npm_config_cache"] == str(npm.CACHE)
    assert "NODE_OPTIONS" not in nobody
    assert "npm_config_cache" not in npm.environment({"HOME": str(tmp_path)})
    told = npm.environment({"HOME": missing, "npm_config_cache": "/mine"})
    assert told["npm_config_cache"] == "/mine"
    done = subprocess.run([*npm.npm_command(["--version"])], capture_output=True, text=True, check=True)
    assert int(done.stdout.partition(".")[0]) >= 11


def test_whatever_may_be_in_the_pages_is_listed_with_its_licence(
    scripts: dict[str, ModuleType], tmp_path: Path
) -> None:
    third_party = scripts["third_party"]
    packages: dict[str, Any] = {"": {}}
    for name, lock in (("react", {}), ("vite", {"dev": True}), ("tailwindcss", {"dev": True})):
        folder = tmp_path / "node_modules" / name
        folder.mkdir(parents=True)
        told = {"name": name, "version": "1.2.3", "license": "MIT"}
        (folder / "package.json").write_text(json.dumps(told))
        (folder / "LICENSE.md").write_text(f"Copyright by {name}")
        packages[f"node_modules/{name}"] = lock
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": packages}))
    text = third_party.third_party_text(tmp_path)
    assert "react 1.2.3 (MIT)" in text
    assert "Copyright by tailwindcss" in text
    assert "vite" not in text
    (tmp_path / "node_modules/react/LICENSE.md").unlink()
    (tmp_path / "node_modules/react/package.json").write_text('{"name": "react", "version": "1"}')
    with pytest.raises(ValueError, match="react says nothing of a licence"):
        third_party.third_party_text(tmp_path)


def test_the_lock_of_the_dashboard_names_no_registry_and_proves_each_file(repository: Path) -> None:
    lock = json.loads((repository / "dashboard" / "package-lock.json").read_text())
    named = {place: told for place, told in lock["packages"].items() if place}
    assert [place for place, told in named.items() if "resolved" in told] == []
    assert [place for place, told in named.items() if "integrity" not in told and not told.get("link")] == []
