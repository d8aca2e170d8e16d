"""How far apart a file's dates are, by arithmetic: days, weeks, months, quarters, or its own calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Ints
from foresale.frequency import Dates, Frequency

_NEARLY_ALL = 0.95
_MONTH = 30.44  # days, on average
MAX_MONTH_DRIFT = 4.0  # days by which dates a whole number of months apart may miss the average month
MIN_GAPS = 3
MIN_SHORT_GAPS = 5  # of a few days: these come about by chance more easily


@dataclass(frozen=True)
class Spacing:
    """How a file's distinct days follow each other.

    Attributes:
        days: The distinct days, oldest first.
        words: How far apart they are, in the middle of a sentence; empty where they follow no rule.
        freq: The period length that holds one date each; None where there is none.
        step: Days from one date to the next, on average; 1 where they follow no rule.
        is_retail_calendar: Whether months hold 4 or 5 weeks, such as 4-4-5.
        is_guess: Whether the dates follow no rule, and only their usual distance is known.
    """

    days: Dates
    words: str = ""
    freq: Frequency | None = None
    step: float = 1.0
    is_retail_calendar: bool = False
    is_guess: bool = False

    @property
    def gaps(self) -> Ints:
        """Days from each distinct day to the next."""
        return np.asarray(np.diff(self.days.astype("datetime64[D]").astype(np.int64)), dtype=np.int64)

    @property
    def is_regular(self) -> bool:
        """Whether the dates follow a rule that isn't simply day after day."""
        return bool(self.words) and not self.is_guess and len(self.days) > MIN_GAPS

    @property
    def usual_gap(self) -> int:
        """A gap that only one in twenty exceeds, in days."""
        return int(np.quantile(self.gaps, 0.95, method="lower")) if len(self.gaps) else 1


def read_spacing(days: Dates) -> Spacing:
    """Recognise how far apart a file's dates are.

    Args:
        days: Dates of rows, in any order and number.

    Examples:
        >>> read_spacing(np.datetime64("2024-01-01") + np.arange(0, 140, 14).astype("timedelta64[D]")).freq
        <Frequency.FORTNIGHT: '2W'>
        >>> read_spacing(np.datetime64("2024-01-01") + np.arange(0, 20, 2).astype("timedelta64[D]")).words
        'every second day'
    """
    distinct = np.unique(days.astype("datetime64[D]"))
    plain = Spacing(distinct)
    gaps = plain.gaps
    if len(gaps) == 0:
        return plain
    rules: tuple[Callable[[Dates, Ints], Spacing | None], ...] = (
        _by_week,
        _by_month,
        _within_month,
        _by_days,
    )
    for rule in rules:
        found = rule(distinct, gaps)
        if found is not None:
            return found
    if float(np.median(gaps)) >= 27:
        return Spacing(distinct, "about a month apart", Frequency.MONTH, _MONTH, is_guess=True)
    return plain


def _by_week(days: Dates, gaps: Ints) -> Spacing | None:
    if np.mean(gaps % 7 == 0) < _NEARLY_ALL:
        return None
    weeks = gaps // 7
    if len(gaps) < MIN_GAPS or weeks.min() < 2:
        return Spacing(days, "whole weeks apart", Frequency.WEEK, 7)
    fives = float((weeks == 5).mean())
    if np.isin(weeks, (4, 5)).mean() >= 0.9 and 0.15 <= fives <= 0.6:
        if _same_weekday_of_month(days):
            return Spacing(days, "about a month apart", Frequency.MONTH, _MONTH)
        words = "four and five weeks apart (a 4-4-5, 4-5-4 or 5-4-4 retail calendar)"
        return Spacing(days, words, None, _MONTH, is_retail_calendar=True)
    step = int(np.gcd.reduce(weeks))
    kinds: tuple[tuple[bool, Spacing], ...] = (
        (step >= 52 or set(weeks) <= {52, 53}, Spacing(days, "a year apart", None, 365)),
        (set(weeks) <= {26, 27}, Spacing(days, "half a year apart", None, 182)),
        (
            float(np.mean((weeks % 13 == 0) | (weeks == 14))) >= 0.9,
            Spacing(days, "a quarter of 13 weeks apart", Frequency.QUARTER, 91),
        ),
        (
            float(np.mean((weeks % 4 == 0) | (weeks == 5))) >= _NEARLY_ALL,
            Spacing(days, "four weeks apart", Frequency.FOUR_WEEKS, 28),
        ),
        (
            float(np.mean(weeks % 2 == 0)) >= _NEARLY_ALL and int(weeks.min()) == 2,
            Spacing(days, "two weeks apart (fortnights)", Frequency.FORTNIGHT, 14),
        ),
        (step >= 3, Spacing(days, f"{step} weeks apart", None, 7 * step)),
    )
    weekly = Spacing(days, "whole weeks apart", Frequency.WEEK, 7)
    return next((spacing for holds, spacing in kinds if holds), weekly)


