"""What a route asks for by a parameter: the service's parts, and a session that is one transaction.

One request is one transaction, over before the answer is sent: a failed commit can't answer success.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.errors import NotReadyError
from foresale.service.api.kit.bounded_turns import BoundedTurns

SPARE_CONNECTIONS = 4
"""For look-ups of callers and names, and for what runs beside requests."""
MAX_WRITERS = 8
MAX_READERS_OF_A_FILE = 6
"""SQLite reads in this process, on its cores and under Python's lock: more at once only hold each other up,
and those who write."""
MAX_ASKING_SERVERS = 6
"""Others wait without a thread: there are forty, and a server may take seconds, or stay silent."""
MAX_WAIT_SECONDS = 20.0
"""For a session. Programs give up after thirty seconds or sixty: what they asked would be done for nobody,
and hold up those who come again."""
MAX_EXPORTS, MAX_PRINTS, MAX_WAITING = 2, 1, 16
"""Topics that are taken away as files at once, large orders printed at once, and who may wait for each."""


async def services_of(request: HTTPConnection) -> Container:
    """The parts this service was started with."""
    container: Container = request.app.state.container
    return container


Services = Annotated[Container, Depends(services_of)]
"""A route's parameter that holds the service's parts."""


class Turns:
    """Lets in no more requests with a session than there are connections, and keeps some for all else.

    Between the steps of a request, such as its work and the writing of its answer, its session keeps the
    connection and waits for a thread. So no thread may wait for a connection that such a request has: who
    waits for a turn needs no thread. Fewer still write at once, as SQLite has one writer at a time and
    readers shouldn't wait for those in its queue. Nor do writers wait behind all who read: a quarter of the
    sessions is theirs.

    Whoever asks another server, such as Kafka's brokers, has a turn of another kind, and none of these
    meanwhile: nobody waits for that server who doesn't need it.

    Args:
        connections: Of the process.
        is_file: Whether the database is a file that this process reads itself, and no server.

    Attributes:
        sessions: For requests with a session.
        readers: For those whose session only reads.
        writers: For those whose session writes.
        brokers: For requests that ask Kafka's brokers.
        registry: For those that ask MLflow.
        exports: For those that take topics away as files.
        prints: For those that print large orders.
        patience: Seconds after which who waits for a session is turned away.
    """

    def __init__(self, connections: int, *, is_file: bool = False) -> None:
        sessions = connections - SPARE_CONNECTIONS
        readers = max(sessions - max(sessions // 4, 1), 1)
        self.sessions = asyncio.Semaphore(sessions)
        self.readers = asyncio.Semaphore(min(readers, MAX_READERS_OF_A_FILE) if is_file else readers)
        self.writers = asyncio.Semaphore(min(MAX_WRITERS, max(sessions // 2, 1)))
        self.brokers = asyncio.Semaphore(MAX_ASKING_SERVERS)
        self.registry = asyncio.Semaphore(MAX_ASKING_SERVERS)
        self.exports = BoundedTurns(MAX_EXPORTS, MAX_WAITING)
        self.prints = BoundedTurns(MAX_PRINTS, MAX_WAITING)
        self.patience = MAX_WAIT_SECONDS

    def read(self) -> AbstractAsyncContextManager[None]:
        """A turn for the time of a session.

        Raises:
            NotReadyError: None was free for so long.
        """
        return self._hold(self.readers, self.sessions)

    def write(self) -> AbstractAsyncContextManager[None]:
        """A turn for the time of a session that writes.

        Raises:
            NotReadyError: None was free for so long.
        """
        return self._hold(self.writers, self.sessions)

    @asynccontextmanager
    async def _hold(self, *kinds: asyncio.Semaphore) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self.patience):
                    for kind in kinds:
                        await held.enter_async_context(kind)
            except TimeoutError:
                raise NotReadyError(
                    f"More is asked than can be answered: no turn came for {self.patience:g} seconds.",
                    fix="Try again in a minute.",
                    reason=Reason("too_busy", seconds=round(self.patience)),
                ) from None
            yield


async def turns_of(request: HTTPConnection) -> Turns:
    """The turns of this process."""
    turns: Turns = request.app.state.turns
    return turns


ProcessTurns = Annotated[Turns, Depends(turns_of)]
"""A route's parameter, where work between two turns may take long."""


async def wait_to_read(turns: ProcessTurns) -> AsyncIterator[None]:
    """A turn for the time of a session."""
    async with turns.read():
        yield


async def wait_to_write(turns: ProcessTurns) -> AsyncIterator[None]:
    """A turn for the time of a session that writes."""
    async with turns.write():
        yield


TurnToRead = Annotated[None, Depends(wait_to_read, scope="function")]
"""What `Reading` waits for."""

TurnToWrite = Annotated[None, Depends(wait_to_write, scope="function")]
"""What `Writing` waits for, and a route that begins and ends its transaction itself."""


def reading(container: Services, _turn: TurnToRead) -> Iterator[Session]:
    """A session that sees one state of the database and changes nothing."""
    engine = container.engine.execution_options(writes=False)
    with Session(engine, autoflush=False) as session:
        yield session
        session.rollback()


def writing(container: Services, _turn: TurnToWrite) -> Iterator[Session]:
    """A session whose changes hold together: all are kept, or none where anything is raised."""
    with Session(container.engine, expire_on_commit=False) as session, session.begin():
        yield session


Reading = Annotated[Session, Depends(reading, scope="function")]
"""A route's parameter: a session for reading only."""

Writing = Annotated[Session, Depends(writing, scope="function")]
"""A route's parameter: a session whose changes are kept when the route returns."""
