"""Makes `.venv` with Foresale, its extras and its tools in it; `make setup` runs it.

It brings its own installer: uv, pinned and hashed in `requirements-setup.lock`, which any pip since 22 can
install and which takes seconds where pip takes minutes. A uv that is on the PATH already is used; where
none can run, pip installs the same lock. Whatever pip is told about indexes, proxies and certificates, by
its environment or its configuration files, holds for uv too.

It needs nothing but Python's own library, 3.11 or newer, and changes nothing outside `.venv` and the
installers' caches.
"""

from __future__ import annotations

import ast
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OWN_UV = PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
SETUP_LOCK = "requirements-setup.lock"
LOCK = "requirements-dev.lock"

# Settings that point an installer or a Python somewhere else than at the environment we make.
MISLEADING = (
    "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_CONSTRAINT",
    "PIP_REQUIREMENT", "PIP_PYTHON", "UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_CONSTRAINT", "UV_PROJECT",
    "UV_WORKING_DIR",
)  # fmt: skip

# What pip calls a thing, and the variables by which uv knows it.
UV_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
    "extra-index-url": ("UV_INDEX", "UV_EXTRA_INDEX_URL"),
    "find-links": ("UV_FIND_LINKS",),
    "trusted-host": ("UV_INSECURE_HOST",),
    "cert": ("SSL_CERT_FILE",),
    "client-cert": ("SSL_CLIENT_CERT",),
    "proxy": ("HTTPS_PROXY", "HTTP_PROXY"),
    "timeout": ("UV_HTTP_TIMEOUT",),
    "default-timeout": ("UV_HTTP_TIMEOUT",),
    "no-index": ("UV_NO_INDEX",),
}


class SetupError(Exception):
    """What went wrong, and after an arrow what to do about it."""


def read_pip_settings(listed: str) -> dict[str, str]:
    """What pip will do, from the lines of `pip config list`.

    The environment outweighs `[install]`, and that outweighs `[global]`, as in pip.
    """
    weights = {"global": 0, "install": 1, ":env:": 2}
    found: dict[str, tuple[int, str]] = {}
    for line in listed.splitlines():
        key, equals, quoted = line.partition("=")
        section, _, name = key.partition(".")
        if not equals or section not in weights:
            continue
        try:
            value = str(ast.literal_eval(quoted))
        except (SyntaxError, ValueError):
            continue
        if name not in found or found[name][0] <= weights[section]:
            found[name] = (weights[section], value)
    return {name: value for name, (_, value) in found.items()}


def settings_for_uv(
    pip: Mapping[str, str], environment: Mapping[str, str], system_certificates: str | None
) -> dict[str, str]:
    """Variables that make uv do what pip would; what the reader set for uv stays.

    Args:
        pip: pip's settings by its own names for them.
        environment: The variables that are set.
        system_certificates: The system's file of trusted certificates, if it has one.
    """
    told: dict[str, str] = {}
    for name, variables in UV_NAMES.items():
        value = pip.get(name, "").strip()
        if not value or any(environment.get(variable) for variable in variables):
            continue
        separator = "," if name == "find-links" else " "
        variable = variables[0]
        told[variable] = separator.join(value.split())
        if name == "proxy":
            told.update(dict.fromkeys(variables, value))
        if name == "extra-index-url":
            # pip takes the best version of all indexes; the hashes say which file is the right one.
            told["UV_INDEX_STRATEGY"] = environment.get("UV_INDEX_STRATEGY") or "unsafe-best-match"
    if "SSL_CERT_FILE" not in {**environment, **told}:
        bundle = environment.get("REQUESTS_CA_BUNDLE") or environment.get("CURL_CA_BUNDLE")
        if bundle:
            told["SSL_CERT_FILE"] = bundle
        elif system_certificates:
            # A company's own certificate stands there, and not in the list that uv brings.
            told["UV_SYSTEM_CERTS"] = told["UV_NATIVE_TLS"] = "true"
    return told


def cache_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Where its place can't be written, as for a user without a home, uv does without a cache."""
    if environment.get("UV_CACHE_DIR") or environment.get("UV_NO_CACHE"):
        return {}
    above = environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME", "/")) / ".cache"
    folder = Path(above) / "uv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    return {} if writable else {"UV_NO_CACHE": "true"}


def ensurepip_fix() -> str:
    """What brings venv and pip to this Python."""
    version = f"python3.{sys.version_info.minor}"
    if Path("/etc/debian_version").exists():
        return f"Install them: sudo apt install {version}-venv (or `apt install …` as root), then go on."
    return f"Install {version} with its modules venv and ensurepip, or put uv on the PATH, then go on."


