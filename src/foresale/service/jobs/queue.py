"""The queue that wakes workers: huey on SQLite, PostgreSQL or Redis, with nothing but job ids in it."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
import redis
from huey import PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey, TaskWrapper
from huey.registry import Message

from foresale.errors import EngineError, OptionError

_NAME = "foresale"
_JOB_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_log = logging.getLogger(__name__)


class JobIdSerializer:
    """Writes a message as `{"job": "<id>"}`; huey's own would unpickle whatever lies in the queue."""

    def serialize(self, data: Message) -> bytes:
        """The job's id, as JSON."""
        return json.dumps({"job": data.args[0]}).encode()

    def deserialize(self, data: bytes) -> Message:
        """The message of a job's id; ValueError where it is anything else."""
        found = json.loads(bytes(data))
        job_id = found.get("job") if isinstance(found, dict) else None
        if not isinstance(job_id, str) or not _JOB_ID.fullmatch(job_id):
            raise ValueError("no job id")
        return Message(id=job_id, name=f"{__name__}.job", args=(job_id,))


def job(job_id: str) -> str:
    """What a message means: there is a job of this id."""
    return job_id


class JobQueue:
    """Tells waiting workers of a job; the database, not the queue, knows what is to be done.

    Opened when it is first used. Every method raises EngineError where nobody answers.

    Args:
        address: `sqlite:///…`, `postgresql://…` or `redis://…`.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    def put(self, job_id: str) -> None:
        """Wake a worker for a job."""
        with _reached():
            self._task(job_id)

    def take(self) -> str | None:
        """A job's id; None where there is none, after a second at most where the queue itself waits."""
        try:
            with _reached():
                task = self._task.huey.dequeue()
        except ValueError:  # also broken JSON and broken text
            _log.warning("A message in the queue isn't of Foresale, and was thrown away.")
            return None
        return None if task is None else str(task.args[0])

    def waiting(self) -> frozenset[str]:
        """The jobs that have a message."""
        with _reached():
            found = [_readable(bytes(data)) for data in self._task.huey.storage.enqueued_items()]
        return frozenset(job_id for job_id in found if job_id)

    @property
    def waits(self) -> bool:
        """Whether `take` itself waits for a message."""
        with _reached():
            return bool(self._task.huey.storage.blocking)

    def close(self) -> None:
        """Let go of the connection."""
        if "_task" in self.__dict__:
            self._task.huey.storage.close()

    @cached_property
    def _task(self) -> TaskWrapper:
        return _open(self._address).task(name="job")(job)


@contextmanager
def _reached() -> Iterator[None]:
    """Tell that the queue can't be reached, whatever it is."""
    try:
        yield
    except (psycopg.Error, redis.exceptions.RedisError, sqlite3.Error, OSError) as error:
        raise EngineError(
            f"The queue of the jobs can't be reached: {str(error).strip()}.",
            fix="Check the setting 'queue_url', and that its server runs.",
        ) from None


def _readable(data: bytes) -> str | None:
    try:
        return str(JobIdSerializer().deserialize(data).args[0])
    except ValueError:
        return None


def _open(address: str) -> Huey:
    kind, _, rest = address.partition("://")
    options: dict[str, Any] = {"results": False, "serializer": JobIdSerializer()}
    if kind == "sqlite":
        file = Path(rest.removeprefix("/"))
        file.parent.mkdir(parents=True, exist_ok=True)
        # Messages lost in a power cut do no harm, so nothing waits for the disk.
        return SqliteHuey(_NAME, filename=str(file), fsync=False, timeout=30, **options)
    if kind.partition("+")[0] in ("postgresql", "postgres"):
        return PostgresHuey(_NAME, dsn=f"postgresql://{rest}", **options)
    if kind in ("redis", "rediss"):
        return RedisHuey(_NAME, url=address, **options)
    raise OptionError(
        f"'{kind}' is no queue.", fix="Set 'queue_url' to redis://… or postgresql://…, or leave it out."
    )
