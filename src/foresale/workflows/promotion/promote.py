"""Who serves: a version is promoted, rolled back or retired, in one transaction that asks nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from foresale.errors import OptionError
from foresale.workflows.ports import DRIVERS, ModelVersion, Scope
from foresale.workflows.promotion.gate import Verdict
from foresale.workflows.promotion.verdicts import CHAMPION_THEN, name_champion, verdict_of
from foresale.workflows.segments import ALL

Action = Literal["promoted", "rolled_back", "overridden", "retired"]


@dataclass(frozen=True)
class Actor:
    """Who asks for a change: a user, or nobody where the service does it by itself.

    Attributes:
        user_id: The user.
        request_id: The request it came with.
    """

    user_id: int | None = None
    request_id: str | None = None


NOBODY = Actor()


@dataclass(frozen=True)
class PromotionEvent:
    """A change of champion.

    Attributes:
        scope: Of what.
        before: The champion's number until now; None where there was none.
        after: Its number from now on; of one that is retired, its number until now.
        action: What it was.
        reason: Why, in words.
        by: Who asked for it.
    """

    scope: Scope
    before: int | None
    after: int
    action: Action
    reason: str
    by: Actor = NOBODY


class PromotionLog(Protocol):
    """Remembers who served when and why, and tells all workers who serves now: the truth on champions.

    The registry's alias follows it (`follow_log`), and what the alias was last seen to name is kept here: so
    a change made in the registry's own pages is told from one of ours that the registry hasn't heard of.
    """

    def hold(self, scope: Scope) -> None:
        """Let nobody else change the scope's champion until the transaction ends."""
        ...

    def record(self, change: PromotionEvent) -> None:
        """Let the new champion serve, and write down the change, in the audit log too."""
        ...

    def serving(self, scope: Scope) -> int | None:
        """The champion's number, as all workers see it."""
        ...

    def retire(self, change: PromotionEvent) -> None:
        """Let no version of the scope serve, and write that down, in the audit log too."""
        ...

    def history(self, scope: Scope) -> Sequence[PromotionEvent]:
        """The scope's changes, oldest first."""
        ...

    def seen(self, scope: Scope) -> int | None:
        """What the registry's alias named when both last agreed; None where it named none."""
        ...

    def see(self, scope: Scope, number: int | None) -> None:
        """Keep what the registry's alias names."""
        ...

    def aim(self, scope: Scope) -> int | None:
        """What the registry's alias is being set to; None where nobody sets it."""
        ...

    def take_aim(self, scope: Scope, number: int | None) -> None:
        """Keep what the registry's alias is about to be set to."""
        ...


class Promotions(Protocol):
    """Opens the log of promotions, a transaction each time."""

    def change(self) -> AbstractContextManager[PromotionLog]:
        """The log, to be written to; all of a block is kept, or nothing where it raises."""
        ...

    def read(self) -> AbstractContextManager[PromotionLog]:
        """The log, for reading only."""
        ...


def promote(
    log: PromotionLog, version: ModelVersion, by: Actor, comment: str | None = None
) -> PromotionEvent:
    """Let a version serve: one that passed the gate against the present champion, or one that a human wants.

    Args:
        log: Within a transaction of the caller.
        version: The version.
        by: Who asks.
        comment: Why, where the gate didn't pass it; kept in the history and the audit log.

    Raises:
        OptionError: It serves already, serves never, or it didn't pass the gate and no comment says why it
            should.
    """
    if version.scope.family == DRIVERS:
        raise OptionError(
            f"{version.name} is of an uploaded table, and forecasts nothing.",
            fix="Ask it at its own analysis, where it always answers.",
        )
    log.hold(version.scope)
    champion = log.serving(version.scope)
    if champion == version.number:
        raise OptionError(f"{version.name} is the champion already.", fix="Choose another version.")
    verdict = verdict_of(version) or Verdict(False, "It was never judged.")
    passed = verdict.promote and version.about.get(CHAMPION_THEN) == name_champion(champion)
    wish = (comment or "").strip()
    if not passed and not wish:
        raise OptionError(
            f"{version.name} didn't pass the gate against the present champion: {verdict.reason}",
            fix="Train a new version, or say in a comment why it should serve nevertheless.",
        )
    reason = verdict.reason if passed else f"{wish} (the gate: {verdict.reason})"
    change = PromotionEvent(
        version.scope, champion, version.number, "promoted" if passed else "overridden",
        f"{reason} {wish}".strip() if passed else reason, by,
    )  # fmt: skip
    log.record(change)
    return change


