"""Database servers for a benchmark, started on a free port and thrown away after."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = "1GB"
"""What each server may keep in memory of its tables; its other settings are as Debian ships them."""

_WAIT_SECONDS = 60


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of an empty PostgreSQL database.

    Args:
        folder: Where its files go.
    """
    binaries = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
    initdb = shutil.which("initdb") or (str(binaries / "initdb") if binaries else None)
    if initdb is None:
        raise FileNotFoundError("PostgreSQL isn't installed")
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data, port = folder / "data", _free_port()
    create = [initdb, "-D", str(data), "-U", "reader", "--auth=trust", "--locale=C", "-E", "UTF8"]
    subprocess.run(create, check=True, capture_output=True, user=user, cwd=folder)
    command = [str(Path(initdb).with_name("postgres")), "-D", str(data), "-h", "127.0.0.1", "-p", str(port)]
    command += ["-k", str(folder), "-c", f"shared_buffers={MEMORY}", "-c", "max_wal_size=8GB"]
    with _running(command, port, user, stop=signal.SIGINT):  # at once, whoever is connected
        yield f"postgresql://reader@127.0.0.1:{port}/postgres"


@contextmanager
def mariadb(folder: Path) -> Iterator[str]:
    """The address of an empty MariaDB database.

    Args:
        folder: Where its files go.
    """
    install, daemon = (
        shutil.which("mariadb-install-db"),
        shutil.which("mariadbd", path=os.environ["PATH"] + ":/usr/sbin"),
    )
    if install is None or daemon is None:
        raise FileNotFoundError("MariaDB isn't installed")
    port = _free_port()
    common = ["--no-defaults", f"--user={pwd.getpwuid(os.geteuid()).pw_name}", f"--datadir={folder / 'data'}"]
    create = [install, *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(create, check=True, capture_output=True)
    command = [daemon, *common, "--bind-address=127.0.0.1", f"--port={port}", f"--socket={folder}/s.sock"]
    command += [f"--tmpdir={folder}"]  # one that starts clears away others' files in a shared one
    command += [f"--innodb-buffer-pool-size={MEMORY.removesuffix('B')}", "--innodb-log-file-size=1G"]
    with _running(command, port, None):
        import pymysql

        with pymysql.connect(host="127.0.0.1", port=port, user="root") as connection:
            connection.cursor().execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
        yield f"mysql://root@127.0.0.1:{port}/shop"


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """The address of an SQLite file.

    Args:
        folder: Where it goes.
    """
    yield f"sqlite:///{folder / 'foresale.db'}"


SERVERS = {"sqlite": sqlite, "mariadb": mariadb, "postgresql": postgres}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], port: int, user: str | None, stop: int = signal.SIGTERM) -> Iterator[None]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, user=user)
        try:
            deadline = time.monotonic() + _WAIT_SECONDS
            while time.monotonic() < deadline and process.poll() is None:
                with socket.socket() as probe:
                    if not probe.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.1)
            else:
                log.seek(0)
                raise RuntimeError(
                    f"{command[0]} didn't start: {log.read().decode(errors='replace')[-2000:]}"
                )
            yield
        finally:
            process.send_signal(stop)
            process.wait(timeout=120)
