"""The registry follows what is written down of champions, and is never asked while that is written."""

from __future__ import annotations

import pytest

from foresale.workflows.promotion.consider import consider as judge_and_decide
from foresale.workflows.promotion.follow_log import ELSEWHERE, follow_log
from promotion_steps import (
    BETTER,
    SAME,
    SCOPE,
    SOMEBODY,
    consider,
    promote,
    rollback,
    serving,
    write_down,
)


def test_a_version_is_judged_anew_where_another_one_was_promoted_while_it_was_judged(promotion):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    rivals = []

    def overtaken(rival):
        rivals.append(rival.number)
        if len(rivals) == 1:
            promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY, comment="Now")
        return BETTER

    assert judge_and_decide(promotion, promotion.registry.version(SCOPE, 3), overtaken).promote
    assert rivals == [1, 2]
    assert [(change.before, change.after) for change in promotion.promotions.changes[1:]] == [(1, 2), (2, 3)]
    assert promotion.registry.version(SCOPE, 3).about["gate_champion"] == "2"


def test_a_version_has_to_beat_the_one_that_serves_also_where_its_alias_was_taken_away(promotion):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    promotion.registry.point(SCOPE, "champion", None)
    rivals = []

    def compare(rival):
        rivals.append(rival)
        return SAME

    assert not judge_and_decide(promotion, promotion.registry.version(SCOPE, 2), compare).promote
    assert [rival.number for rival in rivals] == [1]
    assert promotion.promotions.serving(SCOPE) == 1


def test_an_alias_that_somebody_moved_serves_and_one_that_lags_behind_follows(promotion):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    promotion.registry.point(SCOPE, "champion", 3)
    change = follow_log(promotion, SCOPE)
    assert (change.before, change.after, change.reason) == (1, 3, ELSEWHERE)
    assert follow_log(promotion, SCOPE) is None
    promotion.registry.point(SCOPE, "champion", None)
    assert follow_log(promotion, SCOPE) is None
    assert promotion.promotions.serving(SCOPE) == 3


def test_a_promotion_that_is_written_down_holds_whatever_goes_wrong_after_it(promotion, monkeypatch):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    settle = promotion.promotions.see

    def fail(*_):
        raise RuntimeError("deadlock")

    monkeypatch.setattr(promotion.promotions, "see", fail)
    assert promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY, comment="Now").after == 2
    monkeypatch.setattr(promotion.promotions, "see", settle)
    assert follow_log(promotion, SCOPE) is None
    assert (serving(promotion), promotion.promotions.serving(SCOPE)) == (2, 2)


@pytest.mark.parametrize("dies", [False, True], ids=["goes on", "dies"])
def test_a_promotion_while_the_alias_is_set_to_the_one_before_stays(promotion, monkeypatch, dies):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    point = promotion.registry.point

    def overtaken(scope, alias, number):
        point(scope, alias, number)
        if (alias, number) == ("champion", 2):
            write_down(promotion, promotion.registry.version(SCOPE, 3), SOMEBODY, comment="Now")
            if dies:
                raise KeyboardInterrupt

    monkeypatch.setattr(promotion.registry, "point", overtaken)
    if dies:
        with pytest.raises(KeyboardInterrupt):
            promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY, comment="Soon")
    else:
        promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY, comment="Soon")
    assert follow_log(promotion, SCOPE) is None
    assert [change.after for change in promotion.promotions.changes] == [1, 2, 3]
    assert (serving(promotion), promotion.promotions.serving(SCOPE)) == (3, 3)
    assert promotion.promotions.aim(SCOPE) is None
    point(SCOPE, "champion", 2)
    change = follow_log(promotion, SCOPE)
    assert (change.after, change.reason) == (2, ELSEWHERE)


def test_the_registry_is_never_asked_within_a_transaction(promotion, monkeypatch):
    def asked(*_):
        assert not promotion.promotions.is_writing

    for name in ("at", "point", "version", "note"):
        method = getattr(promotion.registry, name)
        monkeypatch.setattr(promotion.registry, name, lambda *given, method=method: asked() or method(*given))
    first = promotion.registry.version(SCOPE, 1)
    consider(promotion, first, None)
    consider(promotion, promotion.registry.version(SCOPE, 2), BETTER)
    rollback(promotion, SOMEBODY)
    assert serving(promotion) == 1
