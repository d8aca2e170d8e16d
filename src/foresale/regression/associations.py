"""What two columns have to do with each other: sizes with ranges, and how sure that is after many looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.metrics.significance import ALPHA, correct_for_many
from foresale.regression.verdict import amount, share

_SURE = 1.959964
_MIN_ROWS = 8


@dataclass(frozen=True)
class Association:
    """Two columns, and how much they have to do with each other.

    Attributes:
        first, second: The columns; the class first where one is.
        kind: correlation, difference (of a number by two classes), classes (by several) or together.
        size: r, Hedges' g, the share of variance between classes (ω²), or Cramér's V.
        low, high: Where the size lies, 95 %.
        rows: Rows that have both.
        p_value: How often chance alone shows as much.
        adjusted: The same, corrected for all pairs looked at.
        effect: The size in words.
        sentence: The finding in a sentence.
        detail: What the classes come to, such as averages.
    """

    first: str
    second: str
    kind: str
    size: float
    low: float
    high: float
    rows: int
    p_value: float
    effect: str
    sentence: str
    detail: str = ""
    adjusted: float = 1.0

    @property
    def stands(self) -> bool:
        """Whether it is more than chance, after the correction."""
        return self.adjusted < ALPHA

    @property
    def strength(self) -> float:
        """The size on one scale from 0 to 1, to order by: as a correlation."""
        return abs(self.as_correlation(self.size))

    def as_correlation(self, size: float) -> float:
        """A size on one scale for all kinds, −1 to 1: a correlation, or what one would be as large.

        Args:
            size: The size, or an end of its range.
        """
        if self.kind == "difference":
            return size / float(np.sqrt(size**2 + 4))
        return float(np.sqrt(max(size, 0.0))) if self.kind == "classes" else size

    def other(self, name: str) -> str:
        """The column that isn't `name`."""
        return self.second if self.first == name else self.first


def adjust_for_many(found: Sequence[Association]) -> list[Association]:
    """Each association with its chance corrected for all of them (Holm 1979)."""
    adjusted = correct_for_many([one.p_value for one in found])
    return [replace(one, adjusted=p) for one, p in zip(found, adjusted, strict=True)]


def correlation(first: str, second: str, x: Array, y: Array) -> Association | None:
    """Pearson's correlation, its range by Fisher's z, and its chance by Student's t.

    Args:
        first: A column's name.
        second: Another's.
        x: The values of the first; NaN where one isn't known.
        y: Those of the second.
    """
    from scipy.stats import pearsonr

    known = np.isfinite(x) & np.isfinite(y)
    count = int(known.sum())
    if count < _MIN_ROWS or np.ptp(x[known]) == 0 or np.ptp(y[known]) == 0:
        return None
    found = pearsonr(x[known], y[known])
    r = float(found.statistic)
    reach = _SURE / np.sqrt(max(count - 3, 1))
    z = np.arctanh(np.clip(r, -0.999999, 0.999999))
    low, high = float(np.tanh(z - reach)), float(np.tanh(z + reach))
    effect = f"correlation {format_signed(r)}, from {format_signed(low)} to {format_signed(high)}"
    way = "more" if r > 0 else "less"
    sentence = f"The more {second}, the {way} {first}: {effect}."
    return Association(
        first, second, "correlation", r, low, high, count, float(found.pvalue), effect, sentence
    )


def by_class(by: str, name: str, groups: Mapping[str, Array]) -> Association:
    """How a number differs between classes: Hedges' g of two, the share of variance between several.

    The chance is Welch's, which doesn't take classes for equally spread.

    Args:
        by: The column of classes.
        name: The number.
        groups: Its values by class, at least two classes.
    """
    values = list(groups.values())
    p_value = _welch(values)
    detail = ", ".join(f"{level} {amount(float(part.mean()))}" for level, part in groups.items())
    count = sum(map(len, values))
    if len(values) == 2:
        size, low, high = _hedges_g(values[1], values[0])
        (a, b), gap = list(groups), float(values[1].mean() - values[0].mean())
        more = "higher" if gap > 0 else "lower"
        g, least, most = (format_signed(value) for value in (size, low, high))
        effect = f"{size_word(size)} difference: {g} standard deviations, from {least} to {most}"
        sentence = f"{name} is {amount(abs(gap))} {more} where {by} is {b} than where it is {a} ({effect})."
        return Association(by, name, "difference", size, low, high, count, p_value, effect, sentence, detail)
    size, low, high = _omega_squared(values)
    effect = f"{share(size)} of its differences, from {share(low)} to {share(high)}"
    means = {level: float(part.mean()) for level, part in groups.items()}
    best, least = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    sentence = (
        f"{name} differs by {by}: {amount(means[best])} where it is {best}, {amount(means[least])} where it "
        f"is {least} ({effect})."
    )
    return Association(by, name, "classes", size, low, high, count, p_value, effect, sentence, detail)


