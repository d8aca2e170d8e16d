"""Letting a caller listen: how many at once, from which place, and what it may hear of from then on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from foresale.container import Container
from foresale.error_reasons import Reason
from foresale.service.api.auth.dependencies import Auth, AuthContext
from foresale.service.api.kit.access import Caller
from foresale.service.api.kit.dependencies import Services
from foresale.service.api.kit.http_errors import TooManyRequestsError
from foresale.service.api.live.audience import narrow, select_for
from foresale.service.api.live.schemas import LiveChoice, LiveQuery
from foresale.service.live.feed import Feed
from foresale.service.live.hub import Hub
from foresale.service.live.live_event import place_of
from foresale.service.live.selection import Selection
from foresale.service.live.subscriber import Subscriber
from foresale.storage.outages import UNREACHABLE

_RETRY_SECONDS = 10


@dataclass(frozen=True)
class Listening:
    """Lets callers of one process listen.

    Attributes:
        hub: Who listens already.
        container: The service's parts.
        auth: Tells callers anew.
    """

    hub: Hub
    container: Container
    auth: AuthContext

    def refuse_too_many(self, caller: Caller) -> None:
        """Refuse somebody more than may listen at once.

        Raises:
            TooManyRequestsError: The process or the user has its full number.
        """
        settings = self.container.settings
        own = sum(one.user_id == caller.user_id for one in self.hub.subscribers)
        if (
            own >= settings.live_subscribers_per_user
            or len(self.hub.subscribers) >= settings.live_subscribers
        ):
            raise TooManyRequestsError(
                "Too many listen to the live feed already.",
                fix="Close another stream first; the settings live_subscribers… say how many there may be.",
                retry_after=_RETRY_SECONDS,
                reason=Reason("too_many_listeners"),
            )

    async def selection(self, caller: Caller, choice: LiveChoice) -> Selection:
        """What a caller hears of, who chose this."""
        return await run_in_threadpool(self._select, caller, choice)

    def _select(self, caller: Caller, choice: LiveChoice) -> Selection:
        with Session(self.container.engine.execution_options(writes=False)) as session:
            return select_for(session, caller, choice)

    @asynccontextmanager
    async def feed(
        self, caller: Caller, selection: Selection, asked: LiveQuery
    ) -> AsyncIterator[tuple[Subscriber, Feed]]:
        """Listen, for as long as the block lasts.

        Args:
            caller: Who listens.
            selection: What it hears of.
            asked: From where on, and whether it stays.
        """
        place = None if asked.after is None else place_of(asked.after)

        async def check() -> Selection | None:
            try:
                now = await run_in_threadpool(self.auth.authenticator.look_again, caller)
            except UNREACHABLE:
                return subscriber.selection
            return None if now is None else narrow(subscriber.selection, now)

        subscriber = await self.hub.join(selection, caller.user_id, place)
        try:
            yield subscriber, Feed(self.hub, subscriber, check, follow=asked.follow)
        finally:
            self.hub.leave(subscriber, subscriber.is_over or "left")


async def listening_of(connection: HTTPConnection, container: Services, auth: Auth) -> Listening:
    """What lets callers of this process listen."""
    return Listening(connection.app.state.hub, container, auth)


Listen = Annotated[Listening, Depends(listening_of)]
"""A route's parameter: lets callers listen."""
