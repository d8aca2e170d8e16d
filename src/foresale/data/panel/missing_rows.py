"""What a period without a row means, judged series by series: nothing sold, or not known.

Two stories are weighed for each series: the file writes down every period, so that a hole is an exception;
or it writes down sales only, so that a hole is a period without any. What speaks for one or the other is how
often holes begin and how long they last, and whether zeros are written down. Series that say little go
by what the rest of the file says (empirical Bayes; Efron and Morris, 1975).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foresale.arrays import Array, Bools, Floats, Ints
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.spacing import Spacing
from foresale.frequency import Dates, weekdays
from foresale.notes import Evidence, percent
from foresale.sales import ColumnRoles

_RARE = (0.5, 20.0)  # Beta prior of how often a hole begins where every period is written down
_ZEROS_WRITTEN = (0.5, 5.0)  # and of the share of zeros among rows there
_ZEROS_BY_CHANCE = (0.02, 50.0)  # and where only sales are written down
_ROUNDS = 20
_MIXED = 0.2  # how likely a file is to hold series of both kinds, before it is looked at
_ROWS_A_DAY = 8  # with as many rows on a usual day, chance leaves none on one day in 3,000
MIN_CHANCE_CLOSED = 1e-3  # of all groups together, that one leaves a weekday empty by chance


@dataclass(frozen=True)
class MissingPolicy:
    """What a period without a row means.

    Attributes:
        zero: S, true where it means that nothing was sold.
        reasons: Why not known, and why nothing sold, each as words in brackets.
        sold_only: Share of rows in series of which only sales are written down.
        evidence: What was weighed; None where the caller or the file's kind decides.
    """

    zero: Bools
    reasons: tuple[str, str]
    sold_only: float
    evidence: Evidence | None = None

    def with_new_series(self, n_series: int) -> MissingPolicy:
        """The same for more series, which have no rows yet."""
        more = np.ones(n_series - len(self.zero), dtype=bool)
        return replace(self, zero=np.append(self.zero, more)) if len(more) else self


@dataclass(frozen=True)
class Counts:
    """Per series (S): rows' periods, periods without a row between them, how often those begin, zero rows.

    Attributes:
        held: Periods with a row.
        holes: Periods without one, from the first row to the last.
        begun: Runs of such periods.
        zeros: Rows that say zero.
        after: Periods after the last row.
    """

    held: Array
    holes: Array
    begun: Array
    zeros: Array
    after: Array

    def fill_share(self, chosen: Bools) -> float:
        """Share of the chosen series' periods that hold a row."""
        held = float(self.held[chosen].sum())
        return held / max(held + float((self.holes + self.after)[chosen].sum()), 1.0)


@dataclass(frozen=True)
class SoldRows:
    """Rows with a known target: their units, series and days, and how many series there are."""

    units: Array
    series: Ints
    days: Dates
    n_series: int


def read_holes(rows: SoldRows, roles: ColumnRoles, spacing: Spacing, options: PanelOptions) -> MissingPolicy:
    """Decide for each series, from its own rows and from the whole file, what a missing row means.

    Invoices list only what was sold, so a hole is a zero there.
    """
    everywhere = np.ones(rows.n_series, dtype=bool)
    if options.missing != "auto":
        zero = everywhere if options.missing == "zero" else ~everywhere
        return MissingPolicy(zero, ("as asked", "as asked"), float(options.missing == "zero"))
    if roles.transaction is not None:
        return MissingPolicy(everywhere, ("", "an invoice file lists only what was sold"), 1.0)
    if roles.log_target:
        return MissingPolicy(~everywhere, (f"{roles.target} holds logarithms", ""), 0.0)
    counts = count_holes(rows, spacing)
    zero = weigh_holes(counts) < 0
    held = np.bincount(rows.series, minlength=rows.n_series)
    sold_only = float(held[zero & (counts.holes > 0)].sum() / max(held.sum(), 1))
    return MissingPolicy(zero, _reasons(counts, zero), sold_only, _evidence(counts, zero))


