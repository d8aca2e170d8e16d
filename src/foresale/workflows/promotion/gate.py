"""Whether a new version is better than the champion by more than chance, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.metrics.significance import margin_of_sum
from foresale.notes import counted, percent
from foresale.workflows.ports import ModelVersion

AROUND = 0.10  # that the coverage of 80 % ranges may be off


@dataclass(frozen=True)
class Verdict:
    """Whether to promote, and why in words."""

    promote: bool
    reason: str


@dataclass(frozen=True)
class Comparison:
    """Losses of two versions on the same series and days, forecast from the same last day.

    Attributes:
        champion: S × H; NaN where nothing was judged.
        challenger: S × H.
        how: How the champion's forecast of that window was made, for readers.
        noun: What the H periods are.
    """

    champion: Array
    challenger: Array
    how: str
    noun: str = "day"


def judge(champion: ModelVersion | None, challenger: ModelVersion, comparison: Comparison | None) -> Verdict:
    """Say whether the challenger should serve.

    Without a champion it has to be no worse than repeating the last season. Else its 80 % ranges have to
    hold 70 to 90 % of the days (in whole units as much more as they hold by themselves; more room where
    chance alone would take it), and its loss has to be lower than the champion's by more than chance
    makes of it in one case of twenty. Where the champion's own ranges didn't hold when it was trained, as
    after sales that were undone or corrected since, it is enough not to be worse beyond chance.

    Args:
        champion: Who serves now.
        challenger: The new version.
        comparison: Losses of both on the same window; None where there is no honest one.
    """
    if champion is None:
        return _first(challenger)
    uncalibrated = _check_ranges(challenger)
    if uncalibrated is not None:
        return Verdict(False, uncalibrated)
    if comparison is None:
        return Verdict(
            False,
            f"It can't be compared with {champion.name} on a window that {champion.name} hadn't seen, "
            "and its kind of model wasn't tried in this training.",
        )
    verdict = _compare(champion, comparison)
    return verdict if verdict.promote else _replace_uncalibrated(champion, comparison) or verdict


def _replace_uncalibrated(champion: ModelVersion, comparison: Comparison) -> Verdict | None:
    """Let ranges that hold take the place of those that didn't; None where the champion's held."""
    gain, chance = relative_gain(comparison)
    covered = champion.metrics.get("coverage_80", math.nan)
    if math.isnan(covered) or _check_ranges(champion) is None or not gain >= -chance:
        return None
    return Verdict(
        True,
        f"Its 80 % ranges hold, and those of {champion.name} held {percent(covered)} of its test window; "
        f"its loss is no worse beyond chance ({comparison.how}).",
    )


def _check_ranges(challenger: ModelVersion) -> str | None:
    """What is wrong with its ranges; None where they hold what they should, or chance explains it."""
    covered = challenger.metrics.get("coverage_80", math.nan)
    meant = challenger.metrics.get("coverage_80_meant", 0.8)  # more where ranges are in whole units
    room = max(AROUND, challenger.metrics.get("coverage_80_chance", 0.0))
    if abs(covered - meant) <= room:
        return None
    held = "an unknown share" if math.isnan(covered) else percent(covered)
    low, high = percent(meant - room), percent(min(meant + room, 1.0))
    return f"Its 80 % ranges held {held} of the test window; {low} to {high} are asked for."


def _first(challenger: ModelVersion) -> Verdict:
    ours = challenger.metrics.get("score", math.nan)
    if math.isnan(ours):
        return Verdict(True, "The first version; there was no test window to judge it on.")
    if ours <= 1:
        small = round(1 - ours, 3) == 0
        gain = "as good as" if small else f"{percent(1 - ours, digits=1)} better than"
        return Verdict(True, f"The first version, {gain} repeating the last season on the test window.")
    return Verdict(
        False, f"It is {percent(ours - 1, digits=1)} worse than repeating the last season on the test window."
    )


def _compare(champion: ModelVersion, comparison: Comparison) -> Verdict:
    gain, chance = relative_gain(comparison)
    if not math.isfinite(gain):
        return Verdict(False, f"No series and day was judged for both it and {champion.name}.")
    size = f"{percent(abs(gain), digits=1)} {'lower' if gain > 0 else 'higher'} loss than {champion.name} on "
    size += f"{np.isfinite(comparison.champion).any(axis=1).sum():,} series over "
    periods = int(np.isfinite(comparison.champion).any(axis=0).sum())
    size += f"{counted(periods, comparison.noun)} ({comparison.how}"
    noise = f"; ± {percent(chance, digits=1)} is chance)"
    if gain > chance:
        return Verdict(True, f"Better beyond chance: {size}{noise}.")
    if gain < -chance:
        return Verdict(False, f"Worse beyond chance: {size}{noise}.")
    if gain == 0 and chance == 0:
        return Verdict(False, f"No better: the same forecasts as {champion.name} ({comparison.how}).")
    return Verdict(False, f"Within chance: {size}{noise}.")


def relative_gain(comparison: Comparison) -> tuple[float, float]:
    """The challenger's lower loss as a share of the champion's, and how much of it chance may make.

    Errors of a day go together over series, and those of a week over its days. So chance is measured once
    over series and once over weeks (days, where there are fewer than two weeks), and the larger counts.

    Args:
        comparison: Losses of both.

    Returns:
        NaN and NaN where nothing was judged for both.
    """
    known = np.isfinite(comparison.champion) & np.isfinite(comparison.challenger)
    theirs = np.where(known, comparison.champion, 0.0)
    lower = np.where(known, comparison.champion - comparison.challenger, 0.0)
    whole = theirs.sum()
    if not known.any() or whole <= 0:
        return math.nan, math.nan
    gain = float(lower.sum() / whole)
    # What each part says beyond the common gain: the residuals of a ratio.
    beyond = lower - gain * theirs
    return gain, margin_of_sum(beyond) / float(whole)
