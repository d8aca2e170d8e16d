"""A Dask cluster before any work: reached, with the same packages, and in sight of the same folder."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from foresale.errors import EngineError, MissingExtraError
from foresale.messages import option

CONNECT_SECONDS = 10
SAME = ("foresale", "lightgbm", "numpy", "scikit-learn", "statsforecast")
"""Packages whose version decides what a forecast is."""
SAME_EVERYWHERE = "Install the same versions on every machine, and start its workers again."
SHARED_FOLDER = (
    f"Give {option('engine_folder')} a folder that this machine and every worker reach under the same path."
)


def connect(address: str) -> Any:
    """A client of the cluster, once it has a worker.

    Raises:
        EngineError: The scheduler can't be reached, or has no worker.
        MissingExtraError: Dask's distributed isn't installed.
    """
    try:
        from distributed import Client, Security
    except ModuleNotFoundError as error:
        raise MissingExtraError("distributed", "dask") from error
    make: Any = Client  # untyped where it is installed, unknown where it isn't
    security: Any = Security
    try:
        if address.startswith("tls:") and not security().get_connection_args("client").get("ssl_context"):
            raise EngineError(
                f"Dask has no certificates here to reach {address} with.",
                fix="Configure distributed.comm.tls (ca-file, client.cert, client.key), as on its workers.",
            )
        client = make(address, timeout=CONNECT_SECONDS, set_as_default=False, name="foresale")
    except (OSError, TimeoutError, TypeError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise EngineError(
            f"No Dask scheduler answers at {address} ({reason}).",
            fix="Check host and port; `dask scheduler` starts one and prints its address.",
        ) from error
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        client.close()
        raise EngineError(
            f"The scheduler at {address} has no worker.",
            fix=f"Start at least one: dask worker {address} --nthreads 1",
        ) from error
    return client


def check_versions(found: Mapping[str, Any]) -> None:
    """Stop where forecasts would differ from machine to machine.

    Args:
        found: What Dask's `Client.get_versions(packages=SAME)` answers.

    Raises:
        EngineError: A worker has other versions than this machine, or the scheduler another Foresale.
    """
    ours: Mapping[str, str | None] = found["client"]["packages"]
    others: list[tuple[str, Any, tuple[str, ...]]] = [("The scheduler", found["scheduler"], SAME[:1])]
    others += [(f"The worker {where}", versions, SAME) for where, versions in found["workers"].items()]
    for who, versions, names in others:
        for name in names:
            there = versions["packages"].get(name)
            if there != ours.get(name):
                has = f"{name} {there}" if there else f"no {name}"
                raise EngineError(
                    f"{who} has {has}, this machine {name} {ours.get(name)}: forecasts would differ.",
                    fix=SAME_EVERYWHERE,
                )


@cache
def edition() -> str:
    """Which Foresale this is: its version, and a digest of its code, which may change without the version."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{version('foresale')} ({digest.hexdigest()[:8]})"


def check_editions(client: Any) -> None:
    """Stop where a worker runs other code than this machine.

    Raises:
        EngineError: One does.
    """
    for worker, found in client.run(edition).items():
        check_edition(found, edition(), f"The worker {worker}")


def check_edition(worker: str, asking: str, who: str) -> None:
    """Stop where the code of a worker isn't that of the machine that asks.

    Args:
        worker: The worker's `edition`.
        asking: The other's.
        who: What to call the worker.

    Raises:
        EngineError: They differ.
    """
    if worker != asking:
        raise EngineError(
            f"{who} runs Foresale {worker}, this machine {asking}: forecasts would differ.",
            fix=SAME_EVERYWHERE,
        )


def check_folder(client: Any, folder: Path) -> None:
    """Stop where a worker doesn't see the folder that histories travel through.

    Args:
        client: Of the cluster.
        folder: Written to by this machine.

    Raises:
        EngineError: It can't be read there.
    """
    probe = folder / "probe"
    probe.write_text("Foresale")
    for worker, seen in client.run(_sees, str(probe)).items():
        if not seen:
            raise EngineError(
                f"The worker {worker} can't read {folder}, through which it gets the sales.",
                fix=SHARED_FOLDER,
            )


def _sees(path: str) -> bool:
    """Whether the file can be read where this runs."""
    try:
        return bool(Path(path).read_text())
    except OSError:
        return False


def make_folder(inside: Path | None) -> Path:
    """A new folder of this run's own, inside the one given or that for temporary files.

    Raises:
        EngineError: It can't be made.
    """
    try:
        if inside is not None:
            inside.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="foresale-", dir=None if inside is None else inside.resolve()))
    except OSError as error:
        raise EngineError(
            f"{inside or tempfile.gettempdir()} can't be written: {error.strerror or error}.",
            fix=SHARED_FOLDER,
        ) from error