def count_holes(rows: SoldRows, spacing: Spacing) -> Counts:
    """Count each series' rows and holes among the periods on which the file could hold a row."""
    series, n_series = rows.series, rows.n_series
    day = rows.days.astype("datetime64[D]").astype(np.int64)
    slots = open_periods(day, spacing)
    at = np.searchsorted(slots, day, side="right") - 1
    cell = series * len(slots) + at
    if n_series * len(slots) <= 20 * len(cell):
        seen = np.zeros(n_series * len(slots), dtype=bool)
        seen[cell] = True
        cell = np.flatnonzero(seen)
    else:
        cell = np.unique(cell)
    owner, at = cell // len(slots), cell % len(slots)
    held = np.bincount(owner, minlength=n_series).astype(np.float64)
    same = owner[1:] == owner[:-1]
    gap = np.diff(at)[same] - 1
    of = owner[1:][same]
    last = np.zeros(n_series)
    np.maximum.at(last, owner, at)
    return Counts(
        held,
        np.bincount(of, weights=gap, minlength=n_series).astype(np.float64),
        np.bincount(of[gap > 0], minlength=n_series).astype(np.float64),
        np.bincount(series[rows.units == 0], minlength=n_series).astype(np.float64),
        np.where(held > 0, len(slots) - 1 - last, 0.0),
    )


def open_periods(days: Ints, spacing: Spacing) -> Ints:
    """Days on which the file could hold a row: periods of its spacing, or days the shop was open.

    Days without any row are left out where so many rows are usual that all must have been shut, and
    weekdays on which the file never has one.

    Args:
        days: Day of each row, as a number.
        spacing: How far apart they are.
    """
    distinct = spacing.days.astype("datetime64[D]").astype(np.int64)
    first, last = int(distinct[0]), int(distinct[-1])
    if spacing.is_regular:
        step = spacing.step
        missing = np.maximum(np.round(np.diff(distinct) / step).astype(np.int64) - 1, 0)
        at = np.flatnonzero(missing)
        holes = [distinct[i] + np.round(step * np.arange(1, missing[i] + 1)) for i in at]
        return np.unique(np.concatenate([distinct, *holes]).astype(np.int64))
    rows = np.bincount(days - first)
    if np.median(rows[rows > 0]) >= _ROWS_A_DAY:
        return distinct
    calendar = np.arange(first, last + 1)
    shut = idle_weekdays(rows[None, :] > 0, np.array([first], dtype="datetime64[D]")[0])[0]
    return np.asarray(calendar[~shut[weekdays(calendar.astype("datetime64[D]"))] | (rows > 0)])


def idle_weekdays(sold: Bools, first: np.datetime64, *, by_others: bool = False) -> Bools:
    """G × 7, true for weekdays on which a group hardly ever sold and chance can't explain any of the seven.

    A group that sells on one day in five leaves a weekday empty for months by chance; one that sells daily
    can't for four weeks.

    Args:
        sold: G × T, true on days with a sale.
        first: The first day.
        by_others: Whether a weekday that is slow for groups open on it, too, is expected to be slow.

    Examples:
        >>> days = np.tile([True] * 6 + [False], 10)[None, :]
        >>> idle_weekdays(days, np.datetime64("2024-01-01")).tolist()
        [[False, False, False, False, False, False, True]]
    """
    n_groups, n_days = sold.shape
    ever = sold.any(axis=1)
    begin = np.where(ever, sold.argmax(axis=1), n_days)
    end = np.where(ever, n_days - sold[:, ::-1].argmax(axis=1), 0)
    place = np.arange(n_days)
    alive = (place >= begin[:, None]) & (place < end[:, None])
    slot = (int(first.astype("datetime64[D]").astype(np.int64)) + 3 + place) % 7
    held = np.stack([alive[:, slot == day].sum(axis=1) for day in range(7)], axis=1).astype(np.float64)
    hits = np.stack([(alive & sold)[:, slot == day].sum(axis=1) for day in range(7)], axis=1).astype(
        np.float64
    )
    share = np.divide(hits, held, out=np.zeros_like(hits), where=held > 0)
    idle = np.zeros((n_groups, 7), dtype=bool)
    pace: Floats = np.ones(7)
    for at in range(
        3 if by_others else 2
    ):  # once more without the days found idle, which make the others look rarer
        open_held = np.where(idle, 0.0, held).sum(axis=1, keepdims=True) - np.where(idle, 0.0, held)
        open_hits = np.where(idle, 0.0, hits).sum(axis=1, keepdims=True) - np.where(idle, 0.0, hits)
        usual = pace * (open_hits + 0.5) / (open_held + 1.0)
        chance = (1 - np.minimum(usual, 1 - 1e-6)) ** held
        idle = (share <= 0.02) & (chance <= MIN_CHANCE_CLOSED / (7 * n_groups)) & (held >= 4)
        pace = _pace(hits, held, ~idle) if by_others and at else pace
    return np.asarray(idle)


