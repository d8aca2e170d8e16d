"""Levels of the user's own: paths of columns by which series are added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from foresale.errors import OptionError, did_you_mean
from foresale.forecasting.sums.totals import MOST_MEMBERS, member_names
from foresale.messages import option
from foresale.panel import Panel


def with_hierarchy(panel: Panel, paths: Iterable[str]) -> Panel:
    """The panel, added up by these paths and every step of them.

    A store that stands in two regions is two sums, so that each level adds up to the one above.

    Args:
        panel: The series, with the columns that describe them.
        paths: Such as "region > store": a level of regions, and one of stores within regions.

    Raises:
        OptionError: No series has such a column, or a level has too many sums.

    Examples:
        >>> import numpy as np, polars as pl
        >>> from foresale.frequency import Frequency
        >>> shops = pl.DataFrame({"store": ["S1", "S2", "S3"], "region": ["North", "North", "South"]})
        >>> nowhere = np.zeros((3, 2), dtype=bool)
        >>> panel = Panel(
        ...     shops,
        ...     ("store",),
        ...     np.arange(2).astype("datetime64[D]"),
        ...     Frequency.DAY,
        ...     np.ones((3, 2)),
        ...     nowhere,
        ...     nowhere,
        ... )
        >>> with_hierarchy(panel, ["region > store"]).hierarchy
        (('region',), ('region', 'store'))
    """
    known = panel.series.columns
    levels: dict[tuple[str, ...], None] = {}
    for path in paths:
        columns = tuple(part.strip() for part in path.split(">"))
        for column in columns:
            if column not in known:
                raise OptionError(
                    f"{option('hierarchy', path)} names {column!r}, which doesn't describe the series.",
                    fix=did_you_mean(
                        column,
                        known,
                        f"Series have: {', '.join(known)}. A column that is the same everywhere, or changes "
                        f"within a series, isn't one; others come with a table: {option('join')}.",
                    ),
                )
        levels |= {columns[: depth + 1]: None for depth in range(len(columns))}
    for level in levels:
        sums = member_names(panel.series, level).n_unique()
        if sums > MOST_MEMBERS:
            raise OptionError(
                f"The level {' > '.join(level)} of {option('hierarchy')} has {sums:,} sums; {MOST_MEMBERS:,} "
                "are possible.",
                fix="End the path a step earlier; the forecast itself holds every series.",
            )
    return replace(panel, hierarchy=tuple(levels))
