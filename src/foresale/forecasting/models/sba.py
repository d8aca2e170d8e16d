"""The Syntetos–Boylan approximation: Croston without its bias."""

from __future__ import annotations

from typing import ClassVar

from foresale.forecasting.models.base import Mean
from foresale.forecasting.models.croston import Croston
from foresale.panel import Panel


class SBA(Croston):
    """Croston's forecast times 1 - alpha / 2, which takes out most of its upward bias.

    Syntetos & Boylan (2005), "The accuracy of intermittent demand estimates".

    Attributes:
        alpha: Weight of the newest size and interval.

    Examples:
        >>> SBA(alpha=0.2).label
        'Syntetos–Boylan (SBA)'
    """

    name: ClassVar[str] = "sba"
    label: ClassVar[str] = "Syntetos–Boylan (SBA)"

    def estimate(self, panel: Panel, horizon: int) -> Mean:
        """Croston's forecast, corrected, for each step."""
        return super().estimate(panel, horizon) * (1 - self.alpha / 2)