def _pace(hits: Floats, held: Floats, is_open: Bools) -> Floats:
    """How often groups that are open on a weekday sell on it beside their other weekdays; at most 1."""
    pace = np.ones(7)
    for day in range(7):
        rows, others = is_open[:, day], np.arange(7) != day
        here = (hits[rows, day].sum() + 0.5) / (held[rows, day].sum() + 1.0)
        there = (hits[rows][:, others].sum() + 0.5) / (held[rows][:, others].sum() + 1.0)
        pace[day] = min(here / there, 1.0)
    return pace


def weigh_holes(counts: Counts) -> Floats:
    """S log odds that a series' holes are exceptions, rather than periods without a sale."""
    from scipy.special import betaln

    held, zeros = counts.held, counts.zeros
    holes, begun = counts.holes + counts.after, counts.begun + (counts.after > 0)
    lasting = betaln(1 + counts.begun, 1 + holes - counts.begun)  # the last run hasn't ended
    rare = betaln(_RARE[0] + begun, _RARE[1] + np.maximum(held - begun, 0)) - betaln(*_RARE) + lasting
    scattered = betaln(1 + holes, 1 + held)
    clumped = betaln(1 + begun, 1 + np.maximum(held - begun, 0)) + lasting
    often = np.logaddexp(scattered, clumped) - np.log(2)
    positive = np.maximum(held - zeros, 0)
    chance = betaln(_ZEROS_BY_CHANCE[0] + zeros, _ZEROS_BY_CHANCE[1] + positive) - betaln(*_ZEROS_BY_CHANCE)
    written = betaln(_ZEROS_WRITTEN[0] + zeros, _ZEROS_WRITTEN[1] + positive) - betaln(*_ZEROS_WRITTEN)
    own = rare - often + np.logaddexp(written, chance) - np.log(2) - chance
    return _by_whole_file(own, (holes + zeros) > 0)


def _by_whole_file(own: Floats, telling: Bools) -> Floats:
    """S log odds once the whole file is heard: it is of one kind, of the other, or mixes both."""
    heard = own[telling]
    prior = 0.0
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(heard + prior, -50, 50)))
        share = (likely.sum() + 0.5) / (len(heard) + 1)
        prior = float(np.log(share / (1 - share)))
    one_kind, mixed = (1 - _MIXED) / 2, np.logaddexp(np.log(share) + heard, np.log(1 - share)).sum()
    weights = np.array(
        [
            np.log(one_kind) + heard.sum(),
            np.log(one_kind),
            np.log(_MIXED) + mixed - 0.5 * np.log(len(heard) + 1),
        ]
    )
    weights = np.exp(weights - weights.max())
    record, _, mixture = weights / weights.sum()
    single = 1 / (1 + np.exp(-np.clip(np.where(telling, own, 0.0) + prior, -50, 50)))
    chance = np.clip(record + mixture * single, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(chance / (1 - chance)))


def _reasons(counts: Counts, zero: Bools) -> tuple[str, str]:
    zeros, holed = counts.zeros, (counts.holes + counts.after) > 0
    kept = ~zero & (counts.held > 0)
    if zeros[kept].sum() >= 0.001 * max(counts.held[kept].sum(), 1):
        share = float(zeros[kept].sum() / max(counts.held[kept].sum(), 1))
        whole = "the file writes its zeros down" if not zero.any() else "their zeros are written down"
        unknown = f"{whole} ({percent(share, digits=1)} of rows)"
    else:
        filled = counts.fill_share(kept & holed)
        unknown = (
            f"{percent(filled)} of the periods have a row, so a hole is an exception"
            if filled >= 0.5
            else f"only {percent(filled)} of the periods have a row, but holes are few and long"
        )
    whose = "the file holds no zeros, and only" if zero.all() else "no zeros are written down there, and only"
    if zeros[zero].sum():
        whose = "hardly any zero is written down, and only"
    return unknown, f"{whose} {percent(counts.fill_share(zero & holed))} of the periods have a row"


def _evidence(counts: Counts, zero: Bools) -> Evidence:
    telling = (counts.holes + counts.after + counts.zeros) > 0
    seen = (
        f"{int(telling.sum()):,} of {len(zero):,} series have holes or zeros: "
        f"{int((zero & telling).sum()):,} as a list of sales has them, "
        f"{int((~zero & telling).sum()):,} as a full record has them"
    )
    return Evidence(seen, certainty="likely")
