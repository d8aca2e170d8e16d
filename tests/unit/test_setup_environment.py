"""`make setup` on machines of all kinds."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_environment", ROOT / "setup_environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pip_reads_its_environment_before_its_files(setup: ModuleType) -> None:
    listed = (
        "global.index-url='http://a/simple'\ninstall.index-url='http://b/simple'\n"
        ":env:.index-url='http://c/simple'\nglobal.timeout='60'\nfreeze.timeout='1'\nnonsense"
    )
    assert setup.read_pip_settings(listed) == {"index-url": "http://c/simple", "timeout": "60"}


def test_uv_asks_the_index_that_pip_would_ask(setup: ModuleType) -> None:
    pip = {"index-url": "http://a/simple", "extra-index-url": "\nhttp://b/simple\nhttp://c/simple"}
    told = setup.settings_for_uv(pip, {}, None)
    assert told["UV_DEFAULT_INDEX"] == "http://a/simple"
    assert told["UV_INDEX"] == "http://b/simple http://c/simple"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"


def test_what_is_set_for_uv_itself_stays(setup: ModuleType) -> None:
    environment = {"UV_INDEX_URL": "http://mine/simple", "SSL_CERT_FILE": "mine.pem", "HTTP_PROXY": "mine:1"}
    pip = {"index-url": "http://a/simple", "cert": "other.pem", "proxy": "http://other:1"}
    assert setup.settings_for_uv(pip, environment, "system.pem") == {}


def test_uv_takes_the_proxy_and_certificates_of_pip(setup: ModuleType) -> None:
    told = setup.settings_for_uv({"proxy": "http://p:3128", "cert": "own.pem"}, {}, "system.pem")
    assert told == {
        "HTTPS_PROXY": "http://p:3128", "HTTP_PROXY": "http://p:3128", "SSL_CERT_FILE": "own.pem",
    }  # fmt: skip
    assert setup.settings_for_uv({}, {"REQUESTS_CA_BUNDLE": "b.pem"}, None) == {"SSL_CERT_FILE": "b.pem"}
    assert setup.settings_for_uv({}, {}, "system.pem")["UV_SYSTEM_CERTS"] == "true"


def test_a_user_without_a_home_installs_without_a_cache(setup: ModuleType, tmp_path: Path) -> None:
    assert setup.cache_settings({"HOME": str(tmp_path)}) == {}
    file = tmp_path / "file"
    file.touch()
    assert setup.cache_settings({"HOME": str(file)}) == {"UV_NO_CACHE": "true"}
    assert setup.cache_settings({"HOME": str(file), "UV_CACHE_DIR": "/elsewhere"}) == {}


def test_a_folder_that_is_no_environment_is_left_alone(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "PYTHON", tmp_path / "bin" / "python")
    with pytest.raises(setup.SetupError, match="no environment"):
        setup.Setup({}).make_venv(None)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_python_without_ensurepip_says_what_to_install(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "python3"
    bare.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    bare.chmod(0o755)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(sys, "executable", str(bare))
    with pytest.raises(setup.SetupError, match=r"ensurepip are missing.\n→ .*python3\.\d+"):
        setup.Setup({}).make_venv(None)


def test_settings_that_point_elsewhere_are_dropped(setup: ModuleType) -> None:
    kept = setup.Setup({"PIP_TARGET": "/x", "PYTHONPATH": "/y", "PIP_USER": "1", "HOME": "/h"}).environment
    assert {"PIP_TARGET", "PYTHONPATH"} & set(kept) == set()
    assert (kept["PIP_USER"], kept["HOME"]) == ("0", "/h")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_every_extra_that_a_locked_package_asks_for(lock: str) -> None:
    """With hashes, an older pip accepts `coverage[toml]` only if the lock itself says so."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)(?:\[([a-z0-9,-]+)\])?==", text, re.MULTILINE))
    missing = []
    for name in pinned:
        try:
            asked = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # of another system
        for requirement in asked:
            found = re.match(r"([A-Za-z0-9._-]+)\[([^\]]+)\](?!.*extra\s*==)", requirement)
            if found and "sys_platform == 'win32'" not in requirement:
                other = re.sub(r"[-_.]+", "-", found[1]).lower()
                extras = {part.strip() for part in found[2].split(",")}
                if other in pinned and not extras <= set(pinned[other].split(",")):
                    missing.append(f"{name} asks for {requirement}")
    assert missing == []
