"""What a route asks for by a parameter: the service's parts, and a session that is one transaction.

One request is one transaction, over before the answer is sent: a failed commit can't answer success.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from foresale.container import Container


async def services_of(request: HTTPConnection) -> Container:
    """The parts this service was started with."""
    container: Container = request.app.state.container
    return container


Services = Annotated[Container, Depends(services_of)]
"""A route's parameter that holds the service's parts."""


def reading(container: Services) -> Iterator[Session]:
    """A session that sees one state of the database and changes nothing."""
    engine = container.engine.execution_options(writes=False)
    with Session(engine, autoflush=False) as session:
        yield session
        session.rollback()


def writing(container: Services) -> Iterator[Session]:
    """A session whose changes hold together: all are kept, or none where anything is raised."""
    with Session(container.engine, expire_on_commit=False) as session, session.begin():
        yield session


Reading = Annotated[Session, Depends(reading, scope="function")]
"""A route's parameter: a session for reading only."""

Writing = Annotated[Session, Depends(writing, scope="function")]
"""A route's parameter: a session whose changes are kept when the route returns."""
