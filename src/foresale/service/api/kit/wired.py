"""How routes reach the service's parts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from foresale.container import Container


async def services_of(request: HTTPConnection) -> Container:
    """The parts this service was started with."""
    container: Container = request.app.state.container
    return container


Services = Annotated[Container, Depends(services_of)]
"""A route's parameter that holds the service's parts."""
