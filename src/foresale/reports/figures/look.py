"""How every figure looks: one typeface, colours that all readers tell apart, a title that says what."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from foresale.arrays import Array, Bools, Floats
from foresale.errors import MissingExtraError
from foresale.frequency import Dates, Frequency

ACTUAL, FORECAST, OTHER, WARM = "#3b3f46", "#0072b2", "#8c8f94", "#d55e00"
"""Okabe and Ito's blue and vermilion, and greys: told apart by all readers, and in print."""
_FAN = ((0.95, 0.10), (0.8, 0.16), (0.5, 0.24))  # share of outcomes, opacity
_BLUE = "0,114,178"
_TYPEFACE = "system-ui, -apple-system, 'Segoe UI', sans-serif"
FAN_LEVELS = (0.025, 0.1, 0.25, 0.75, 0.9, 0.975)


def plotly_objects() -> Any:
    """Plotly's figures and traces.

    Raises:
        MissingExtraError: Plotly isn't installed.
    """
    try:
        import plotly.graph_objects
    except ModuleNotFoundError as error:
        raise MissingExtraError("plotly", "plots") from error
    return plotly.graph_objects


def new_figure(title: str, subtitle: str, unit: str, panels: Sequence[str] = ()) -> Any:
    """An empty figure, its axes named.

    Args:
        title: What it shows.
        subtitle: How to read it; lines are separated by `<br>`.
        unit: What the upright axis counts.
        panels: Titles of panels below each other, where there are several.
    """
    go = plotly_objects()
    figure = go.Figure()
    if panels:
        figure = import_module("plotly.subplots").make_subplots(
            rows=len(panels), cols=1, vertical_spacing=0.17, subplot_titles=panels
        )
        figure.update_annotations(x=0, xanchor="left", font={"size": 14, "color": "#2b2e33"}, yshift=6)
    lines = 1 + subtitle.count("<br>")
    figure.update_layout(
        template=_template(go),
        title={"text": title, "subtitle": {"text": subtitle}},
        margin={"t": 84 + 16 * lines, "l": 70, "r": 30, "b": 50},
        height=290 * len(panels) if panels else 460,
        hovermode="closest" if panels else "x unified",
    )
    if not panels:
        figure.update_yaxes(title_text=unit)
    return figure


def _template(go: Any) -> Any:
    axis = {
        "gridcolor": "#e8e9eb", "linecolor": "#b9bcc1", "zeroline": False, "ticks": "outside",
        "tickcolor": "#b9bcc1", "title": {"font": {"size": 13, "color": "#5a5e66"}}, "automargin": True,
    }  # fmt: skip
    return go.layout.Template(
        layout={
            "font": {"family": _TYPEFACE, "size": 13, "color": "#2b2e33"},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "title": {
                "x": 0, "xref": "paper", "xanchor": "left", "y": 0.97, "yref": "container", "yanchor": "top",
                "font": {"size": 19}, "subtitle": {"font": {"size": 13, "color": "#5a5e66"}},
            },
            "xaxis": {**axis, "showgrid": False},
            "yaxis": axis,
            "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.2, "yanchor": "top"},
            "hoverlabel": {"font": {"size": 12}},
        }
    )  # fmt: skip


def add_fan(figure: Any, dates: Dates, quantiles: Array) -> None:
    """The bands in which 50, 80 and 95 % of outcomes are expected.

    Args:
        figure: Where to draw.
        dates: H periods.
        quantiles: H × 6 at `FAN_LEVELS`.
    """
    go = plotly_objects()
    days = days_of(dates)
    for place, (share, opacity) in enumerate(_FAN):
        low, high = quantiles[:, place], quantiles[:, -1 - place]
        figure.add_trace(
            go.Scatter(
                x=[*days, *days[::-1]],
                y=[*high.tolist(), *low[::-1].tolist()],
                mode="lines",
                fill="toself",
                fillcolor=f"rgba({_BLUE},{opacity})",
                line={"width": 0},
                hoverinfo="skip",
                name=f"{share:.0%} of outcomes",
                legendrank=10 + place,
            )
        )


def add_line(figure: Any, dates: Dates, values: Floats, name: str, **style: Any) -> None:
    """A line over time with gaps where nothing is known.

    Args:
        figure: Where to draw.
        dates: One for each value.
        values: NaN where unknown.
        name: In the legend and beside the pointer.
        style: `color`, `width`, `dash`, `text` (beside the pointer), and Plotly's own.
    """
    go = plotly_objects()
    line = {key: style.pop(key) for key in ("color", "width", "dash") if key in style}
    text = style.pop("text", None)
    figure.add_trace(
        go.Scatter(
            x=days_of(dates),
            y=[None if np.isnan(value) else float(value) for value in values],
            name=name,
            mode="lines+markers",
            marker={"size": np.where(_standing_alone(values), 5, 0).tolist()},
            line=line,
            text=text,
            hovertemplate="%{y:,.4~g}" + (" (%{text})" if text is not None else ""),
            **style,
        )
    )


def _standing_alone(values: Floats) -> Bools:
    """Which values stand between two gaps, where a line alone would hide them."""
    known = np.concatenate([[False], ~np.isnan(values), [False]])
    return np.asarray(known[1:-1] & ~known[:-2] & ~known[2:])


def mark_cutoff(figure: Any, last_known: np.datetime64, first: np.datetime64, text: str) -> None:
    """A line between what is known and what is forecast."""
    middle = last_known.astype("datetime64[s]") + (first - last_known).astype("timedelta64[s]") // 2
    figure.add_vline(x=str(middle), line={"color": OTHER, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=str(middle), y=1, yref="paper", yanchor="bottom", xanchor="left", text=text, showarrow=False,
        font={"size": 12, "color": "#5a5e66"},
    )  # fmt: skip


def days_of(dates: Dates) -> list[str]:
    """Dates as Plotly takes them."""
    return [str(day) for day in dates.astype("datetime64[D]")]


def per_period(unit: str, freq: Frequency) -> str:
    """What an axis counts, such as "units per day"."""
    return f"{unit} per {freq.noun}"


def in_a_sentence(parts: Sequence[str]) -> str:
    """Sentences, those that are empty left out."""
    return " ".join(part for part in parts if part)
