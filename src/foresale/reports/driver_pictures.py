"""The pictures of what drives a total: curves, boxes by class, errors, and groups by prediction."""

from __future__ import annotations

import numpy as np

from foresale.data.profile.distributions import distribution_of
from foresale.regression.effects import Effect
from foresale.regression.find_drivers import DriverFindings
from foresale.regression.table_profile import ClassBoxes
from foresale.reports import wording
from foresale.reports.axes import Axis
from foresale.reports.chart_layers import Band, Bars, Boxes, Line, Whiskers
from foresale.reports.charts import Chart, Drawing, draw
from foresale.reports.profile_pictures import histogram

_GROUPS = 10
_MIN_ROWS_A_GROUP = 8
_MAX_TICKS = 6
_HEIGHT = 200


def curve_of(effect: Effect, target: str) -> Drawing:
    """What the model says along one column, above and below its average, with the 95 % range.

    Args:
        effect: The column's part.
        target: What is explained.
    """
    curve = effect.curve
    weights = np.array(curve.rows, dtype=np.float64) if curve.labels else np.ones(len(curve.values))
    average = float(np.average(curve.middle, weights=weights if weights.sum() else None))
    middle, low, high = (values - average for values in (curve.middle, curve.low, curve.high))
    name = wording.words(effect.column)
    if curve.labels:
        names = [f"{label}: {count:,} rows" for label, count in zip(curve.labels, curve.rows, strict=True)]
        layers: list[Bars | Whiskers | Band | Line] = [
            Bars("Above or below average", middle, "forecast"),
            Whiskers("95 % range", low, high),
        ]
        labels = list(curve.labels)
    else:
        labels = [wording.number(value) for value in curve.values]
        names = [f"{name} {label}" for label in labels]
        layers = [Band("95 % range", low, high), Line("Above or below average", middle, "forecast")]
    every = max(1, -(-len(labels) // _MAX_TICKS))
    ticks = [(at, _short(labels[at])) for at in range(0, len(labels), every)]
    ends = f"{wording.number(middle[0])} at {labels[0]}, {wording.number(middle[-1])} at {labels[-1]}"
    return draw(
        Chart(f"{target} by {name}, against the average: {ends}.", Axis(names, ticks), layers, height=_HEIGHT)
    )


def boxes_by_class(group: ClassBoxes, target: str) -> Drawing:
    """Box plots of the target, one for each class.

    Args:
        group: The boxes.
        target: What is explained.
    """
    boxes = group.boxes
    layer = Boxes(
        label=group.column,
        low=np.array([box.low for box in boxes]),
        q1=np.array([box.q1 for box in boxes]),
        median=np.array([box.median for box in boxes]),
        q3=np.array([box.q3 for box in boxes]),
        high=np.array([box.high for box in boxes]),
    )
    every = max(1, -(-len(boxes) // _MAX_TICKS))
    ticks = [(at, _short(boxes[at].label)) for at in range(0, len(boxes), every)]
    said = ", ".join(f"{box.label} median {wording.number(box.median)}" for box in boxes)
    axis = Axis([f"{box.label}: {box.count:,}" for box in boxes], ticks)
    return draw(Chart(f"{target} by {wording.words(group.column)}: {said}.", axis, [layer], height=_HEIGHT))


def errors_of(found: DriverFindings) -> Drawing | None:
    """How often the predictions of rows that weren't seen are off by how much.

    Args:
        found: What was found.
    """
    shape = distribution_of(found.held_out["error"].to_numpy())
    return None if shape is None else histogram(shape)


def draw_predicted_groups(found: DriverFindings, target: str) -> Drawing | None:
    """Rows in groups by what was said of them, and what they came to; none where the average is said.

    Args:
        found: What was found.
        target: What is explained.
    """
    said, came = (found.held_out[name].to_numpy() for name in ("predicted", "actual"))
    groups = min(_GROUPS, len(said) // _MIN_ROWS_A_GROUP)
    if found.verdict.model == "mean" or groups < 2:
        return None
    parts = np.array_split(np.argsort(said, kind="stable"), groups)
    predicted = np.array([said[part].mean() for part in parts])
    actual = np.array([came[part].mean() for part in parts])
    error = np.array([1.96 * came[part].std(ddof=1) / np.sqrt(len(part)) for part in parts])
    names = [f"Group {at}, {len(part):,} rows" for at, part in enumerate(parts, 1)]
    ticks = [(0, "lowest said"), (groups - 1, "highest said")]
    layers = [
        Bars("What they came to", actual, "before"),
        Whiskers("95 % range of that average", actual - error, actual + error),
        Line("What was said", predicted, "forecast"),
    ]
    summary = f"{target} in {groups} groups by what was said of them, from lowest to highest."
    return draw(Chart(summary, Axis(names, ticks), layers, height=240))


def _short(label: str) -> str:
    return label if len(label) <= 14 else f"{label[:13]}…"
