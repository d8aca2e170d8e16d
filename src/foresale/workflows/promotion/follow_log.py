"""The registry's alias follows the log of promotions, and the log what people change in the registry."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from foresale.errors import EngineError, ForesaleError, OptionError
from foresale.workflows.ports import CHALLENGER, CHAMPION, ModelRegistry, Scope
from foresale.workflows.promotion.promote import PromotionEvent, Promotions

ELSEWHERE = "The champion was changed in MLflow's own pages."
MOST_TRIES = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PromotionContext:
    """Where champions are: the log says who serves, and the registry's aliases show it to others.

    The registry is never asked within a transaction of the log. A change is first written down, and then
    told to the registry; a process that dies between leaves an alias behind, which the next look brings in
    line.
    """

    registry: ModelRegistry
    promotions: Promotions


def tell_registry(context: PromotionContext, scope: Scope) -> None:
    """Bring the registry in line after a change; one that can't be reached now is told by a later look.

    Args:
        context: Where champions are.
        scope: What was changed.
    """
    try:
        follow_log(context, scope)
    except ForesaleError as error:
        _log.warning("The registry is told of the champion of %s later: %s", scope, error)
    except Exception:  # noqa: BLE001 - the change holds: who made it isn't told that it failed
        _log.warning("The registry is told of the champion of %s later.", scope, exc_info=True)


def follow_log(context: PromotionContext, scope: Scope) -> PromotionEvent | None:
    """Let the alias name who serves; where somebody moved the alias itself, let that version serve instead.

    Safe to do again at any time. A champion that was taken away in the registry serves on until another one
    is named: no answer would be worse.

    Args:
        context: Where champions are.
        scope: What is looked at.

    Returns:
        The change, where somebody moved the alias.

    Raises:
        RegistryError: The registry can't be reached.
        EngineError: The champion changed again and again meanwhile.
    """
    own: set[int | None] = set()
    with context.registry.alone():
        for _ in range(MOST_TRIES):
            state = _state(context.promotions, scope)
            champion = context.registry.at(scope, CHAMPION)
            named = None if champion is None else champion.number
            if is_in_line(named, state):
                return None
            change = None
            if named is not None and named not in {state.serving, state.seen, state.aim, *own}:
                change = PromotionEvent(scope, state.serving, named, "promoted", ELSEWHERE)
            elif named != state.serving:
                shown = AliasState(state.serving, named, state.serving)
                if not _settle(context.promotions, scope, state, shown):
                    continue
                own.add(state.serving)
                _show(context, scope, state.serving)
                state = shown
            agreed = state.serving if change is None else change.after
            if _settle(context.promotions, scope, state, AliasState(agreed, agreed), change):
                return change
    raise EngineError(f"The champion of {scope} changed {MOST_TRIES} times meanwhile.", fix="Ask once more.")


@dataclass(frozen=True)
class AliasState:
    """What the log says of a champion and its alias.

    Attributes:
        serving: Who serves.
        seen: What the alias was last seen to name.
        aim: What it is about to be set to, written down before it is: whoever finds it set after a crash,
            or after the next promotion, knows that nobody else did it.
    """

    serving: int | None
    seen: int | None
    aim: int | None = None


def is_in_line(named: int | None, state: AliasState) -> bool:
    """Whether nothing is to be done about a scope.

    Args:
        named: The version that the registry's alias names.
        state: What the log says.

    Examples:
        >>> (
        ...     is_in_line(1, AliasState(1, 1)),
        ...     is_in_line(1, AliasState(2, 1)),
        ...     is_in_line(None, AliasState(2, 2)),
        ... )
        (True, False, True)
    """
    return state.serving == state.seen and state.aim is None and named in (None, state.serving)


def _state(promotions: Promotions, scope: Scope) -> AliasState:
    with promotions.read() as log:
        return AliasState(log.serving(scope), log.seen(scope), log.aim(scope))


def _show(context: PromotionContext, scope: Scope, serving: int | None) -> None:
    """Tell the registry who serves, and why."""
    registry = context.registry
    try:
        registry.point(scope, CHAMPION, serving)
        challenger = registry.at(scope, CHALLENGER)
        if challenger is not None and challenger.number == serving:
            registry.point(scope, CHALLENGER, None)
        with context.promotions.read() as log:
            history = log.history(scope)
        if history:
            version = registry.version(scope, history[-1].after)
            registry.note(version, history[-1].action, history[-1].reason)
    except OptionError as error:  # there is nothing to show any more
        _log.warning("The registry can't name the champion of %s: %s", scope, error)


def _settle(
    promotions: Promotions,
    scope: Scope,
    expected: AliasState,
    found: AliasState,
    change: PromotionEvent | None = None,
) -> bool:
    """Write down what is so of the alias now; False where the champion changed meanwhile."""
    with promotions.change() as log:
        log.hold(scope)
        if AliasState(log.serving(scope), log.seen(scope), log.aim(scope)) != expected:
            return False
        if change is not None:
            log.record(change)
        log.see(scope, found.seen)
        log.take_aim(scope, found.aim)
    return True
