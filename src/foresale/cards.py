"""How objects show themselves: a short line on a terminal, a small card in a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape

import numpy as np
from numpy.typing import NDArray

Card = tuple[str, list[tuple[str, str]]]
"""A title, and rows of what and how much."""


class Shown(ABC):
    """An object that shows itself as a card; its colours are the page's own, so light and dark both suit."""

    @abstractmethod
    def _card(self) -> Card:
        """What is shown."""

    def __repr__(self) -> str:
        title, rows = self._card()
        return f"<{title}: {'; '.join(f'{name} {value}' for name, value in rows)}>"

    def _repr_html_(self) -> str:
        title, rows = self._card()
        cells = "".join(
            f'<tr><td style="text-align:left;padding:.1em 1.2em .1em 0;opacity:.7">{escape(name)}</td>'
            f'<td style="text-align:left;padding:.1em 0">{escape(value)}</td></tr>'
            for name, value in rows
        )
        return (
            '<div style="display:inline-block;font-family:system-ui,sans-serif;line-height:1.45;'
            'border:1px solid rgba(128,128,128,.4);border-radius:6px;padding:.6em 1em">'
            f'<div style="font-weight:600;margin-bottom:.3em">{escape(title)}</div>'
            f'<table style="border-collapse:collapse;background:none;color:inherit">{cells}</table></div>'
        )


def periods_ahead(dates: NDArray[np.datetime64], mean: NDArray[np.float64]) -> list[tuple[str, str]]:
    """What a card says of a forecast.

    Args:
        dates: H periods.
        mean: S × H.
    """
    first, last = (str(day) for day in dates[[0, -1]].astype("datetime64[D]"))
    return [
        ("series", f"{len(mean):,}"),
        ("periods", f"{len(dates)}, beginning {first} to {last}"),
        ("sum of means", f"{mean.sum():,.0f}"),
    ]
