"""Words for the first and the last day of a span in names of columns."""

from __future__ import annotations

STARTS = frozenset(
    """
    start begin from von ab beginn inizio inicio desde debut du dal van od
    """.split()  # noqa: SIM905
)
ENDS = frozenset(
    """
    end to until till bis ende fine fin hasta fim au al ate do tot koniec конец
    """.split()  # noqa: SIM905
)
