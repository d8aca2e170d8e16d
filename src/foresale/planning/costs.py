"""What a lost sale, a unit that lies and a unit that spoils cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from foresale.arrays import Array, Index
from foresale.errors import OptionError


@dataclass(frozen=True)
class Costs:
    """Money by unit, for every series.

    Attributes:
        shortage: S: a sale that is lost; where customers wait, a unit they wait for, each period.
        holding: S: a unit that lies at a period's end.
        waste: S: a unit that spoils.
        unit: S: what a unit is bought for, which an order spends.

    Examples:
        >>> Costs.of(2, shortage=1.0, holding=0.2).critical_ratio.round(3).tolist()
        [0.833, 0.833]
    """

    shortage: Array
    holding: Array
    waste: Array
    unit: Array

    def __post_init__(self) -> None:
        """Refuse costs by which no order can be chosen."""
        for name in ("shortage", "holding", "waste", "unit"):
            values = getattr(self, name)
            if not np.isfinite(values).all() or (values < 0).any():
                raise OptionError(
                    f"Some {name} costs are below zero or unknown.", fix="Give each as 0 or more."
                )

    @classmethod
    def of(
        cls,
        n_series: int,
        *,
        shortage: ArrayLike,
        holding: ArrayLike,
        waste: ArrayLike = 0.0,
        unit: ArrayLike = 0.0,
    ) -> Costs:
        """Costs from single numbers or one for each series.

        Args:
            n_series: S.
            shortage: A lost sale.
            holding: A unit that lies, each period.
            waste: A unit that spoils.
            unit: A unit bought.
        """
        wide = [
            np.broadcast_to(np.asarray(each, dtype=np.float64), (n_series,))
            for each in (shortage, holding, waste, unit)
        ]
        return cls(*wide)

    @classmethod
    def of_prices(
        cls,
        price: Array,
        unit_cost: Array,
        *,
        holding_share: float,
        periods_a_year: float,
        salvage: float = 0.0,
    ) -> Costs:
        """Costs from prices: a lost sale costs its margin, a spoilt unit what it was bought for.

        Args:
            price: S prices that customers pay, without tax.
            unit_cost: S prices that are paid to the supplier.
            holding_share: What a year in stock costs (capital, room, handling), as a share of the unit cost.
            periods_a_year: Periods of the forecast in a year: 365 or 52.
            salvage: Share of the unit cost that a spoilt unit still brings.

        Examples:
            >>> made = Costs.of_prices(
            ...     np.array([3.0]), np.array([2.0]), holding_share=0.26, periods_a_year=52
            ... )
            >>> made.shortage.tolist(), made.holding.round(4).tolist(), made.waste.tolist()
            ([1.0], [0.01], [2.0])
        """
        margin = np.maximum(price - unit_cost, 0)
        return cls(margin, unit_cost * holding_share / periods_a_year, unit_cost * (1 - salvage), unit_cost)

    @property
    def critical_ratio(self) -> Array:
        """S: the best chance of no lost sale by one period's costs: shortage / (shortage + holding)."""
        total = self.shortage + self.holding
        return np.asarray(np.divide(self.shortage, total, out=np.ones_like(total), where=total > 0))

    def take(self, rows: Index) -> Costs:
        """The same of some series."""
        parts = {name: getattr(self, name)[rows] for name in ("shortage", "holding", "waste", "unit")}
        return replace(self, **parts)
