"""Who serves: a new version is judged against the champion, promoted or not, and can be rolled back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from foresale.errors import OptionError
from foresale.workflows.ports import CHALLENGER, CHAMPION, DRIVERS, ModelRegistry, ModelVersion, Scope
from foresale.workflows.promotion.gate import Comparison, Verdict, judge
from foresale.workflows.segments import ALL

Action = Literal["promoted", "rolled_back", "overridden", "retired"]
GATE_PASSED, GATE_REASON, CHAMPION_THEN = "gate_passed", "gate_reason", "gate_champion"
"""What a version's notes hold of the gate: true or false, why, and the champion's number then, or none."""
_GATE_SENTENCE = "gate"
"""One note that versions registered by 0.9 and before hold instead: `passed: …` or `refused: …`."""


@dataclass(frozen=True)
class Actor:
    """Who asks for a change: a user, or nobody where the service does it by itself.

    Attributes:
        user_id: The user.
        request_id: The request it came with.
    """

    user_id: int | None = None
    request_id: str | None = None


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
    by: Actor = Actor()


class PromotionLog(Protocol):
    """Remembers who served when and why, and tells all workers who serves now."""

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


@dataclass(frozen=True)
class PromotionContext:
    """Where champions are changed: the registry's aliases and the ledger, one after the other.

    Should the ledger's transaction fail after the alias was set, `sync_serving` brings the ledger in
    line with the registry, seconds later.
    """

    registry: ModelRegistry
    ledger: PromotionLog


def incumbent(registry: ModelRegistry, challenger: ModelVersion) -> ModelVersion | None:
    """Whom a new version has to beat: its scope's champion, or else that of everything, if there is one.

    A part of the assortment is answered for by the model of all until it has one of its own.

    Args:
        registry: Where champions are.
        challenger: The new version.
    """
    scope = challenger.scope
    own = registry.at(scope, CHAMPION)
    return own if own is not None or scope.segment == ALL else registry.at(Scope(scope.family), CHAMPION)


def consider(
    context: PromotionContext, challenger: ModelVersion, comparison: Comparison | None, by: Actor = Actor()
) -> Verdict:
    """Judge a new version; promote it, or leave it as the challenger with the reason written down.

    Args:
        context: Where champions are changed.
        challenger: The version.
        comparison: Its losses beside the incumbent's, from `compare_with_champion`.
        by: Who asked for the training.
    """
    context.ledger.hold(challenger.scope)
    champion = context.registry.at(challenger.scope, CHAMPION)
    if champion is not None and champion.number == challenger.number:
        return _adopt_verdict(context, champion, by)
    verdict = judge(incumbent(context.registry, challenger), challenger, comparison)
    context.registry.note(challenger, GATE_PASSED, "true" if verdict.promote else "false")
    context.registry.note(challenger, GATE_REASON, verdict.reason)
    context.registry.note(challenger, CHAMPION_THEN, "none" if champion is None else str(champion.number))
    if verdict.promote:
        _change(context, challenger, PromotionEvent(
            challenger.scope, _number(champion), challenger.number, "promoted", verdict.reason, by
        ))  # fmt: skip
    else:
        context.registry.point(challenger.scope, CHALLENGER, challenger.number)
    return verdict


def verdict_of(version: ModelVersion) -> Verdict | None:
    """What the gate said of a version when it was trained; None where it was never judged."""
    if GATE_PASSED in version.about:
        return Verdict(version.about[GATE_PASSED] == "true", version.about.get(GATE_REASON, ""))
    sentence = version.about.get(_GATE_SENTENCE)
    if sentence is None:
        return None
    word, _, reason = sentence.partition(": ")
    return Verdict(word == "passed", reason)


def _adopt_verdict(context: PromotionContext, champion: ModelVersion, by: Actor) -> Verdict:
    """After a crash between the registry and the ledger: write down what is so."""
    known = verdict_of(champion)
    reason = "It serves already." if known is None else known.reason
    history = context.ledger.history(champion.scope)
    if not history or history[-1].after != champion.number:
        before = history[-1].after if history else None
        context.ledger.record(PromotionEvent(champion.scope, before, champion.number, "promoted", reason, by))
    return Verdict(True, reason)


def promote(
    context: PromotionContext, version: ModelVersion, by: Actor, comment: str | None = None
) -> PromotionEvent:
    """Let a version serve: one that passed the gate against the present champion, or one that a human wants.

    Args:
        context: Where champions are changed.
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
    context.ledger.hold(version.scope)
    champion = context.registry.at(version.scope, CHAMPION)
    if champion is not None and champion.number == version.number:
        raise OptionError(f"{version.name} is the champion already.", fix="Choose another version.")
    verdict = verdict_of(version) or Verdict(False, "It was never judged.")
    present = "none" if champion is None else str(champion.number)
    passed = verdict.promote and version.about.get(CHAMPION_THEN) == present
    wish = (comment or "").strip()
    if not passed and not wish:
        raise OptionError(
            f"{version.name} didn't pass the gate against the present champion: {verdict.reason}",
            fix="Train a new version, or say in a comment why it should serve nevertheless.",
        )
    reason = verdict.reason if passed else f"{wish} (the gate: {verdict.reason})"
    change = PromotionEvent(
        version.scope, _number(champion), version.number, "promoted" if passed else "overridden",
        f"{reason} {wish}".strip() if passed else reason, by,
    )  # fmt: skip
    _change(context, version, change)
    return change


def rollback(
    context: PromotionContext, scope: Scope, by: Actor, comment: str | None = None
) -> PromotionEvent:
    """Let the champion before the present one serve again.

    Args:
        context: Where champions are changed.
        scope: Of what.
        by: Who asks.
        comment: Why.

    Raises:
        OptionError: There was no champion before, or its version is gone.
    """
    context.ledger.hold(scope)
    champion = context.registry.at(scope, CHAMPION)
    before = [number for number in champions(context.ledger.history(scope)) if number != _number(champion)]
    if champion is None or not before:
        raise OptionError(
            f"{scope} has no earlier champion to go back to.", fix="Promote the version that should serve."
        )
    version = context.registry.version(scope, before[-1])
    reason = (comment or "").strip() or f"Back from {champion.name}."
    change = PromotionEvent(scope, champion.number, version.number, "rolled_back", reason, by)
    _change(context, version, change)
    return change


def retire(
    context: PromotionContext, version: ModelVersion, by: Actor, comment: str | None = None
) -> PromotionEvent:
    """Take the champion of a part of the assortment away: the model of a larger part answers again.

    Args:
        context: Where champions are changed.
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
    context.ledger.hold(scope)
    serving = context.ledger.serving(scope)
    if serving != version.number:
        told = "there is none" if serving is None else f"{scope}.{serving} is"
        raise OptionError(
            f"{version.name} isn't the champion; {told}.", fix="Name the version that serves now."
        )
    reason = (comment or "").strip() or f"{scope} has no model of its own any more."
    change = PromotionEvent(scope, serving, serving, "retired", reason, by)
    context.ledger.retire(change)
    context.registry.point(scope, CHAMPION, None)
    context.registry.note(version, change.action, reason)
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


def _change(context: PromotionContext, version: ModelVersion, change: PromotionEvent) -> None:
    context.ledger.record(change)
    context.registry.point(change.scope, CHAMPION, change.after)
    challenger = context.registry.at(change.scope, CHALLENGER)
    if challenger is not None and challenger.number == change.after:
        context.registry.point(change.scope, CHALLENGER, None)
    context.registry.note(version, change.action, change.reason)


def _number(version: ModelVersion | None) -> int | None:
    return None if version is None else version.number
