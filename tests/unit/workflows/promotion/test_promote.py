"""Promotion and rollback with a registry in a folder and a log in a list."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from foresale.errors import OptionError
from foresale.workflows.ports import ModelVersion, Scope
from foresale.workflows.promotion.follow_log import PromotionContext
from foresale.workflows.promotion.promote import PromotionEvent, champions
from foresale.workflows.promotion.verdicts import verdict_of
from promotion_steps import BETTER, SAME, SCOPE, SOMEBODY, consider, promote, retire, rollback, serving


def test_a_version_that_passes_serves_and_one_that_does_not_waits_as_challenger(promotion):
    assert consider(promotion, promotion.registry.version(SCOPE, 1), None).promote
    assert consider(promotion, promotion.registry.version(SCOPE, 2), BETTER).promote
    assert not consider(promotion, promotion.registry.version(SCOPE, 3), SAME).promote
    assert serving(promotion) == 2
    assert promotion.registry.at(SCOPE, "challenger").number == 3
    assert [(change.before, change.after, change.action) for change in promotion.promotions.changes] == [
        (None, 1, "promoted"),
        (1, 2, "promoted"),
    ]
    told = verdict_of(promotion.registry.version(SCOPE, 3))
    assert told is not None
    assert not told.promote
    assert told.reason.startswith("No better")
    assert promotion.registry.version(SCOPE, 3).about["gate_champion"] == "2"


def test_a_verdict_that_an_older_registry_holds_as_a_sentence_still_counts(promotion):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    for number, said in ((2, "passed: Better beyond chance."), (3, "refused: It passed: no.")):
        promotion.registry.note(promotion.registry.version(SCOPE, number), "gate", said)
        promotion.registry.note(promotion.registry.version(SCOPE, number), "gate_champion", "1")
    with pytest.raises(OptionError, match="present champion: It passed: no"):
        promote(promotion, promotion.registry.version(SCOPE, 3), SOMEBODY)
    change = promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY)
    assert (change.action, change.reason) == ("promoted", "Better beyond chance.")


def test_what_was_never_judged_has_no_verdict_whatever_its_reason_says(promotion):
    assert verdict_of(promotion.registry.version(SCOPE, 2)) is None
    with pytest.raises(OptionError, match="never judged"):
        promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY)


def test_what_the_gate_refused_is_promoted_only_with_a_comment_which_is_kept(promotion):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    consider(promotion, promotion.registry.version(SCOPE, 2), SAME)
    with pytest.raises(OptionError, match="didn't pass the gate"):
        promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY)
    with pytest.raises(OptionError, match="didn't pass the gate"):
        promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY, comment="  ")
    change = promote(promotion, promotion.registry.version(SCOPE, 2), SOMEBODY, comment="New assortment")
    assert (change.action, change.by) == ("overridden", SOMEBODY)
    assert change.reason.startswith("New assortment (the gate: No better")
    assert serving(promotion) == 2
    assert promotion.registry.at(SCOPE, "challenger") is None


def test_a_verdict_against_another_champion_no_longer_counts(promotion):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    consider(promotion, promotion.registry.version(SCOPE, 2), BETTER)
    consider(promotion, promotion.registry.version(SCOPE, 3), BETTER)
    rollback(promotion, SOMEBODY)
    assert serving(promotion) == 2
    assert promote(promotion, promotion.registry.version(SCOPE, 3), SOMEBODY).action == "promoted"
    rollback(promotion, SOMEBODY)
    rollback(promotion, SOMEBODY)
    with pytest.raises(OptionError, match="present champion"):
        promote(promotion, promotion.registry.version(SCOPE, 3), SOMEBODY)


def test_rolling_back_goes_on_to_the_champion_before_and_ends_at_the_first(promotion):
    for number in (1, 2, 3):
        consider(promotion, promotion.registry.version(SCOPE, number), None if number == 1 else BETTER)
    assert rollback(promotion, SOMEBODY, "Too high on Mondays").reason == "Too high on Mondays"
    assert serving(promotion) == 2
    rollback(promotion, SOMEBODY)
    assert serving(promotion) == 1
    with pytest.raises(OptionError, match="no earlier champion"):
        rollback(promotion, SOMEBODY)


def test_promoting_the_champion_again_is_refused(promotion):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    with pytest.raises(OptionError, match="is the champion already"):
        promote(promotion, promotion.registry.version(SCOPE, 1), SOMEBODY, comment="again")


def test_a_champion_that_came_back_counts_once():
    steps = [(None, 1), (1, 2), (2, 1)]
    assert champions([PromotionEvent(SCOPE, before, after, "overridden", "") for before, after in steps]) == [
        2,
        1,
    ]


def test_a_training_that_is_done_again_after_a_crash_is_written_down_once(promotion):
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    consider(promotion, promotion.registry.version(SCOPE, 2), BETTER)
    promotion.registry.point(SCOPE, "champion", 1)  # its process died before the registry was told
    promotion.promotions.see(SCOPE, 1)
    for _ in range(2):
        told = consider(promotion, promotion.registry.version(SCOPE, 2), SAME)
        assert told.promote
        assert told.reason.startswith("Better beyond chance")
    assert [change.after for change in promotion.promotions.changes] == [1, 2]
    assert serving(promotion) == 2


PART = Scope(segment="segment=Slow")


@pytest.fixture
def part(promotion: PromotionContext) -> ModelVersion:
    """A version for a part of the assortment, beside one of all that serves."""
    consider(promotion, promotion.registry.version(SCOPE, 1), None)
    version = ModelVersion(
        PART, 1, "run", date(2024, 3, 1), datetime.now(UTC), metrics={"score": 0.9, "coverage_80": 0.8}
    )
    promotion.registry.kept.append(version)
    return version


def test_the_first_version_of_a_part_has_to_beat_the_one_of_all(promotion: PromotionContext, part) -> None:
    verdict = consider(promotion, part, SAME)
    assert not verdict.promote
    assert "daily.all.1" in verdict.reason
    assert consider(promotion, part, BETTER).promote
    assert promotion.registry.at(PART, "champion").name == part.name
    assert promotion.registry.at(SCOPE, "champion").number == 1


def test_a_part_gives_its_series_back_to_the_model_of_all(promotion: PromotionContext, part) -> None:
    consider(promotion, part, BETTER)
    change = retire(promotion, part, SOMEBODY)
    assert (change.action, change.before, change.after) == ("retired", 1, 1)
    assert promotion.registry.at(PART, "champion") is None
    with pytest.raises(OptionError, match="there is none"):
        retire(promotion, part, SOMEBODY)
    with pytest.raises(OptionError, match="answers for all"):
        retire(promotion, promotion.registry.at(SCOPE, "champion"), SOMEBODY)
    promote(promotion, promotion.registry.version(PART, 1), SOMEBODY)
    assert champions(promotion.promotions.history(PART)) == [1]
