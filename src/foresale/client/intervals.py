"""Where a share of cases lies."""

from __future__ import annotations

from dataclasses import dataclass

from foresale.client.answers import reads


@reads("Interval")
@dataclass(frozen=True)
class Interval:
    """Where a share of cases lies.

    Attributes:
        level: The share.
        lower: The lower end.
        upper: The upper end.
    """

    level: float
    lower: float
    upper: float
