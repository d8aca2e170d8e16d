"""What drives a total, as one page: the verdict first, then effects, portrait, models and errors."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from foresale.regression.associations import Association
from foresale.regression.effects import Effect
from foresale.regression.find_drivers import DriverFindings
from foresale.regression.ranges import LEVELS
from foresale.regression.scores import ModelScore
from foresale.regression.verdict import amount, lower, share
from foresale.regression.what_if import WhatIf
from foresale.reports import wording
from foresale.reports.driver_pictures import boxes_by_class, curve_of, draw_predicted_groups, errors_of
from foresale.reports.page import render
from foresale.reports.profile_pictures import heat_map, histogram

_STANDS, _BESIDE, _NOTHING = "more than chance", "only beside the others", "nothing to learn there"
_MAX_CURVES = 12
_MAX_BOXES = 8
_MAX_OTHERS = 40
_MAX_MATRIX = 10


@dataclass(frozen=True)
class EffectRow:
    """One driver, as the page prints it."""

    name: str
    worth: str
    share: str
    width: float
    is_real: bool
    sentence: str


@dataclass(frozen=True)
class AssociationRow:
    """What two columns have to do with each other, as the page prints it.

    `left` and `width` are the range and `dot` the size in per cent of a track from −1 to 1.
    """

    name: str
    effect: str
    detail: str
    left: float
    width: float
    dot: float
    chance: str
    tag: str


def drivers_report(found: DriverFindings, what_if: WhatIf | None = None) -> str:
    """A page of HTML that says what drives a total, or that nothing does, before it shows why.

    Args:
        found: What `find_drivers` found.
        what_if: One case that was asked about.

    Returns:
        The whole page, to be written to one `.html` file.
    """
    portrait, target = found.portrait, wording.words(found.columns.target)
    best, worst = found.extremes()
    real = frozenset(effect.column for effect in found.effects if effect.is_real)
    curves = [(effect.column, curve_of(effect, target)) for effect in found.effects[:_MAX_CURVES]]
    return render(
        "drivers.html.j2",
        title=f"Drivers of {target}",
        target=target,
        noun=wording.words(found.noun),
        rows_in_words=f"{found.counts.rows:,} {wording.words(found.noun)}",
        found=found,
        headline=_headline(found, target),
        share_told=share(_score_of_used(found).r2),
        effects=[_effect_row(effect, found, target) for effect in found.effects],
        curves=curves,
        findings=portrait.findings,
        histogram=histogram(portrait.distribution) if portrait.distribution else None,
        boxes=[
            (group.column, boxes_by_class(group, target)) for group in portrait.boxes if len(group.boxes) > 1
        ][:_MAX_BOXES],
        with_target=[
            _association_row(one, one.other(found.columns.target), real) for one in portrait.with_target
        ],
        others=[
            _association_row(one, f"{one.second} by {one.first}")
            for one in portrait.among_others[:_MAX_OTHERS]
        ],
        stands=_STANDS,
        n_others=len(portrait.among_others),
        matrix=heat_map([row[:_MAX_MATRIX] for row in portrait.matrix[:_MAX_MATRIX]]),
        matrix_names=portrait.names[:_MAX_MATRIX],
        scores=[(score, _is_used(found, score)) for score in found.scores],
        used=_score_of_used(found),
        chosen_share=share(found.chosen_r2),
        groups=draw_predicted_groups(found, target),
        errors=errors_of(found),
        ranges=_ranges(found),
        best=_rows(best),
        worst=_rows(worst),
        has_unit="unit" in found.held_out.columns,
        left_out=[one for one in found.columns.left_out if one.kind != "unit"],
        what_if=what_if,
        what_if_moves=_moves(what_if),
        amount=amount,
        share=share,
        lower=lower,
        plain_share=_plain_share,
    )


def _association_row(one: Association, name: str, real: frozenset[str] = frozenset()) -> AssociationRow:
    """An association as a line on a track from −1 to 1; `real` are columns that drive beside others."""
    tag = _STANDS if one.stands else _BESIDE if name in real else _NOTHING
    low, size, high = (one.as_correlation(value) for value in (one.low, one.size, one.high))
    low, high = min(low, size), max(high, size)
    return AssociationRow(
        name=wording.words(name),
        effect=one.effect,
        detail=one.detail,
        left=round(50 * (1 + low), 2),
        width=round(50 * (high - low), 2),
        dot=round(50 * (1 + size), 2),
        chance=_chance(one.adjusted),
        tag=tag,
    )


def effect_sentence(effect: Effect, target: str) -> str:
    """What a driver does, in words: from where to where, how much, and how sure.

    Args:
        effect: The driver.
        target: What is explained.
    """
    name = wording.words(effect.column)
    way = "more" if effect.size > 0 else "less"
    low, high = sorted((effect.size_low, effect.size_high), key=abs)
    is_two_way = effect.size_low < 0 < effect.size_high
    if not effect.is_real and (effect.is_negligible or is_two_way):
        return "Nothing to learn there." if effect.is_negligible else "May be chance."
    if is_two_way:
        return (
            f"{name} moves {target}, but not one way between {effect.start} and {effect.end}: see its curve."
        )
    doubt = "" if effect.is_real else "May be chance beside the others: "
    move = f"{doubt}{name} {effect.end} instead of {effect.start}"
    return f"{move}: {amount(abs(effect.size))} {way} {target} ({amount(abs(low))} to {amount(abs(high))})."


def _headline(found: DriverFindings, target: str) -> tuple[str, str, str]:
    """What stands before, in, and after the coloured part of the title."""
    if found.verdict.finding == "nothing":
        return "", "Nothing to learn", f" about {target} from these columns"
    if found.verdict.finding == "unsure":
        return "", "Nothing sure", f" to learn about {target}: too few {wording.words(found.noun)}"
    return "", share(_score_of_used(found).r2), f" of the differences in {target} can be explained"


def _score_of_used(found: DriverFindings) -> ModelScore:
    return next(score for score in found.scores if score.model == found.verdict.model)


def _is_used(found: DriverFindings, score: ModelScore) -> bool:
    return score.model == found.verdict.model


def _effect_row(effect: Effect, found: DriverFindings, target: str) -> EffectRow:
    widest = max((one.share for one in found.effects), default=1.0) or 1.0
    worth, low, high = (share(max(one, 0.0)) for one in (effect.worth, effect.worth_low, effect.worth_high))
    return EffectRow(
        name=wording.words(effect.column),
        worth=f"{worth} ({low} to {high})",
        share=share(effect.share),
        width=round(100 * effect.share / widest, 1),
        is_real=effect.is_real,
        sentence=effect_sentence(effect, target),
    )


def _chance(adjusted: float) -> str:
    if adjusted < 0.001:
        return "less than 1 in 1,000"
    return "easily" if adjusted >= 0.5 else f"{100 * adjusted:.2g} in 100"


def _plain_share(value: float) -> str:
    return wording.percent(value)


def _ranges(found: DriverFindings) -> list[tuple[str, str, str, str]]:
    ranges = found.ranges
    return [
        (f"{100 * level:.0f} of 100", amount(-low), amount(high), share(held))
        for level, low, high, held in zip(LEVELS, ranges.low, ranges.high, ranges.held, strict=True)
    ]


def _rows(table: pl.DataFrame) -> list[dict[str, str]]:
    names = ("actual", "predicted", "low", "high", "error")
    return [
        {"name": str(row["unit"]) if "unit" in row else f"row {row['row'] + 1:,}"}
        | {name: amount(row[name]) for name in names}
        for row in table.iter_rows(named=True)
    ]


def _moves(what_if: WhatIf | None) -> list[tuple[str, str]]:
    if what_if is None:
        return []
    return [
        (wording.words(name), f"{'+' if moved > 0 else ''}{amount(moved)}")
        for name, moved in what_if.moves.items()
        if moved
    ]
