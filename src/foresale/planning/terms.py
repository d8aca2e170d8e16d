"""In which quantities can be ordered, how long units keep, and whether customers wait."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from foresale.arrays import Array, Index
from foresale.errors import OptionError


@dataclass(frozen=True)
class Terms:
    """A supplier's and a product's terms, for every series.

    Attributes:
        pack: S units that can only be ordered together.
        minimum: S units at least, where anything is ordered.
        maximum: S units at most; infinite without a limit.
        shelf_life: S periods that a unit can be sold, from its arrival; 0 where it keeps.
        backorders: Whether customers wait for what isn't there; else the sale is lost.
    """

    pack: Array
    minimum: Array
    maximum: Array
    shelf_life: Array
    backorders: bool = False

    def __post_init__(self) -> None:
        """Refuse terms by which nothing can be ordered."""
        if not (self.pack > 0).all():
            raise OptionError("Some pack sizes aren't above zero.", fix="Give each pack at least one unit.")
        if (self.minimum > self.maximum).any():
            raise OptionError(
                "Some minimum orders are above the maximum.", fix="Lower the minimum or raise the maximum."
            )

    @classmethod
    def of(
        cls,
        n_series: int,
        *,
        pack: ArrayLike = 1.0,
        minimum: ArrayLike = 0.0,
        maximum: ArrayLike = np.inf,
        shelf_life: ArrayLike = 0.0,
        backorders: bool = False,
    ) -> Terms:
        """Terms from single numbers or one for each series.

        Args:
            n_series: S.
            pack: Units a pack.
            minimum: Units at least.
            maximum: Units at most.
            shelf_life: Periods; 0 where units keep.
            backorders: Whether customers wait.
        """
        wide = [
            np.broadcast_to(np.asarray(each, dtype=np.float64), (n_series,))
            for each in (pack, minimum, maximum, shelf_life)
        ]
        units, least, most, life = wide
        return cls(units, least, most, life, backorders)

    def take(self, rows: Index) -> Terms:
        """The same of some series."""
        parts = {name: getattr(self, name)[rows] for name in ("pack", "minimum", "maximum", "shelf_life")}
        return replace(self, **parts)
