"""Parts of the assortment that have models of their own: how they are written, and which answers first."""

from __future__ import annotations

from foresale.errors import OptionError

ALL = "all"
KINDS = ("product", "segment", "store", "category")
"""What a part goes by, the smallest first; `segment` is a list or a rule that is kept under a name."""
EACH = "each"
_HOW = "Write all, category=Drinks, store=S1, product=A1, or segment=NAME of a list or rule that is kept."


def specificity(segment: str) -> tuple[int, str]:
    """Where a segment stands among those that hold a series; the first one answers.

    Examples:
        >>> sorted(["all", "category=Drinks", "store=S1", "segment=Slow", "product=A1"], key=specificity)
        ['product=A1', 'segment=Slow', 'store=S1', 'category=Drinks', 'all']
    """
    what = segment.partition("=")[0]
    return (KINDS.index(what) if what in KINDS else len(KINDS)), segment


def split_segment(segment: str) -> tuple[str, str]:
    """What a segment goes by (`all` or one of `KINDS`), and which of these.

    Raises:
        OptionError: It is none of these.

    Examples:
        >>> split_segment("category=Drinks")
        ('category', 'Drinks')
    """
    what, _, value = segment.partition("=")
    if segment == ALL or (what in KINDS and value):
        return what, value
    raise OptionError(f"There is no segment '{segment}'.", fix=_HOW)


def each_of(segment: str) -> str | None:
    """What `each=category` asks a model for each of; None for a segment that is one.

    Raises:
        OptionError: It isn't one of `KINDS`.
    """
    what, _, value = segment.partition("=")
    if what != EACH:
        return None
    if value not in KINDS:
        raise OptionError(
            f"There is no '{value}' to train a model for each of.", fix=f"Write each={', each='.join(KINDS)}."
        )
    return value
