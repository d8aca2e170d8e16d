"""How routes reach the service's parts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from foresale.wiring import Wiring


async def wiring_of(request: Request) -> Wiring:
    """The parts this service was started with."""
    wiring: Wiring = request.app.state.wiring
    return wiring


Wired = Annotated[Wiring, Depends(wiring_of)]
"""A route's parameter that holds the service's parts."""
