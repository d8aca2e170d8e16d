"""A new version is judged against the champion: it serves, or waits as the challenger."""

from __future__ import annotations

from collections.abc import Callable

from foresale.errors import EngineError, OptionError
from foresale.workflows.ports import CHALLENGER, CHAMPION, ModelRegistry, ModelVersion, Scope
from foresale.workflows.promotion.follow_log import MOST_TRIES, PromotionContext, follow_log, tell_registry
from foresale.workflows.promotion.gate import Comparison, Verdict, judge
from foresale.workflows.promotion.promote import NOBODY, Actor, PromotionEvent
from foresale.workflows.promotion.verdicts import note_verdict, verdict_of
from foresale.workflows.segments import ALL

Compare = Callable[[ModelVersion | None], Comparison | None]
"""Losses of a new version beside those of the one it has to beat; None where there is no honest one."""


def incumbent(registry: ModelRegistry, challenger: ModelVersion, serving: int | None) -> ModelVersion | None:
    """Whom a new version has to beat: its scope's champion, or else that of everything, if there is one.

    A part of the assortment is answered for by the model of all until it has one of its own. One that the
    registry doesn't hold any more can't be measured.

    Args:
        registry: Where versions are.
        challenger: The new version.
        serving: The number of its scope's champion, whatever the registry's alias names.
    """
    scope = challenger.scope
    own = None if serving is None else _find(registry, scope, serving)
    return own if own is not None or scope.segment == ALL else registry.at(Scope(scope.family), CHAMPION)


def _find(registry: ModelRegistry, scope: Scope, number: int) -> ModelVersion | None:
    try:
        return registry.version(scope, number)
    except OptionError:
        return None


def consider(
    context: PromotionContext, challenger: ModelVersion, compare: Compare, by: Actor = NOBODY
) -> Verdict:
    """Judge a new version; promote it, or leave it as the challenger with the reason written down.

    Judged anew where another version was promoted meanwhile. Done again after a crash, it says what it said.

    Args:
        context: Where champions are.
        challenger: The version.
        compare: Measures it beside the one it has to beat.
        by: Who asked for the training.

    Raises:
        RegistryError: The registry can't be reached.
        EngineError: The champion changed again and again meanwhile.
    """
    scope = challenger.scope
    for _ in range(MOST_TRIES):
        follow_log(context, scope)
        with context.promotions.read() as log:
            serving = log.serving(scope)
        if serving == challenger.number:
            return verdict_of(challenger) or Verdict(True, "It serves already.")
        rival = incumbent(context.registry, challenger, serving)
        verdict = judge(rival, challenger, compare(rival))
        note_verdict(context.registry, challenger, verdict, serving)
        if not _write_down(context, challenger, serving, verdict, by):
            continue
        if verdict.promote:
            tell_registry(context, scope)
        else:
            context.registry.point(scope, CHALLENGER, challenger.number)
        return verdict
    raise EngineError(
        f"The champion of {scope} changed {MOST_TRIES} times meanwhile.", fix="Train once more."
    )


def _write_down(
    context: PromotionContext, challenger: ModelVersion, serving: int | None, verdict: Verdict, by: Actor
) -> bool:
    """Let the new version serve if it should; False where the champion isn't the one it was judged beside."""
    with context.promotions.change() as log:
        log.hold(challenger.scope)
        if log.serving(challenger.scope) != serving:
            return False
        if verdict.promote:
            log.record(
                PromotionEvent(challenger.scope, serving, challenger.number, "promoted", verdict.reason, by)
            )
    return True
