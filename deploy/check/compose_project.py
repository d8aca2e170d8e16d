"""The compose file under a name, ports and secrets of its own, so that it runs beside another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HTTP, HTTPS, PROMETHEUS, GRAFANA = (
    f"{scheme}://127.0.0.1:{port}"
    for scheme, port in (("http", 18080), ("https", 18443), ("http", 19090), ("http", 13000))
)
_PORTS = {"HTTP_PORT": "18080", "HTTPS_PORT": "18443", "PROMETHEUS_PORT": "19090",
          "MLFLOW_PORT": "15000", "GRAFANA_PORT": "13000"}  # fmt: skip
_OVER = {"migrate"}
_PATIENCE = float(os.environ.get("CHECK_PATIENCE", "1"))
"""How much longer than usual everything may take, on a slow or busy machine."""


class CheckError(Exception):
    """What went wrong."""


class ComposeProject:
    """The parts that a check starts.

    Args:
        database: postgres or mariadb.
        stand_ins: Whether images of others are replaced.
        image: Of ours.
        tls: Whether nginx speaks HTTPS, with a certificate made here.

    Attributes:
        site: Where nginx offers the service.
        database: Which part keeps the data.
        compose: The folder of the compose files.
    """

    def __init__(self, database: str, *, stand_ins: bool, image: str, tls: bool) -> None:
        self.site, self.database = HTTPS if tls else HTTP, database
        self.folder = Path(tempfile.mkdtemp(prefix="foresale-check-"))
        shutil.copytree(
            ROOT / "deploy", self.folder / "deploy", ignore=shutil.ignore_patterns("secrets", ".env")
        )
        self.compose = self.folder / "deploy" / "compose"
        # What builds needs the whole checkout; only the image's name is used from the copy.
        self.environment = os.environ | _PORTS | {
            "COMPOSE_PROFILES": f"{database},kafka,watch,demo",
            "COMPOSE_PROJECT_NAME": "foresale-check",
            "FORESALE_IMAGE": image,
            "PUBLIC_URL": self.site,
            "FORESALE_TIME_ZONE": _find_zone_at_noon(),
            "DOCKER_BUILDKIT": "1",
        }  # fmt: skip
        files = ["compose.yaml", *(["compose.tls.yaml"] if tls else [])]
        files += ["../check/compose.check.yaml"] if stand_ins else []
        self._files = [word for name in files for word in ("-f", name)]
        if tls:
            os.environ["SSL_CERT_FILE"] = str(self._certify())  # whoever asks in this process believes it
        call("./prepare", database, cwd=self.compose, seconds=30)

    def _certify(self) -> Path:
        """Make a certificate of this machine's, and answer its place."""
        folder = self.compose / "secrets"
        folder.mkdir(exist_ok=True)
        made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
        called = ("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        call(
            "openssl", *made.split(), *called, "-keyout", "tls.key", "-out", "tls.crt", cwd=folder, seconds=30
        )
        return folder / "tls.crt"

    def call(self, *words: str, seconds: float = 120) -> str:
        """Run a command of compose's, and answer what it printed."""
        return call("docker", "compose", *self._files, *words, cwd=self.compose,
                    seconds=seconds, environment=self.environment)  # fmt: skip

    def start(self, *words: str, seconds: float) -> list[str]:
        """Start all parts as the documentation says, and answer what each is once all are well.

        Args:
            words: Beside those of the documentation.
            seconds: To wait at most.

        Raises:
            CheckError: A part didn't get well; with what it is, and its last words.
        """
        try:
            self.call("up", "--detach", "--wait", "--no-build", *words, seconds=seconds)
        except (CheckError, subprocess.TimeoutExpired) as problem:
            raise CheckError(f"{problem}\n{self.call('ps', '--all')}\n{self._last_words()}") from problem
        states = self.states()
        for name, state in states:
            if state not in ({"exited 0"} if name in _OVER else {"healthy", "running"}):
                raise CheckError(f"{name} is {state}.\n{self.call('logs', '--tail', '30', name)}")
        return [f"{name}: {state}" for name, state in states]

    def states(self) -> list[tuple[str, str]]:
        """Each container's part, and whether it is healthy, as far as anybody looks."""
        said = self.call("ps", "--all", "--format", "json")
        listed = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        return sorted(
            (one["Service"], one["Health"] or " ".join(
                [one["State"], *([str(one["ExitCode"])] if one["State"] == "exited" else [])]
            ))
            for one in listed
        )  # fmt: skip

    def containers(self, part: str) -> list[str]:
        """The names of the containers of a part that run."""
        return self.call("ps", "--format", "{{.Name}}", part).split()

    def engine(self, *words: str) -> None:
        """Have the engine do something to one container."""
        call("docker", *words, seconds=60)

    def _last_words(self) -> str:
        ill = [name for name, state in self.states() if state not in ("healthy", "running", "exited 0")]
        return "\n".join(self.call("logs", "--tail", "30", name) for name in dict.fromkeys(ill))

    def end(self) -> None:
        """Remove containers, networks and volumes."""
        self.call("down", "--volumes", "--timeout", "20", "--remove-orphans")
        shutil.rmtree(self.folder, ignore_errors=True)


def _find_zone_at_noon() -> str:
    """A time zone whose shops are open now: the simulated tills sell by their clocks."""
    behind = datetime.now(UTC).hour - 12  # the names of these zones count westwards
    return f"Etc/GMT{behind:+d}"


def call(*words: str, cwd: Path = ROOT, seconds: float, environment: dict[str, str] | None = None) -> str:
    """Run a program.

    Raises:
        CheckError: It failed, with what it said.
    """
    done = subprocess.run(
        words,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds * _PATIENCE,
        check=False,
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-30:])
        raise CheckError(f"{' '.join(words[:12])} … ended with {done.returncode}:\n{said}")
    return done.stdout + done.stderr


def wait_until(what: str, seconds: float, look: Callable[[], str | None]) -> str:
    """Wait until something is there, and answer it.

    Raises:
        CheckError: It didn't come.
    """
    deadline = time.monotonic() + seconds * _PATIENCE
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(1)
    raise CheckError(f"{what} didn't come within {seconds:.0f} seconds.")
