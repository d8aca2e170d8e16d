"""Work on the workers of a Dask cluster: tasks travel through Dask, histories through a shared folder."""

from __future__ import annotations

import logging
import queue
import shutil
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from foresale.data.panel.partitions import load_parts, save_parts
from foresale.errors import EngineError
from foresale.forecasting.engines.dask_cluster import (
    SAME,
    check_edition,
    check_editions,
    check_folder,
    check_versions,
    connect,
    edition,
    make_folder,
)
from foresale.forecasting.engines.engine import Answer, Engine, History, Task
from foresale.forecasting.engines.threads import one_core
from foresale.messages import option
from foresale.panel import Panel

WITHOUT_WORKERS_SECONDS = 60.0
LOOK_EVERY_SECONDS = 1.0
ANSWER_SECONDS = 120.0  # for an answer to come over
PARTS_A_THREAD = 4  # so that a slow worker, or one that is lost, leaves little to wait for
SERIES_A_PART = 5_000
RETRIES = 2  # of a task that failed, on whatever worker: a shared disk may fail once
TOLD = logging.getLogger("distributed.client")
HISTORIES_KEPT = 2  # by each worker process, read and ready


@dataclass(frozen=True)
class StoredHistory:
    """Series of a history that `save_parts` wrote.

    Attributes:
        folder: Where they lie.
        digest: What `save_parts` answered.
        parts: Numbers of the parts meant.
    """

    folder: str
    digest: str
    parts: tuple[int, ...]

    def load(self) -> Panel:
        """The series, read once by each worker as long as it needs them."""
        return _load(self)


@lru_cache(maxsize=HISTORIES_KEPT)
def _load(stored: StoredHistory) -> Panel:
    return load_parts(Path(stored.folder), stored.digest, stored.parts)