class Setup:
    """One making of `.venv`, with the variables that all its programs run under."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = {key: value for key, value in environment.items() if key not in MISLEADING}
        self.environment["PIP_USER"] = "0"
        self.environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        self.environment["PIP_NO_INPUT"] = "1"
        self.shows_progress = sys.stderr.isatty()

    def run(self, command: Iterable[str | Path], **more: str) -> bool:
        """Whether the program went well; what it prints is seen."""
        try:
            done = subprocess.run(  # noqa: S603  # programs that this file names
                [str(part) for part in command], cwd=ROOT, env={**self.environment, **more}, check=False
            )
        except OSError as problem:
            print(problem, file=sys.stderr)
            return False
        return done.returncode == 0

    def answer_of(self, command: Iterable[str | Path]) -> str | None:
        """What the program printed; nothing if it failed or can't run here."""
        try:
            done = subprocess.run(  # noqa: S603  # programs that this file names
                [str(part) for part in command], cwd=ROOT, env=self.environment,
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        except OSError:
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    def make_venv(self, uv: str | None) -> None:
        """An empty environment of this Python, if there is none that works."""
        if self.answer_of([PYTHON, "-c", ""]) is not None:
            return
        if VENV.exists() and any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
            raise SetupError(
                f"{VENV} is there and is no environment of Python's.\n→ Move it away, then go on."
            )
        if uv and self.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]):
            return
        if self.answer_of([sys.executable, "-c", "import ensurepip, venv"]) is None:
            raise SetupError(
                f"{sys.executable} can't make an environment: its modules venv and ensurepip are missing.\n"
                f"→ {ensurepip_fix()}"
            )
        if not self.run([sys.executable, "-m", "venv", "--clear", VENV]):
            raise SetupError(f"{VENV} couldn't be made.\n→ See the lines above: {ensurepip_fix()}")

    def pip_settings(self) -> dict[str, str]:
        """How pip is set up here."""
        for python in (PYTHON, sys.executable):
            listed = self.answer_of([python, "-m", "pip", "config", "list"])
            if listed is not None:
                return read_pip_settings(listed)
        return {
            name[4:].lower().replace("_", "-"): value
            for name, value in self.environment.items()
            if name.startswith("PIP_")
        }

    def bring_uv(self) -> str | None:
        """The uv of our own, installed by pip; nothing where it can't be had or can't run."""
        if self.answer_of([OWN_UV, "--version"]):
            return str(OWN_UV)
        if self.answer_of([PYTHON, "-m", "pip", "--version"]) is None:
            self.answer_of([PYTHON, "-m", "ensurepip"])
        command = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--require-hashes", "-r"]
        fetched = self.run([PYTHON, *command, SETUP_LOCK])
        return str(OWN_UV) if fetched and self.answer_of([OWN_UV, "--version"]) else None

    def install(self, installer: list[str | Path], settings: Mapping[str, str], quiet: bool) -> bool:
        """The locked packages, then Foresale itself from this folder."""
        command = [*installer, *(["--quiet"] if quiet else [])]
        if not self.run([*command, "--require-hashes", "-r", LOCK], **settings):
            return False
        return self.run([*command, "--no-deps", "--no-build-isolation", "-e", ROOT], **settings)

    def install_by_uv(self, uv: str) -> bool:
        """Everything by uv, in seconds."""
        paths = ssl.get_default_verify_paths()
        settings = settings_for_uv(self.pip_settings(), self.environment, paths.cafile)
        settings |= cache_settings(self.environment)
        installer: list[str | Path] = [uv, "pip", "install", "--python", PYTHON]
        return self.install(installer, settings, quiet=not self.shows_progress)

    def install_by_pip(self) -> bool:
        """Everything by pip, in minutes."""
        return self.install([PYTHON, "-m", "pip", "install"], {}, quiet=not self.shows_progress)

    def make(self) -> None:
        """Everything, by the first installer that does it."""
        start = time.monotonic()
        found = "uv" if self.answer_of(["uv", "--version"]) else None
        self.make_venv(found)
        lines = (ROOT / LOCK).read_text(encoding="utf-8").splitlines()
        packages = sum(line[:1].isalnum() for line in lines)
        print(f"Installing Foresale and {packages} packages into .venv …", flush=True)
        done = found is not None and self.install_by_uv(found)
        if not done and (own := self.bring_uv()):
            done = self.install_by_uv(own)
        if not done:
            print("uv can't do it here, so pip does, which takes a few minutes …", flush=True)
            done = self.install_by_pip()
        if not done:
            raise SetupError(
                "The packages couldn't be installed; the lines above say why.\n"
                "→ Behind a proxy or with an index of your own, tell pip of it (HTTPS_PROXY, PIP_INDEX_URL, "
                "PIP_CERT or pip.conf) and go on: what is installed stays."
            )
        print(f"Installed in {time.monotonic() - start:.0f} s.", flush=True)


def main() -> int:
    """Make the environment; 1 if that failed."""
    if sys.version_info < (3, 11):  # noqa: UP036  # may be run by hand
        print("Foresale needs Python 3.11 or newer.", file=sys.stderr)
        return 1
    try:
        Setup(os.environ).make()
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
