"""Which of several models answers for a series: that of the smaller part of the assortment."""

from __future__ import annotations

_ORDER = ("store", "category", "all")


def specificity(segment: str) -> tuple[int, str]:
    """Where a segment stands among those that hold a series; the first one answers.

    Examples:
        >>> sorted(["all", "category=Drinks", "store=S1"], key=specificity)
        ['store=S1', 'category=Drinks', 'all']
    """
    what = segment.partition("=")[0]
    return (_ORDER.index(what) if what in _ORDER else len(_ORDER)), segment