class DaskEngine(Engine):
    """Hands pieces of work to the workers of a Dask cluster.

    Histories are written once, as Parquet in parts, and each task reads what it needs: nothing is
    lost with a worker. Tasks of a worker that is gone are done again by the others.

    Args:
        address: Where the scheduler listens, as Dask writes it: `tcp://scheduler:8786`.
        folder: A folder that all workers share; by default the machine's folder for temporary files,
            which does where they all run on this one.

    Raises:
        EngineError: The scheduler or its workers can't be reached, don't see the folder, or run other
            versions than this machine.
        MissingExtraError: Dask's distributed isn't installed.
    """

    is_remote: ClassVar[bool] = True

    def __init__(self, address: str, folder: Path | None = None) -> None:
        self._address = address
        self._client = connect(address)
        self._logged = TOLD.level
        TOLD.setLevel(logging.CRITICAL)  # it logs with traces what we tell as errors
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._stored: dict[int, tuple[weakref.ref[Panel], StoredHistory]] = {}
        self._written = 0
        self._seen = time.monotonic()  # when there was a worker for certain
        self._folder: Path | None = None
        try:
            check_versions(self._client.get_versions(packages=SAME))
            check_editions(self._client)
            self._folder = make_folder(folder)
            check_folder(self._client, self._folder)
            self._parts = PARTS_A_THREAD * sum(self._workers().values())
        except BaseException:
            self.close()
            raise

    def pieces(self, panel: Panel, *, separable: bool) -> list[History]:
        """The history's parts, written when it is first asked for."""
        with self._lock:
            known = self._stored.get(id(panel))
            if known is None or known[0]() is not panel:
                known = self._stored[id(panel)] = (weakref.ref(panel), self._store(panel))
        stored = known[1]
        return [replace(stored, parts=(number,)) for number in stored.parts] if separable else [stored]

    def _store(self, panel: Panel) -> StoredHistory:
        """Write a history; one at a time."""
        parts = max(1, min(panel.n_series, max(self._parts, -(-panel.n_series // SERIES_A_PART))))
        self._written += 1
        place = Path(str(self._folder)) / f"history-{self._written}"
        try:
            digest = save_parts(panel, place, parts)
        except OSError as error:
            raise EngineError(
                f"{place} can't be written: {error.strerror or error}.",
                fix=f"Give {option('engine_folder')} a folder with room for several copies of the history.",
            ) from error
        return StoredHistory(str(place), digest, tuple(range(parts)))

    def map_unordered(
        self, work: Callable[[Task], Answer], tasks: Sequence[Task], *, one_by_one: bool = False
    ) -> Iterator[tuple[int, Answer]]:
        """A task a thread of the workers; each takes one core there.

        Raises:
            EngineError: The scheduler or all workers are gone, or a task has killed several of them.
        """
        kind = getattr(tasks[0], "kind", None) if tasks else None
        name = f"{getattr(kind, 'name', 'foresale')}-{work.__name__.strip('_')}"
        futures = self._client.map(
            run_task,
            [work] * len(tasks),
            tasks,
            asking=edition(),
            key=[f"{name}-{uuid.uuid4().hex}" for _ in tasks],
            pure=False,
            retries=RETRIES,
        )
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        left = {future.key: (position, future) for position, future in enumerate(futures)}
        futures.clear()
        for _, future in left.values():
            future.add_done_callback(lambda found: done.put(found.key))
        try:
            while left:
                position, future = left[self._next(done)]
                yield position, self._answer(future)
                del left[future.key]
        finally:
            if left and self._client.status == "running":
                self._client.cancel([future for _, future in left.values()])

    def _next(self, done: queue.SimpleQueue[Any]) -> Any:
        """The key of the next task that is done; looks after the cluster while it waits."""
        while True:
            try:
                return done.get(timeout=LOOK_EVERY_SECONDS)
            except queue.Empty:
                self._look()

    def _answer(self, future: Any) -> Any:
        """What the task answered; where its worker is lost before that came over, the task is done again."""
        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        while True:
            try:
                answer = future.result(timeout=ANSWER_SECONDS)
            except KilledWorker as error:
                raise EngineError(
                    f"{error.allowed_failures + 1} workers died while doing {str(error.task)[:-33]}; "
                    f"the last was {error.last_worker.address}.",
                    fix="See its log; often it lacks memory: give workers more, or fewer threads each.",
                ) from error
            except TimeoutError:
                if future.status == "error":
                    raise
                self._look()
            except (CancelledError, CommClosedError) as error:
                raise self._lost_workers_error() from error
            else:
                self._seen = time.monotonic()
                return answer

    def _look(self) -> None:
        """Stop waiting where nothing can come any more."""
        if self._over.is_set():
            raise EngineError("The run was ended while workers were busy.", fix="Run it again.")
        if self._client.status != "running":
            raise self._lost_workers_error()
        now = time.monotonic()
        if now - self._seen < WITHOUT_WORKERS_SECONDS / 4:
            return
        if self._workers():
            self._seen = now
        elif now - self._seen > WITHOUT_WORKERS_SECONDS:
            raise EngineError(
                f"The last worker of {self._address} is gone, and none has come for "
                f"{WITHOUT_WORKERS_SECONDS:.0f} seconds.",
                fix="See the workers' logs (often they lack memory), start them, and run it again.",
            )

    def _lost_workers_error(self) -> EngineError:
        return EngineError(
            f"The scheduler at {self._address} no longer answers.",
            fix="Start it again with its workers, and run the same command.",
        )

    def _workers(self) -> Mapping[str, int]:
        try:
            found: Mapping[str, int] = self._client.nthreads()
        except (OSError, TimeoutError, CancelledError) as error:
            raise self._lost_workers_error() from error
        return found

    def map_in_order(self, work: Callable[[Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        """Each on a thread here, which waits for the workers."""
        with ThreadPoolExecutor(max(len(tasks), 1)) as pool:
            try:
                return list(pool.map(work, tasks))
            except BaseException:
                self._over.set()  # the other threads stop waiting
                raise

    def close(self) -> None:
        """Leave the cluster, which goes on for others, and remove what was written for it."""
        self._over.set()
        self._client.close()
        TOLD.setLevel(self._logged)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def run_task(work: Callable[[Task], Answer], task: Task, asking: str) -> Answer:
    """Do one task on a worker, which may have come after the others were looked at.

    Raises:
        EngineError: The worker runs other code than the machine that asks.
    """
    check_edition(edition(), asking, "A worker")
    with one_core():
        return work(task)
