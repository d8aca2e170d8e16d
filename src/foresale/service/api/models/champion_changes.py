"""Changes of champions: written down in a transaction, and told to MLflow once that is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends
from fastapi.concurrency import run_in_threadpool

from foresale.container import Container
from foresale.service.api.kit.dependencies import ProcessTurns, Services, Turns
from foresale.storage.database.forecasts.promotions import DatabasePromotions
from foresale.workflows.ports import ModelRegistry, Scope
from foresale.workflows.promotion.follow_log import PromotionContext, tell_registry
from foresale.workflows.promotion.promote import PromotionEvent, PromotionLog

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class ChampionChanges:
    """Where a request changes champions, with a turn for each of database and MLflow.

    Attributes:
        container: The service's parts.
        turns: Of the process.
    """

    container: Container
    turns: Turns

    async def read(self, look: Callable[[PromotionLog], Answer]) -> Answer:
        """What the log of promotions says.

        Args:
            look: Reads it.
        """

        def work() -> Answer:
            with self._promotions.read() as log:
                return look(log)

        async with self.turns.read():
            return await run_in_threadpool(work)

    async def ask_registry(self, ask: Callable[[ModelRegistry], Answer]) -> Answer:
        """What MLflow answers.

        Args:
            ask: Asks it.
        """
        async with self.turns.registry:
            return await run_in_threadpool(ask, self.container.registry)

    async def change(self, scope: Scope, decide: Callable[[PromotionLog], PromotionEvent]) -> PromotionEvent:
        """Write a change down, and tell MLflow.

        Args:
            scope: Of which champion.
            decide: Makes the change, or refuses to.
        """

        def work() -> PromotionEvent:
            with self._promotions.change() as log:
                return decide(log)

        async with self.turns.write():
            made = await run_in_threadpool(work)
        context = PromotionContext(self.container.registry, self._promotions)
        await self.ask_registry(lambda _registry: tell_registry(context, scope))
        return made

    @property
    def _promotions(self) -> DatabasePromotions:
        return DatabasePromotions(self.container.engine)


async def champion_changes_of(container: Services, turns: ProcessTurns) -> ChampionChanges:
    """Where a request changes champions."""
    return ChampionChanges(container, turns)


Champions = Annotated[ChampionChanges, Depends(champion_changes_of)]
"""A route's parameter."""
