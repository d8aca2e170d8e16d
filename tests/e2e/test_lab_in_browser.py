"""The Lab in a real browser, behind nginx as it would be offered: its pages live on a WebSocket."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from dashboard_visit import PASSWORD, Visit
from optional_library import needs

pytestmark = needs("streamlit")

SHOWN = "http://forecasts.example.com"
NGINX = Path(__file__).parents[2] / "deploy/nginx"


def write_config(folder: Path, *, door: int, lab: int, api: str) -> None:
    """What is deployed, with addresses of this machine."""
    for place in NGINX.iterdir():
        text = place.read_text()
        for stated, here in (
            ("/etc/nginx/conf.d/", "HERE/"),
            ("/etc/nginx/", "HERE/"),
            ("/tmp/", "HERE/"),  # noqa: S108 - nginx's own
            ("listen 127.0.0.1:8081", "listen unix:HERE/health.sock"),
            ("listen 8080", f"listen 127.0.0.1:{door}"),
            ("http://api:8000", api),
            ("http://lab:8501", f"http://127.0.0.1:{lab}"),
        ):
            text = text.replace(stated, here)
        (folder / place.name).write_text(text.replace("HERE", str(folder)))


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=30)


@pytest.fixture
def behind_nginx(demo_service: Any, tmp_path: Path) -> Iterator[str]:
    """The address of a Lab that nginx offers under /lab/."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx isn't installed.")
    # Where root starts it, its workers could else not keep a slow answer in the test's folder.
    user = " user root;" if os.geteuid() == 0 else ""
    lab, door = free_port(), free_port()
    words = ["--server", demo_service.address, "--port", str(lab), "--base-path", "lab", "--shown", SHOWN]
    processes = [subprocess.Popen([sys.executable, "-m", "foresale", "lab", *words], start_new_session=True)]
    write_config(tmp_path, door=door, lab=lab, api=demo_service.address)
    processes.append(
        subprocess.Popen(
            [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-g", f"daemon off;{user}"],
            start_new_session=True,
        )
    )
    address, deadline = f"http://127.0.0.1:{door}/lab/", time.monotonic() + 60
    health = f"{address}_stcore/health"
    try:
        while True:
            with suppress(httpx.HTTPError):
                if httpx.get(health, timeout=5).is_success:
                    break
            assert time.monotonic() < deadline, "The Lab didn't start."
            time.sleep(0.2)
        yield address
    finally:
        for process in processes:
            end(process)


def test_a_month_is_predicted_in_a_browser_behind_nginx(
    behind_nginx: str, demo_service: Any, browser: Any
) -> None:
    visit = Visit.begin(browser.new_context(viewport={"width": 1300, "height": 1000}), behind_nginx)
    page = visit.page
    page.goto(behind_nginx.removesuffix("/"))
    expect(page.get_by_text(f"your account at {SHOWN}")).to_be_visible(timeout=30_000)
    page.get_by_role("textbox", name="E-mail").fill(demo_service.add_user("analyst"))
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    predict: Callable[..., Any] = page.get_by_role("button", name="Predict", exact=True).click
    page.locator("input[type=number]").nth(1).fill("41000")
    predict()
    expect(page.get_by_text("It rests on")).to_contain_text("41,000", timeout=30_000)
    page.get_by_role("link", name="Live").click()
    expect(page.get_by_text("again every 5 seconds")).to_be_visible(timeout=30_000)
    looked = page.get_by_text("again every 5 seconds").inner_text()
    expect(page.get_by_text("again every 5 seconds")).not_to_have_text(looked, timeout=30_000)
    page.context.close()
    assert visit.complaints == []