def earlier_champion(log: PromotionLog, version: ModelVersion) -> int:
    """Who served before a champion: the version to go back to.

    Args:
        log: Within a transaction of the caller.
        version: The one that serves now.

    Raises:
        OptionError: It doesn't serve, or there was no champion before.
    """
    scope = version.scope
    _check_serving(log, version)
    before = [number for number in champions(log.history(scope)) if number != version.number]
    if not before:
        raise OptionError(
            f"{scope} has no earlier champion to go back to.", fix="Promote the version that should serve."
        )
    return before[-1]


def rollback(
    log: PromotionLog, version: ModelVersion, earlier: ModelVersion, by: Actor, comment: str | None = None
) -> PromotionEvent:
    """Let the champion before the present one serve again.

    Args:
        log: Within a transaction of the caller.
        version: The one that serves now.
        earlier: The one before, as `earlier_champion` said, looked up in the registry meanwhile.
        by: Who asks.
        comment: Why.

    Raises:
        OptionError: The champion isn't the one that was named, or `earlier` not the one before any more.
    """
    log.hold(version.scope)
    if earlier_champion(log, version) != earlier.number:
        raise OptionError(
            f"{earlier.name} isn't the champion before {version.name} any more.", fix="Ask once more."
        )
    reason = (comment or "").strip() or f"Back from {version.name}."
    change = PromotionEvent(version.scope, version.number, earlier.number, "rolled_back", reason, by)
    log.record(change)
    return change


def retire(log: PromotionLog, version: ModelVersion, by: Actor, comment: str | None = None) -> PromotionEvent:
    """Take the champion of a part of the assortment away: the model of a larger part answers again.

    Args:
        log: Within a transaction of the caller.
        version: The one that serves now.
        by: Who asks.
        comment: Why.

    Raises:
        OptionError: It isn't the champion, or that of everything, after which nothing would answer.
    """
    scope = version.scope
    if scope.segment == ALL:
        raise OptionError(
            f"{version.name} answers for all that has no model of its own.",
            fix="Promote another version, or roll back to the one before.",
        )
    log.hold(scope)
    _check_serving(log, version)
    reason = (comment or "").strip() or f"{scope} has no model of its own any more."
    change = PromotionEvent(scope, version.number, version.number, "retired", reason, by)
    log.retire(change)
    return change


def champions(history: Sequence[PromotionEvent]) -> list[int]:
    """The versions that still count as champions, oldest first; what was rolled back is gone.

    Examples:
        >>> day = Scope()
        >>> changes = [
        ...     PromotionEvent(day, None, 1, "promoted", ""),
        ...     PromotionEvent(day, 1, 2, "promoted", ""),
        ... ]
        >>> champions([*changes, PromotionEvent(day, 2, 1, "rolled_back", "")])
        [1]
    """
    stack: list[int] = []
    for change in history:
        if change.action == "retired":
            continue
        if change.action == "rolled_back" and change.after in stack:
            del stack[stack.index(change.after) + 1 :]
        else:
            stack = [number for number in stack if number != change.after] + [change.after]
    return stack


def _check_serving(log: PromotionLog, version: ModelVersion) -> None:
    serving = log.serving(version.scope)
    if serving != version.number:
        told = "there is none" if serving is None else f"{version.scope}.{serving} is"
        raise OptionError(
            f"{version.name} isn't the champion; {told}.", fix="Name the version that serves now."
        )
