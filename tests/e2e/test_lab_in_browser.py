"""The Lab in a real browser, behind nginx as it would be offered: its pages live on a WebSocket."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboard_visit import PASSWORD, Visit

pytest.importorskip("streamlit", reason="Streamlit isn't installed.")

CONFIG = """
daemon off; pid {folder}/nginx.pid; error_log stderr warn; worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; "" ""; }}
  server {{
    listen 127.0.0.1:{door};
    location /lab/ {{
      proxy_pass http://127.0.0.1:{lab};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 1h;
      proxy_max_temp_file_size 0;
    }}
  }}
}}
"""


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
    lab, door = free_port(), free_port()
    words = ["--server", demo_service.address, "--port", str(lab), "--base-path", "lab"]
    processes = [subprocess.Popen([sys.executable, "-m", "foresale", "lab", *words], start_new_session=True)]
    (tmp_path / "nginx.conf").write_text(CONFIG.format(folder=tmp_path, lab=lab, door=door))
    processes.append(
        subprocess.Popen(
            [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], start_new_session=True
        )
    )
    address, deadline = f"http://127.0.0.1:{door}/lab/", time.monotonic() + 60
    try:
        while True:
            with suppress(OSError), urllib.request.urlopen(address, timeout=5):
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
    page.goto(behind_nginx)
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
