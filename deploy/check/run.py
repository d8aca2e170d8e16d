"""Starts the compose file for real and follows a sale through it: `make check-containers`.

Images are built, secrets drawn, everything started; the pages are asked for through nginx, and a month is
predicted in the Lab; a sale that is put on Kafka's topic has to come out of the live feed; Prometheus has to
read our counts; a backup has to restore to the same answers. Where no registry can be reached, `--stand-ins`
uses the same programs from Debian's packages. Without an engine it says so, and is a failure only where CI
asks for one.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from httpx_sse import EventSource
from lab_browser import predict_month

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "deploy" / "compose"
CHECK = ROOT / "deploy" / "check"
PROJECT = "foresale-check"
BACKUP = "/tmp/check.zip"  # noqa: S108 - in a container
SITE, PROMETHEUS = "http://127.0.0.1:18080", "http://127.0.0.1:19090"
PORTS = {"HTTP_PORT": "18080", "PROMETHEUS_PORT": "19090", "MLFLOW_PORT": "15000", "GRAFANA_PORT": "13000"}
START_SECONDS, DEMO_SECONDS, EVENT_SECONDS = 300, 400, 60


class CheckError(Exception):
    """What went wrong."""


class Stack:
    """The compose project, with secrets and ports of its own.

    Args:
        stand_ins: Whether images of others are replaced.
        image: Of ours; built where it is None.
    """

    def __init__(self, *, stand_ins: bool, image: str | None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="foresale-check-"))
        shutil.copytree(ROOT / "deploy", self.folder / "deploy")
        self.compose = self.folder / "deploy" / "compose"
        # What builds needs the whole checkout; only the image's name is used from the copy.
        self.environment = os.environ | PORTS | {
            "COMPOSE_PROFILES": "postgres,kafka,watch,demo",
            "COMPOSE_PROJECT_NAME": PROJECT,
            "FORESALE_IMAGE": image or "foresale:check",
            "PUBLIC_URL": SITE,
            "DOCKER_BUILDKIT": "1",
        }  # fmt: skip
        files = ["compose.yaml", *(["../check/compose.check.yaml"] if stand_ins else [])]
        self._files = [word for name in files for word in ("-f", name)]

    def call(self, *words: str, seconds: float = 120) -> str:
        """Run a command of compose's, and answer what it printed."""
        return call("docker", "compose", *self._files, *words, cwd=self.compose,
                    seconds=seconds, environment=self.environment)  # fmt: skip

    def end(self) -> None:
        """Remove containers, networks and volumes."""
        self.call("down", "--volumes", "--timeout", "20")
        shutil.rmtree(self.folder, ignore_errors=True)


def call(*words: str, cwd: Path = ROOT, seconds: float, environment: dict[str, str] | None = None) -> str:
    """Run a program.

    Raises:
        CheckError: It failed, with what it said.
    """
    done = subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-30:])
        raise CheckError(f"{' '.join(words[:12])} … ended with {done.returncode}:\n{said}")
    return done.stdout + done.stderr


def engine_missing() -> str | None:
    """Why no container can be started here; None where one can."""
    if shutil.which("docker") is None:
        return "the program docker isn't there"
    for words, what in (
        ("info", "its engine doesn't run"),
        ("compose version", "docker compose isn't there"),
    ):
        try:
            call("docker", *words.split(), seconds=30)
        except (CheckError, subprocess.TimeoutExpired):
            return what
    return None


def build(*, stand_ins: bool) -> None:
    """Build our image, and the stand-ins for those of others."""
    ours = ["-f", "deploy/docker/Dockerfile", "-t", "foresale:check", "."]
    certificates = os.environ.get("SSL_CERT_FILE")
    if certificates:
        ours[:0] = ["--secret", f"id=ca,src={certificates}"]
    environment = os.environ | {"DOCKER_BUILDKIT": "1"}
    network = ["--network", "host"] if stand_ins else []
    base = ["--build-arg", "PYTHON=debian:bookworm-slim"] if stand_ins else []
    call("docker", "build", *network, *base, *ours, seconds=1800, environment=environment)
    if not stand_ins:
        return
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder) / "check"
        shutil.copytree(CHECK, context)
        jars = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "foresale" / "kafka-4.4.0"
        shutil.copytree(jars, context / "jars")  # fetched by .ci/kafka/fetch.sh
        for target in ("postgres", "nginx", "prometheus", "kafka"):
            call("docker", "build", *network, "--target", target, "-t", f"foresale-check-{target}", ".",
                 cwd=context, seconds=1800, environment=environment)  # fmt: skip


