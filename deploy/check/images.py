"""The images that a check starts: ours, and stand-ins for those of others."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from compose_project import ROOT, CheckError, call

OURS = "foresale:check"
_CHECK = ROOT / "deploy" / "check"
_BUILD_SECONDS = 1800


def find_missing_engine() -> str | None:
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


def build(database: str, *, stand_ins: bool) -> None:
    """Build our image, and the stand-ins for those of others.

    Args:
        database: Whose stand-in is needed, postgres or mariadb.
        stand_ins: Whether no registry can be reached.
    """
    ours = ["-f", "deploy/docker/Dockerfile", "-t", OURS, "."]
    certificates = os.environ.get("SSL_CERT_FILE")
    if certificates:
        ours[:0] = ["--secret", f"id=ca,src={certificates}"]
    environment = os.environ | {"DOCKER_BUILDKIT": "1"}
    network = ["--network", "host"] if stand_ins else []
    base = ["--build-arg", "PYTHON=debian:bookworm-slim"] if stand_ins else []
    call("docker", "build", *network, *base, *ours, seconds=_BUILD_SECONDS, environment=environment)
    if not stand_ins:
        return
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder) / "check"
        shutil.copytree(_CHECK, context)
        jars = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "foresale" / "kafka-4.4.0"
        shutil.copytree(jars, context / "jars")  # fetched by .ci/kafka/fetch.sh
        for target in (database, "nginx", "prometheus", "kafka"):
            call("docker", "build", *network, "--target", target, "-t", f"foresale-check-{target}", ".",
                 cwd=context, seconds=_BUILD_SECONDS, environment=environment)  # fmt: skip


def describe_size(image: str = OURS) -> str:
    """How large an image is, in megabytes.

    Args:
        image: Its name.
    """
    said = call("docker", "image", "inspect", "--format", "{{.Size}}", image, seconds=30)
    return f"{int(said) / 1e6:,.0f} MB"