def between_classes(
    first: str,
    second: str,
    a: tuple[NDArray[np.int64] | Array, tuple[str, ...]],
    b: tuple[NDArray[np.int64] | Array, tuple[str, ...]],
) -> Association | None:
    """How far two columns of classes go together: Cramér's V, corrected for chance (Bergsma 2013).

    Args:
        first: A column's name.
        second: Another's.
        a: Codes of the first in each row, −1 where there is none, and its classes' names.
        b: Those of the second.
    """
    from scipy.stats import chi2_contingency

    known = (a[0] >= 0) & (b[0] >= 0)
    table = np.zeros((len(a[1]), len(b[1])))
    np.add.at(table, (a[0][known].astype(int), b[0][known].astype(int)), 1)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    count = int(table.sum())
    if min(table.shape, default=0) < 2 or count < _MIN_ROWS:
        return None
    found = chi2_contingency(table, correction=False)
    rows, cols = table.shape
    phi = found.statistic / count
    size = _cramers_v(phi, rows, cols, count)
    reach = _SURE * 2 * np.sqrt(max(phi, 1 / count) / count)
    low, high = (_cramers_v(max(one, 0.0), rows, cols, count) for one in (phi - reach, phi + reach))
    effect = f"V = {size:.2f}, from {low:.2f} to {high:.2f}"
    detail = ""
    if len(b[1]) == 2 and cols == 2:
        shares = table[:, 1] / table.sum(axis=1)
        named = [level for code, level in enumerate(a[1]) if (a[0][known] == code).any()]
        detail = ", ".join(f"{level} {share(float(part))}" for level, part in zip(named, shares, strict=True))
        sentence = f"{second} is {b[1][1]} for another share of each {first}: {detail} ({effect})."
    else:
        sentence = f"{first} and {second} go together ({effect})."
    return Association(
        first, second, "together", size, low, high, count, float(found.pvalue), effect, sentence, detail
    )


def format_signed(value: float) -> str:
    """A size with two digits after the point and a true minus.

    Examples:
        >>> format_signed(-0.037), format_signed(0.5)
        ('−0.04', '0.50')
    """
    text = f"{value:.2f}"
    return text.replace("-0.00", "0.00").replace("-", "−")


def size_word(size: float) -> str:
    """A difference in a word, by the usual marks (Cohen 1988): 0.2, 0.5 and 0.8 standard deviations."""
    for mark, word in ((0.2, "hardly any"), (0.5, "a small"), (0.8, "a medium")):
        if abs(size) < mark:
            return word
    return "a large"


def _welch(groups: Sequence[Array]) -> float:
    """Welch's (1951) test that all classes have one average, Biometrika 38; 1 where nothing varies."""
    from scipy.stats import f as f_distribution

    spreads = np.array([np.var(part, ddof=1) for part in groups])
    means = np.array([part.mean() for part in groups])
    counts = np.array([len(part) for part in groups], dtype=np.float64)
    if np.ptp(means) == 0:
        return 1.0
    floor = 1e-12 * max(float(np.var(np.concatenate(groups))), 1e-300)
    weights = counts / np.maximum(spreads, floor)
    total, number = weights.sum(), len(groups)
    middle = float((weights * means).sum() / total)
    between = float((weights * (means - middle) ** 2).sum()) / (number - 1)
    unequal = float(((1 - weights / total) ** 2 / (counts - 1)).sum())
    statistic = between / (1 + 2 * (number - 2) / (number**2 - 1) * unequal)
    return float(f_distribution.sf(statistic, number - 1, (number**2 - 1) / (3 * unequal)))


def _hedges_g(a: Array, b: Array) -> tuple[float, float, float]:
    """The difference of averages in standard deviations, corrected for small samples (Hedges 1981)."""
    n, m = len(a), len(b)
    pooled = ((n - 1) * np.var(a, ddof=1) + (m - 1) * np.var(b, ddof=1)) / (n + m - 2)
    if pooled == 0:
        return 0.0, 0.0, 0.0
    g = float((a.mean() - b.mean()) / np.sqrt(pooled)) * (1 - 3 / (4 * (n + m) - 9))
    error = float(np.sqrt((n + m) / (n * m) + g**2 / (2 * (n + m))))
    return g, g - _SURE * error, g + _SURE * error


def _omega_squared(groups: Sequence[Array]) -> tuple[float, float, float]:
    """The share of variance between classes, corrected for their number, and its range by resampling."""

    def share_of(parts: Sequence[Array]) -> float:
        everything = np.concatenate(parts)
        inside = sum(float(np.square(part - part.mean()).sum()) for part in parts)
        whole = float(np.square(everything - everything.mean()).sum())
        error = inside / max(len(everything) - len(parts), 1)
        if whole == 0:
            return 0.0
        return max(0.0, (whole - inside - (len(parts) - 1) * error) / (whole + error))

    random = np.random.default_rng(0)
    drawn = [share_of([random.choice(part, len(part)) for part in groups]) for _ in range(200)]
    size = share_of(groups)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return size, min(float(low), size), max(float(high), size)


def _cramers_v(phi: float, rows: int, cols: int, count: int) -> float:
    corrected = max(0.0, phi - (rows - 1) * (cols - 1) / max(count - 1, 1))
    room = min(rows - (rows - 1) ** 2 / max(count - 1, 1), cols - (cols - 1) ** 2 / max(count - 1, 1))
    return float(np.sqrt(corrected / max(room - 1, 1e-9)))