def until(what: str, seconds: float, look: Callable[[], str | None]) -> str:
    """Wait until something is there, and answer it.

    Raises:
        CheckError: It didn't come.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(1)
    raise CheckError(f"{what} didn't come within {seconds:.0f} seconds.")


def demo_key(stack: Stack) -> str:
    """The key of the demonstration's user, once the demonstration has answered a prediction."""

    def look() -> str | None:
        said = stack.call("logs", "--no-log-prefix", "demo")
        return found[1] if (found := re.search(r"X-API-Key: (fsk_\S+)'", said)) else None

    return until("The demonstration", DEMO_SECONDS, look)


def follow_sale(stack: Stack, key: str) -> None:
    """Put a sale on Kafka's topic, and wait until the live feed tells it through nginx."""
    headers, number = {"X-API-Key": key}, f"CHECK-{secrets.token_hex(6)}"
    with httpx.Client(base_url=SITE, headers=headers, timeout=EVENT_SECONDS) as client:
        known = client.get("/api/sales", params={"limit": 1}).json()["items"][0]
        sale = {
            "kind": "sale", "transaction_id": number, "sold_at": datetime.now(UTC).isoformat(),
            "product": client.get(f"/api/products/{known['product_id']}").json()["sku"],
            "store": client.get(f"/api/stores/{known['store_id']}").json()["code"],
            "quantity": 3, "unit_price": "1.25",
        }  # fmt: skip
        seen = threading.Event()
        listening = threading.Event()

        def listen() -> None:
            with client.stream("GET", "/api/live", params={"kind": "sale"}) as answer:
                for event in EventSource(answer).iter_sse():
                    listening.set()
                    if number in event.data:
                        seen.set()
                        return

        threading.Thread(target=listen, daemon=True).start()
        if not listening.wait(EVENT_SECONDS):
            raise CheckError("The live feed said nothing through nginx.")
        code = (
            "import sys; from confluent_kafka import Producer;"
            "p = Producer({'bootstrap.servers': 'kafka:9092'});"
            "p.produce('sales', sys.argv[1].encode(), b'check'); sys.exit(p.flush(30))"
        )
        began = time.monotonic()
        stack.call("exec", "-T", "api", "python3", "-c", code, json.dumps(sale))
        if not seen.wait(EVENT_SECONDS):
            raise CheckError(f"The sale {number} didn't come from Kafka's topic to the live feed.")
        print(f"A sale went from Kafka's topic to the feed behind nginx in {time.monotonic() - began:.1f} s.")


def check_lab(stack: Stack) -> None:
    """Predict a month in the Lab, in a browser, through nginx; without a browser its health is asked for."""
    if httpx.get(f"{SITE}/lab/_stcore/health", timeout=30).text != "ok":
        raise CheckError("The Lab doesn't answer through nginx.")
    login = re.search(
        r"log in as (\S+) with the password (\S+)", stack.call("logs", "--no-log-prefix", "demo")
    )
    if login is None:
        raise CheckError("The demonstration told no password.")
    chromium = shutil.which("chromium")
    if chromium is None:
        print("The Lab answers through nginx; no browser is here to open it.")
        return
    problem = predict_month(chromium, SITE, login[1], login[2])
    if problem:
        raise CheckError(f"The Lab in a browser: {problem}")
    print("A month was predicted in the Lab, in a browser behind nginx.")


