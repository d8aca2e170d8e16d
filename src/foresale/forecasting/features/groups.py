"""Groups of series: who is like whom, and what the group sold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Floats
from foresale.panel import Panel, PooledValues

MAX_SHARE_OF_SERIES = 0.5  # a column that nearly names each series groups nothing


@dataclass(frozen=True)
class Group:
    """One way to group series.

    Attributes:
        name: The column, or `all`.
        of_series: For each series, the position of its group.
        labels: The groups' names.
        sales: G × T mean sales over the group's series with known demand; NaN where none is known.
    """

    name: str
    of_series: NDArray[np.intp]
    labels: tuple[str, ...]
    sales: Floats


def group_columns(panel: Panel) -> tuple[str, ...]:
    """Key and static columns that put several series together without putting all together."""
    if panel.n_series < 2:
        return ()
    columns = []
    for column in panel.series.columns:
        distinct = panel.series[column].n_unique()
        if 1 < distinct <= max(2, MAX_SHARE_OF_SERIES * panel.n_series):
            columns.append(column)
    return tuple(columns)


def make_groups(panel: Panel, purpose: str = "groups") -> tuple[Group, ...]:
    """The group of all series, then one grouping a column of `group_columns`.

    Args:
        panel: The history.
        purpose: Tells apart what several histories of one forecast say together, where that is noted.
    """
    if panel.is_part:
        return _read_noted_groups(panel, purpose)
    known = (~np.isnan(panel.target)).astype(np.float64)
    sold = np.where(known > 0, panel.target, 0.0)
    groups = [_group("all", np.zeros(panel.n_series, dtype=np.intp), ("all",), sold, known)]
    for column in group_columns(panel):
        text = panel.series[column].cast(pl.String).fill_null("")
        labels = text.unique().sort()
        codes = text.replace_strict(labels, np.arange(len(labels)), return_dtype=pl.Int64).to_numpy()
        groups.append(_group(column, codes.astype(np.intp), tuple(labels.to_list()), sold, known))
    if panel.pool is not None:
        _note_groups(panel.pool, purpose, groups)
    return tuple(groups)


def _note_groups(pool: PooledValues, purpose: str, groups: Sequence[Group]) -> None:
    pool.note(f"{purpose} names", np.array([group.name for group in groups]))
    for group in groups:
        for what in ("of_series", "labels", "sales"):
            pool.note(f"{purpose} {group.name} {what}", np.asarray(getattr(group, what)))


def _read_noted_groups(panel: Panel, purpose: str) -> tuple[Group, ...]:
    def recall(what: str, axis: int | None = None) -> NDArray[Any]:
        return panel.pooled(f"{purpose} {what}", lambda: np.empty(0), axis)

    return tuple(
        Group(
            name,
            recall(f"{name} of_series", 0),
            tuple(recall(f"{name} labels").tolist()),
            recall(f"{name} sales"),
        )
        for name in recall("names").tolist()
    )


def _group(name: str, codes: NDArray[np.intp], labels: tuple[str, ...], sold: Floats, known: Floats) -> Group:
    from scipy import sparse

    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(labels) + 1))
    members = sparse.csr_array((np.ones(len(order)), order, starts), shape=(len(labels), len(codes)))
    total, count = members @ sold, members @ known
    with np.errstate(invalid="ignore"):
        return Group(name, codes, labels, np.where(count > 0, total / np.maximum(count, 1), np.nan))
