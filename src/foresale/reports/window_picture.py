"""A picture by itself of what was sold in all on some days, and what was forecast for them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from foresale.arrays import Array
from foresale.frequency import Dates
from foresale.reports.shapes import HEIGHT, WIDTH, line_path, scale_of

INK, ACCENT, BEFORE, PALE = "#1c2226", "#0b6b57", "#a3abb0", "#dfe3e1"
COLOURS = (INK, ACCENT, BEFORE)


def window_picture(title: str, dates: Dates, lines: Mapping[str, Array]) -> str:
    """An SVG that needs nothing else.

    Args:
        title: What it shows.
        dates: H days.
        lines: Up to three lines of H values by their names: what was sold first.
    """
    low, high, steps = scale_of(list(lines.values()))
    height = [HEIGHT * (1 - (step - low) / (high - low)) for step in steps]
    texts = [f'<text x="-60" y="{y:.0f}" text-anchor="end" dy="25">{step:,.10g}</text>'
             for step, y in zip(steps, height, strict=True)]  # fmt: skip
    ruled = "".join(f"M0 {y:.0f}H{WIDTH}" for y in height)
    drawn, named = [], []
    for place, ((name, values), colour) in enumerate(zip(lines.items(), COLOURS, strict=False)):
        path = line_path(values, low, high)
        drawn.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="14"/>')
        named.append(f'<text x="{place * 1300}" y="-90" fill="{colour}">{escape(name)}</text>')
    first, last = (str(date.astype("datetime64[D]")) for date in (dates[0], dates[-1]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-500 -420 {WIDTH + 650} {HEIGHT + 680}" '
        f'font-family="system-ui, sans-serif" font-size="85" fill="{INK}" role="img">'
        f'<title>{escape(title)}</title><text x="0" y="-260" font-size="105">{escape(title)}</text>'
        f'<path d="{ruled}" stroke="{PALE}" stroke-width="5"/>'
        f"{''.join([*texts, *drawn, *named])}"
        f'<text x="0" y="{HEIGHT + 140}">{first}</text>'
        f'<text x="{WIDTH}" y="{HEIGHT + 140}" text-anchor="end">{last}</text></svg>\n'
    )