def check_pages(key: str) -> None:
    """Ask for what a browser asks for, and for what nginx keeps to itself."""
    page = httpx.get(SITE, timeout=30)
    if page.status_code != 200 or "<!doctype html>" not in page.text.lower():
        raise CheckError(f"The dashboard isn't at {SITE}: {page.status_code} {page.text[:200]}")
    if "content-security-policy" not in page.headers:
        raise CheckError("The page came without its security headers.")
    if httpx.get(f"{SITE}/api/metrics", timeout=30).status_code != 404:
        raise CheckError("nginx lets strangers read the counts.")
    state = httpx.get(f"{SITE}/api/health/ready", timeout=30).json()
    idle = [loop["name"] for loop in state["loops"] if not loop["is_running"]]
    if idle:
        raise CheckError(f"Loops that don't run: {', '.join(idle)}.")
    forecast = httpx.get(f"{SITE}/api/forecast/weekly", headers={"X-API-Key": key}, timeout=30)
    if not forecast.json()["items"]:
        raise CheckError("There is no forecast.")
    print("The dashboard, the API and all loops answer through nginx.")


def check_prometheus() -> None:
    """See that Prometheus reads our counts."""

    def look() -> str | None:
        asked = {"query": 'up{job="foresale"} == 1'}
        found = httpx.get(f"{PROMETHEUS}/api/v1/query", params=asked, timeout=30).json()
        return str(found["data"]["result"]) if found["data"]["result"] else None

    until("Our counts in Prometheus", 60, look)
    print("Prometheus reads the service's counts.")


def check_restore(stack: Stack, key: str) -> None:
    """Back up PostgreSQL, restore the file to an SQLite home elsewhere, and compare answers."""
    ask = (
        "from foresale.container import Container; from foresale.settings import load_settings;"
        "import sqlalchemy as sa; c = Container(load_settings()).engine.connect();"
        "q = 'select count(*), round(cast(sum(mean) as decimal(18, 3)), 2) from forecasts';"
        "print('HOLDS', [float(n) for n in c.execute(sa.text(q)).one()])"
    )
    stack.call("stop", "demo")
    print(stack.call("exec", "-T", "worker", "foresale", "backup", BACKUP, seconds=300).strip())
    before = stack.call("exec", "-T", "worker", "python3", "-c", ask)
    stated = " ".join(
        f"FORESALE_{name}"
        for name in ("DATABASE_URL", "DATABASE_PASSWORD_FILE", "MLFLOW_URL", "MLFLOW_PASSWORD_FILE")
    )
    elsewhere = (
        f"unset {stated}; export FORESALE_HOME={BACKUP}.d; foresale restore {BACKUP} >&2 && python3 -c"
    )
    after = stack.call("exec", "-T", "worker", "sh", "-c", f'{elsewhere} "{ask}"', seconds=300)
    before, after = (said.split("HOLDS", 1)[1].splitlines()[0].strip() for said in (before, after))
    if before != after:
        raise CheckError(f"The restored database differs: {before} before, {after} after.")
    print(
        f"A backup of PostgreSQL restored to SQLite holds the same forecasts and products: [{before.strip()}"
    )


def main() -> int:
    """Do it all; 0 where all went well."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--stand-ins", action="store_true", help="Debian's programs for images of others")
    asked.add_argument("--image", help="an image of ours that is there, in place of building one")
    asked.add_argument("--keep", action="store_true", help="leave all running at the end")
    given = asked.parse_args()
    missing = engine_missing()
    if missing:
        print(
            f"No container was started: {missing}.\n"
            "→ Install Docker with its compose plugin; tests/unit/test_deploy.py checks files alone.",
            file=sys.stderr,
        )
        return 1 if os.environ.get("FORESALE_REQUIRE_SERVERS") else 0
    began = time.monotonic()
    try:
        if not given.image:
            build(stand_ins=given.stand_ins)
            print(f"Images built after {time.monotonic() - began:.0f} s.")
        stack = Stack(stand_ins=given.stand_ins, image=given.image)
        try:
            call("./prepare", cwd=stack.compose, seconds=30)
            stack.call("up", "--detach", "--no-build", seconds=START_SECONDS)
            print(f"Everything started after {time.monotonic() - began:.0f} s.")
            key = demo_key(stack)
            check_pages(key)
            check_lab(stack)
            follow_sale(stack, key)
            check_prometheus()
            check_restore(stack, key)
        finally:
            if not given.keep:
                stack.end()
    except (CheckError, subprocess.TimeoutExpired, httpx.HTTPError) as problem:
        print(f"{type(problem).__name__}: {problem}", file=sys.stderr)
        return 1
    print(f"All went well, in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