def _by_month(days: Dates, gaps: Ints) -> Spacing | None:
    months: Ints = np.diff(days.astype("datetime64[M]").astype(np.int64)).astype(np.int64)
    off = np.abs(gaps - _MONTH * np.maximum(months, 1))
    if np.mean((months >= 1) & (off <= MAX_MONTH_DRIFT)) < 0.9 or np.median(gaps) < 27:
        return None
    if len(gaps) >= 2:
        for length, words, freq in (
            (12, "a year apart", None),
            (6, "half a year apart", None),
            (3, "a quarter apart", Frequency.QUARTER),
            (2, "two months apart", None),
        ):
            if np.mean(months % length == 0) >= _NEARLY_ALL:
                return Spacing(days, words, freq, length * _MONTH)
    return Spacing(days, "about a month apart", Frequency.MONTH, _MONTH)


def _within_month(days: Dates, gaps: Ints) -> Spacing | None:
    """Two or three fixed days of each month, such as the 1st and the 15th."""
    day = np.asarray(days - days.astype("datetime64[M]").astype("datetime64[D]"), dtype=np.int64) + 1
    kinds = len(np.unique(np.where(day >= 28, 31, day)))
    if len(gaps) < MIN_SHORT_GAPS:
        return None
    if kinds <= 2 and np.mean((gaps >= 12) & (gaps <= 18)) >= _NEARLY_ALL:
        return Spacing(days, "half a month apart", None, _MONTH / 2)
    if kinds <= 3 and np.mean((gaps >= 8) & (gaps <= 12)) >= _NEARLY_ALL:
        return Spacing(days, "a third of a month apart (about ten days)", None, _MONTH / 3)
    return None


def _by_days(days: Dates, gaps: Ints) -> Spacing | None:
    step = int(np.bincount(np.minimum(gaps, 400)).argmax())
    if step < 2 or len(gaps) < MIN_SHORT_GAPS:
        return None
    if np.mean(gaps % step == 0) < _NEARLY_ALL or np.mean(gaps == step) < 0.8:
        return None
    words = {2: "every second day", 3: "every third day"}.get(step, f"every {step} days")
    return Spacing(days, words, None, step)


def _same_weekday_of_month(days: Dates) -> bool:
    """Whether all are, say, the first Monday or the last Saturday of their month."""
    start = days.astype("datetime64[M]")
    after = (start + np.timedelta64(1, "M")).astype("datetime64[D]")
    from_start = np.asarray(days - start.astype("datetime64[D]"), dtype=np.int64) // 7
    to_end = np.asarray(after - days - np.timedelta64(1, "D"), dtype=np.int64) // 7
    return len(np.unique(from_start)) == 1 or len(np.unique(to_end)) == 1


@dataclass(frozen=True)
class SpacingChange:
    """Dates that are spaced one way up to a day and another way after, or in some series and in others.

    Attributes:
        text: What was seen, as a sentence.
        freq: The longer of the lengths, which holds both.
    """

    text: str
    freq: Frequency


_CLASSES = (
    ("a few days", Frequency.DAY, 1, 4),
    ("a week", Frequency.WEEK, 7, 7),
    ("two weeks", Frequency.FORTNIGHT, 14, 14),
    ("a month", Frequency.MONTH, 28, 31),
    ("a quarter", Frequency.QUARTER, 89, 92),
)


