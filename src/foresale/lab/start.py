"""Starts the app in a process of Streamlit's."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from foresale.client.logins import tidy_address
from foresale.errors import MissingExtraError

SERVER = "FORESALE_LAB_SERVER"
"""Environment variable by which the app is told which service it asks."""
SHOWN = "FORESALE_LAB_SHOWN"
"""Environment variable with the address that people know the service by."""
APP = Path(__file__).with_name("app.py")
MAX_UPLOAD_MB = 200
THEME = {
    "base": "light",
    "primaryColor": "#0072b2",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f2f5f8",
    "textColor": "#1f2328",
}


@dataclass(frozen=True)
class LabOptions:
    """Where the app listens, and whom it asks.

    Attributes:
        server: Address of the service.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        base_path: Path under which a proxy offers it, such as `lab`.
        shown: Address of the service as people know it, where that isn't `server`.
        open_browser: Whether to open a browser on it.
    """

    server: str
    host: str = "127.0.0.1"
    port: int = 8501
    base_path: str = ""
    shown: str = ""
    open_browser: bool = False


def lab_command(options: LabOptions) -> tuple[list[str], dict[str, str]]:
    """The words and the environment of the process that is the app; it reports nothing to anybody.

    Raises:
        MissingExtraError: Streamlit isn't installed.
        OptionError: The server isn't an address.
    """
    if not _is_installed():
        raise MissingExtraError("Streamlit", "lab")
    settings = {
        "server.address": options.host,
        "server.port": options.port,
        "server.baseUrlPath": options.base_path,
        "server.headless": str(not options.open_browser).lower(),
        "server.fileWatcherType": "none",
        "server.maxUploadSize": MAX_UPLOAD_MB,
        "browser.gatherUsageStats": "false",
        "runner.magicEnabled": "false",
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        **{f"theme.{name}": value for name, value in THEME.items()},
    }
    words = [f"--{name}={value}" for name, value in settings.items() if value != ""]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *words]
    addresses = {SERVER: tidy_address(options.server), SHOWN: tidy_address(options.shown or options.server)}
    return command, {**os.environ, **addresses}


def _is_installed() -> bool:
    try:
        return find_spec("streamlit") is not None
    except ModuleNotFoundError:  # what a finder says that keeps a library out
        return False


def run_lab(options: LabOptions) -> int:
    """Run the app until it is stopped; its exit code."""
    command, environment = lab_command(options)
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - words of our own
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait(timeout=10)
            return 0
