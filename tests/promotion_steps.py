"""A log of promotions in a list, and what is done with champions step by step, as the service does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from foresale.workflows.ports import ModelVersion, Scope
from foresale.workflows.promotion import promote as changes
from foresale.workflows.promotion.consider import consider as judge_and_decide
from foresale.workflows.promotion.follow_log import PromotionContext, tell_registry
from foresale.workflows.promotion.gate import Comparison, Verdict
from foresale.workflows.promotion.promote import Actor, PromotionEvent, PromotionLog, earlier_champion

SCOPE = Scope()
SOMEBODY = Actor(7, "request")
BETTER = Comparison(np.ones((30, 28)), np.full((30, 28), 0.5), "")
SAME = Comparison(np.ones((30, 28)), np.ones((30, 28)), "")


@dataclass
class ListBook:
    """Changes in a list.

    Attributes:
        changes: The changes.
        aliases: What aliases were last seen to name.
        aims: What they are about to be set to.
        is_writing: Whether a transaction that writes is open.
    """

    changes: list[PromotionEvent] = field(default_factory=list)
    aliases: dict[Scope, int] = field(default_factory=dict)
    aims: dict[Scope, int] = field(default_factory=dict)
    is_writing: bool = False

    @contextmanager
    def change(self) -> Iterator[PromotionLog]:
        self.is_writing = True
        yield self
        self.is_writing = False

    @contextmanager
    def read(self) -> Iterator[PromotionLog]:
        yield self

    def hold(self, scope: Scope) -> None:
        pass

    def record(self, change: PromotionEvent) -> None:
        self.changes.append(change)

    def retire(self, change: PromotionEvent) -> None:
        self.changes.append(change)

    def serving(self, scope: Scope) -> int | None:
        last = self.history(scope)
        return None if not last or last[-1].action == "retired" else last[-1].after

    def history(self, scope: Scope) -> list[PromotionEvent]:
        return [change for change in self.changes if change.scope == scope]

    def seen(self, scope: Scope) -> int | None:
        return self.aliases.get(scope)

    def see(self, scope: Scope, number: int | None) -> None:
        self.aliases.pop(scope, None)
        self.aliases |= {} if number is None else {scope: number}

    def aim(self, scope: Scope) -> int | None:
        return self.aims.get(scope)

    def take_aim(self, scope: Scope, number: int | None) -> None:
        self.aims.pop(scope, None)
        self.aims |= {} if number is None else {scope: number}


def consider(promotion: PromotionContext, version: ModelVersion, comparison: Comparison | None) -> Verdict:
    return judge_and_decide(promotion, version, lambda _rival: comparison)


def promote(
    promotion: PromotionContext, version: ModelVersion, by: Actor, comment: str | None = None
) -> PromotionEvent:
    change = write_down(promotion, version, by, comment)
    tell_registry(promotion, version.scope)
    return change


def write_down(
    promotion: PromotionContext, version: ModelVersion, by: Actor, comment: str | None = None
) -> PromotionEvent:
    """What a process does that dies before it tells the registry."""
    with promotion.promotions.change() as log:
        return changes.promote(log, version, by, comment)


def rollback(promotion: PromotionContext, by: Actor, comment: str | None = None) -> PromotionEvent:
    version = promotion.registry.at(SCOPE, "champion")
    with promotion.promotions.read() as log:
        earlier = promotion.registry.version(SCOPE, earlier_champion(log, version))
    with promotion.promotions.change() as log:
        change = changes.rollback(log, version, earlier, by, comment)
    tell_registry(promotion, SCOPE)
    return change


def retire(promotion: PromotionContext, version: ModelVersion, by: Actor) -> PromotionEvent:
    with promotion.promotions.change() as log:
        change = changes.retire(log, version, by)
    tell_registry(promotion, version.scope)
    return change


def serving(promotion: PromotionContext) -> int | None:
    champion = promotion.registry.at(SCOPE, "champion")
    return None if champion is None else champion.number
