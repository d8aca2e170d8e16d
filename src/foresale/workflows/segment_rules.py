"""Rules that say which products a segment holds: top sellers, slow movers, new products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

RuleKind = Literal["top_sellers", "slow_movers", "new_products"]
MAX_DAYS = 1_100


@dataclass(frozen=True)
class SegmentRule:
    """A rule over the newest sales.

    Attributes:
        kind: `top_sellers`: by what they sold, the best first, the products that together make the share
            from `from_share` to `to_share`. `slow_movers`: at most `units_per_week` in the average store that
            sold them. `new_products`: first sold within `days`.
        days: So many days up to the last one with sales count.
        by: What top sellers are ranked by.
        from_share: Share of all sales that better products make before the first one; 0 begins at the best.
        to_share: Share that they make together with the last one.
        units_per_week: What slow movers sell at most.
        category: Only products of this category, whose sales alone count.
    """

    kind: RuleKind
    days: int = 91
    by: Literal["units", "revenue"] = "units"
    from_share: float = 0.0
    to_share: float = 0.8
    units_per_week: float = 1.0
    category: str | None = None

    def first_day(self, last: date) -> date:
        """The first of the days that count.

        Args:
            last: The last day with sales.
        """
        return last - timedelta(days=self.days - 1)


def choose_products(rule: SegmentRule, sold: pl.DataFrame, last: date) -> list[int]:
    """The products that a rule holds, ascending.

    Args:
        rule: Which.
        sold: `product_id`, `units`, `revenue` (of the days that count), `stores` (that sold it then) and
            `first` (the first day it was ever sold; only new products need it), of products in use; of the
            rule's category alone.
        last: The last day with sales.

    Examples:
        >>> sold = pl.DataFrame(
        ...     {"product_id": [1, 2, 3], "units": [70.0, 20.0, 10.0], "stores": [1, 1, 1]}
        ... ).with_columns(revenue=pl.col("units"), first=date(2024, 1, 1))
        >>> choose_products(SegmentRule("top_sellers"), sold, date(2026, 3, 1))
        [1, 2]
        >>> choose_products(SegmentRule("top_sellers", from_share=0.8, to_share=1), sold, date(2026, 3, 1))
        [3]
        >>> choose_products(SegmentRule("slow_movers"), sold, date(2026, 3, 1))
        [3]
    """
    if rule.kind == "top_sellers":
        ranked = sold.filter(pl.col(rule.by) > 0).sort([rule.by, "product_id"], descending=[True, False])
        total = ranked[rule.by].sum()
        before = (ranked[rule.by].cum_sum() - ranked[rule.by]) / total if total else ranked[rule.by]
        # A product belongs where its sales begin, so that bands that touch share no product.
        found = ranked.filter((before >= rule.from_share - _ROUNDING) & (before < rule.to_share - _ROUNDING))
    elif rule.kind == "slow_movers":
        weeks = rule.days / 7
        found = sold.filter(pl.col("units") / (pl.col("stores") * weeks) <= rule.units_per_week)
    else:
        found = sold.filter(pl.col("first") >= rule.first_day(last))
    return found["product_id"].sort().to_list()


_ROUNDING = 1e-9
