"""What has to be true of the service once its containers run: seen from outside, through nginx."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import httpx
from browser import Browser
from compose_project import CheckError, ComposeProject, wait_until

_DEMO_SECONDS = 400
_BACKUP = "/tmp/check.zip"  # noqa: S108 - in a container


def read_demo_key(stack: ComposeProject) -> str:
    """The key of the demonstration's user, once the demonstration has answered a prediction."""

    def look() -> str | None:
        said = stack.call("logs", "--no-log-prefix", "demo")
        return found[1] if (found := re.search(r"X-API-Key: (fsk_\S+)'", said)) else None

    return wait_until("The demonstration", _DEMO_SECONDS, look)


def check_pages(site: str, key: str) -> None:
    """Ask for what a browser asks for, and for what nginx keeps to itself.

    Args:
        site: Where nginx offers the service.
        key: Of the demonstration's user.
    """
    page = httpx.get(site, timeout=30)
    if page.status_code != 200 or "<!doctype html>" not in page.text.lower():
        raise CheckError(f"The dashboard isn't at {site}: {page.status_code} {page.text[:200]}")
    if "content-security-policy" not in page.headers:
        raise CheckError("The page came without its security headers.")
    if httpx.get(f"{site}/api/metrics", timeout=30).status_code != 404:
        raise CheckError("nginx lets strangers read the counts.")
    state = httpx.get(f"{site}/api/health/ready", timeout=30).json()
    idle = [loop["name"] for loop in state["loops"] if not loop["is_running"]]
    if idle:
        raise CheckError(f"Loops that don't run: {', '.join(idle)}.")
    forecast = httpx.get(f"{site}/api/forecast/weekly", headers={"X-API-Key": key}, timeout=30)
    if not forecast.json()["items"]:
        raise CheckError("There is no forecast.")
    print("The dashboard, the API and all loops answer through nginx.")


def check_in_browser(stack: ComposeProject, pictures: Path | None) -> None:
    """See Today and predict a month in the Lab; without a browser the Lab's health is asked for.

    Args:
        stack: Whose demonstration tells the password.
        pictures: A folder for a picture of each page, if any.
    """
    if httpx.get(f"{stack.site}/lab/_stcore/health", timeout=30).text != "ok":
        raise CheckError("The Lab doesn't answer through nginx.")
    login = re.search(
        r"log in as (\S+) with the password (\S+)", stack.call("logs", "--no-log-prefix", "demo")
    )
    if login is None:
        raise CheckError("The demonstration told no password.")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("The Lab answers through nginx; no browser is here to open it.")
        return
    browser = Browser(chromium, stack.site, email=login[1], password=login[2], pictures=pictures)
    browser.see_today()
    print("Somebody signed in and saw Today, in a browser behind nginx.")
    browser.predict_month()
    print("A month was predicted in the Lab, in a browser behind nginx.")


def check_restore(stack: ComposeProject) -> None:
    """Back up the database, restore the file to an SQLite home elsewhere, and compare answers."""
    ask = (
        "from foresale.container import Container; from foresale.settings import load_settings;"
        "import sqlalchemy as sa; c = Container(load_settings()).engine.connect();"
        "q = 'select count(*), round(cast(sum(mean) as decimal(18, 3)), 2) from forecasts';"
        "print('HOLDS', [float(n) for n in c.execute(sa.text(q)).one()])"
    )
    stack.call("stop", "demo")
    print(stack.call("exec", "-T", "worker", "foresale", "backup", _BACKUP, seconds=300).strip())
    before = stack.call("exec", "-T", "worker", "python3", "-c", ask)
    stated = " ".join(
        f"FORESALE_{name}"
        for name in ("DATABASE_URL", "DATABASE_PASSWORD_FILE", "MLFLOW_URL", "MLFLOW_PASSWORD_FILE")
    )
    elsewhere = (
        f"unset {stated}; export FORESALE_HOME={_BACKUP}.d; foresale restore {_BACKUP} >&2 && python3 -c"
    )
    after = stack.call("exec", "-T", "worker", "sh", "-c", f'{elsewhere} "{ask}"', seconds=300)
    before, after = (said.split("HOLDS", 1)[1].splitlines()[0].strip() for said in (before, after))
    if before != after:
        raise CheckError(f"The restored database differs: {before} before, {after} after.")
    print(f"A backup restored to SQLite holds the same forecasts, their number and sum: {before}")