def find_change(days: Dates) -> SpacingChange | None:
    """The day on which a file changes from one spacing to another, such as from months to weeks.

    Examples:
        >>> months = np.arange("2020-01", "2020-09", dtype="datetime64[M]").astype("datetime64[D]")
        >>> weeks = np.datetime64("2020-09-01") + np.arange(0, 70, 7).astype("timedelta64[D]")
        >>> find_change(np.concatenate([months, weeks])).freq
        <Frequency.MONTH: 'M'>
    """
    gaps = np.diff(days.astype("datetime64[D]").astype(np.int64))
    if len(gaps) < 8:
        return None
    within = np.array([(gaps >= low) & (gaps <= high) for _, _, low, high in _CLASSES])
    before = np.concatenate([np.zeros((len(_CLASSES), 1), int), np.cumsum(within, axis=1)], axis=1)
    after = before[:, -1:] - before
    usual = [c for c in range(len(_CLASSES)) if before[c, -1] >= 4]
    for old in usual:
        for new in usual:
            if old == new:
                continue
            at = int(np.argmax(before[old] + after[new]))
            if min(at, len(gaps) - at) < 4:
                continue
            if before[old, at] >= 0.9 * at and after[new, at] >= 0.9 * (len(gaps) - at):
                text = (
                    f"Dates are {_CLASSES[old][0]} apart until {days[at]} and {_CLASSES[new][0]} apart after."
                )
                return SpacingChange(text, _CLASSES[max(old, new)][1])
    return None


def find_mixture(series: NDArray[np.int64], days: Dates) -> SpacingChange | None:
    """Series that are spaced one way beside series spaced another, such as a weekly and a daily shop.

    Args:
        series: Position of each row's series.
        days: Day of each row.
    """
    held = _classes_held(series, days)
    if held is None:
        return None
    usual = np.flatnonzero(held >= max(1, 0.1 * (int(series.max()) + 1)))
    if len(usual) < 2:
        return None
    parts = [f"{held[c]:,} series with dates {_CLASSES[c][0]} apart" for c in usual]
    return SpacingChange(f"The file mixes {' and '.join(parts)}.", _CLASSES[usual[-1]][1])


def find_shared_spacing(series: NDArray[np.int64], days: Dates) -> SpacingChange | None:
    """What nearly all series have between their dates, where they begin on days of their own.

    Args:
        series: Position of each row's series.
        days: Day of each row.

    Examples:
        >>> mondays = np.datetime64("2024-01-01") + np.arange(0, 140, 7).astype("timedelta64[D]")
        >>> days = np.concatenate([mondays, mondays + np.timedelta64(3, "D")])
        >>> found = find_shared_spacing(np.repeat([0, 1], 20), days)
        >>> found.text, found.freq
        ('Dates of each series are a week apart', <Frequency.WEEK: 'W'>)
    """
    held = _classes_held(series, days)
    if held is None or held.max() < 0.9 * held.sum() or held.argmax() == 0:
        return None
    words, freq, _, _ = _CLASSES[int(held.argmax())]
    return SpacingChange(f"Dates of each series are {words} apart", freq)


def _classes_held(series: NDArray[np.int64], days: Dates) -> NDArray[np.int64] | None:
    """How many series have each usual spacing; None where many have none, or there is only one series."""
    n_series = int(series.max(initial=-1)) + 1
    if n_series < 2:
        return None
    day = days.astype("datetime64[D]").astype(np.int64)
    width = int(np.ptp(day)) + 1
    cell = series * width + (day - day.min())
    if n_series * width <= 20 * len(cell):
        seen = np.zeros(n_series * width, dtype=bool)
        seen[cell] = True
        cell = np.flatnonzero(seen)
    else:
        cell = np.unique(cell)
    owner = cell // width
    gaps, owner = np.diff(cell)[owner[1:] == owner[:-1]], owner[1:][owner[1:] == owner[:-1]]
    count = np.bincount(owner, minlength=n_series)
    share = np.array(
        [
            np.bincount(owner[(gaps >= low) & (gaps <= high)], minlength=n_series) / np.maximum(count, 1)
            for _, _, low, high in _CLASSES
        ]
    )
    of_series = np.where((share.max(axis=0) >= 0.9) & (count >= MIN_SHORT_GAPS), share.argmax(axis=0), -1)
    held = np.bincount(of_series[of_series >= 0], minlength=len(_CLASSES))
    return None if held.sum() < 0.9 * n_series else np.asarray(held, dtype=np.int64)
