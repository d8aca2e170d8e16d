"""The table's portrait: how the target is spread, what goes with what, and which classes differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from foresale.arrays import Array
from foresale.data.profile.distributions import Box, Distribution, box_of, distribution_of
from foresale.regression.associations import (
    Association,
    adjust_for_many,
    between_classes,
    by_class,
    correlation,
)
from foresale.regression.columns import is_part_of_date
from foresale.regression.rows import Rows
from foresale.regression.verdict import amount, share

_MIN_ROWS_A_CLASS = 5
_MAX_MATRIX = 14


@dataclass(frozen=True)
class ClassBoxes:
    """Box plots of the target by the classes of a column."""

    column: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class TableProfile:
    """What a table looks like before any model.

    Attributes:
        distribution: Of the target.
        boxes: Of the target, by each column of classes.
        with_target: What each column has to do with the target, the strongest first.
        among_others: Which classes differ in other columns, and which classes go together, strongest first.
        names, matrix: Correlations of all numbers, the target first.
        looks: How many pairs were looked at, for which single findings are corrected.
        findings: What stands out, in sentences.
    """

    distribution: Distribution | None
    boxes: tuple[ClassBoxes, ...]
    with_target: tuple[Association, ...]
    among_others: tuple[Association, ...]
    names: tuple[str, ...]
    matrix: tuple[tuple[float | None, ...], ...]
    looks: int
    findings: tuple[str, ...]


def describe_table(rows: Rows, target: Array) -> TableProfile:
    """Look at the target, and at every pair of columns in which classes or the target take part.

    Chance alone makes one of twenty looks at nothing seem like something, so all are corrected together
    (Holm 1979, Scandinavian Journal of Statistics 6).

    Args:
        rows: What explains.
        target: What is explained.
    """
    columns = rows.columns
    numbers = {columns.target: target, **{name: rows.numbers_of(name) for name in columns.numbers}}
    direct = [correlation(columns.target, name, target, numbers[name]) for name in columns.numbers]
    direct += [_by_class(rows, name, columns.target, target) for name in columns.classes]
    others = [
        _by_class(rows, a, b, numbers[b])
        for a in columns.classes
        for b in columns.numbers
        if not (is_part_of_date(a) and is_part_of_date(b))
    ]
    others += [
        between_classes(a, b, (rows.column(a), rows.levels_of(a)), (rows.column(b), rows.levels_of(b)))
        for a, b in combinations(columns.classes, 2)
        if not (is_part_of_date(a) and is_part_of_date(b))
    ]
    known = adjust_for_many([one for one in (*direct, *others) if one is not None])
    with_target = [one for one in known if columns.target in (one.first, one.second)]
    among_others = [one for one in known if one not in with_target]
    names = (columns.target, *columns.numbers)[:_MAX_MATRIX]
    return TableProfile(
        distribution=distribution_of(target),
        boxes=tuple(_boxes(rows, name, target) for name in columns.classes),
        with_target=tuple(sorted(with_target, key=lambda one: -one.strength)),
        among_others=tuple(sorted(among_others, key=lambda one: (one.adjusted, -one.strength))),
        names=names,
        matrix=_matrix([numbers[name] for name in names]),
        looks=len(known),
        findings=_findings(columns.target, target, with_target, among_others),
    )


def _by_class(rows: Rows, by: str, name: str, values: Array) -> Association | None:
    levels = rows.levels_of(by)
    codes = rows.column(by)
    groups = {}
    for code, level in enumerate(levels):
        inside = values[codes == code]
        inside = inside[np.isfinite(inside)]
        if len(inside) >= _MIN_ROWS_A_CLASS:
            groups[level] = inside
    return by_class(by, name, groups) if len(groups) > 1 else None


def _boxes(rows: Rows, name: str, target: Array) -> ClassBoxes:
    codes = rows.column(name)
    boxes = [
        box_of(level, target[codes == code])
        for code, level in enumerate(rows.levels_of(name))
        if (codes == code).any()
    ]
    return ClassBoxes(name, tuple(boxes))


def _matrix(values: Sequence[Array]) -> tuple[tuple[float | None, ...], ...]:
    result = []
    for one in values:
        line: list[float | None] = []
        for other in values:
            known = np.isfinite(one) & np.isfinite(other)
            flat = known.sum() < 3 or np.ptp(one[known]) == 0 or np.ptp(other[known]) == 0
            line.append(None if flat else float(np.corrcoef(one[known], other[known])[0, 1]))
        result.append(tuple(line))
    return tuple(result)


def _findings(
    target: str, values: Array, with_target: Sequence[Association], others: Sequence[Association]
) -> tuple[str, ...]:
    middle, mean = float(np.median(values)), float(values.mean())
    low, high = np.quantile(values, (0.1, 0.9))
    said = [
        (
            f"{target} is {amount(mean)} on average and {amount(middle)} in the middle; eight of ten rows "
            f"lie between {amount(float(low))} and {amount(float(high))}."
        )
    ]
    stand = sorted((one for one in with_target if one.stands), key=lambda one: -one.strength)
    said += [one.sentence for one in stand]
    rest = [one for one in with_target if not one.stands]
    if rest and not stand:
        strongest = max(rest, key=lambda one: one.strength)
        said.append(
            f"No column goes with {target} by more than chance; the strongest is {strongest.other(target)} "
            f"({strongest.effect}). Nothing to learn there."
        )
    elif rest:
        named = ", ".join(one.other(target) for one in rest[:6]) + (" …" if len(rest) > 6 else "")
        said.append(f"By themselves, the others show no more than chance does: {named}.")
    found = sorted((one for one in others if one.stands), key=lambda one: one.adjusted)
    said += [one.sentence for one in found[:5]]
    if others and not found:
        said.append(
            f"The other columns don't go together either: none of {len(others):,} pairs by more than chance."
        )
    zero = float((values == 0).mean())
    if zero > 0.05:
        said.append(f"{share(zero)} of the rows have no {target} at all.")
    return tuple(said)
