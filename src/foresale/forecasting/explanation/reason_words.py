"""What a concept is called on one day of one series: “Saturday”, “promotion”, “price 20 % lower”."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from foresale.data.calendar.calendars import holiday_table
from foresale.data.calendar.public_holidays import plain_name
from foresale.forecasting.explanation import concepts
from foresale.forecasting.explanation.concepts import Concept
from foresale.forecasting.explanation.explainable import ExplanationInputs
from foresale.forecasting.explanation.sentences import percent
from foresale.forecasting.features.similar_series import WINDOW
from foresale.frequency import Frequency

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
NEAR_DAYS = 7


def name_reason(scene: ExplanationInputs, concept: Concept, cell: tuple[int, int], *, up: bool) -> str:
    """A reason's name in the middle of a sentence.

    Args:
        scene: The forecaster, taken apart.
        concept: What kind of reason.
        cell: Position of the series, and periods ahead.
        up: Whether it raises the forecast.
    """
    series, step = cell
    panel = scene.panel
    date = panel.future_dates(step)[-1].astype("datetime64[D]")
    if concept == concepts.WEEKDAY and panel.freq is Frequency.DAY:
        return WEEKDAYS[date.item().weekday()]
    if concept == concepts.YEAR:
        return f"time of year ({MONTHS[date.item().month - 1]})"
    if concept == concepts.HOLIDAYS:
        return _holiday(scene, date)
    if concept in (concepts.PROMOTION, concepts.PRICE):
        return _offer(scene, concept, cell)
    if concept == concepts.RECENT:
        return _recent(scene, series, up=up)
    if concept == concepts.OTHER:
        return _rest(scene, series)
    return concept.label[:1].lower() + concept.label[1:]


def _rest(scene: ExplanationInputs, series: int) -> str:
    """The models of a blend that don't tell their reasons, or what came after the model."""
    told = {part.label for part in scene.parts}
    others = [member.label for member, weight in scene.members if weight[series] > 0]
    others = [label for label in dict.fromkeys(others) if label not in told]
    if not others:
        return "correction by past misses"
    return f"{others[0]} in the blend" if len(others) == 1 else "the blend’s other models"


def _ahead(scene: ExplanationInputs, column: str, cell: tuple[int, int]) -> float:
    """A known-future column's value in the period forecast; NaN where it isn't known."""
    series, step = cell
    values = scene.panel.known_future[column][series]
    at = scene.panel.n_periods + step - 1
    return float(values[at]) if at < len(values) else np.nan


def _offer(scene: ExplanationInputs, concept: Concept, cell: tuple[int, int]) -> str:
    """The promotion or the price of the period; the recent ones where none is known ahead."""
    if concept == concepts.PRICE and scene.price is not None:
        return _price(scene, scene.price, cell)
    if concept == concepts.PROMOTION and scene.promotion is not None:
        value = _ahead(scene, scene.promotion, cell)
        labels = scene.panel.categories.get(scene.promotion)
        if labels is not None:
            return f"promotion ({labels[int(value)]})" if np.isfinite(value) else "promotion not known"
        return "promotion" if value > 0 else "no promotion" if value == 0 else "promotion not known"
    return f"recent {concept.key}s"


def _price(scene: ExplanationInputs, column: str, cell: tuple[int, int]) -> str:
    past = scene.panel.known_future[column][cell[0], : scene.panel.n_periods][-WINDOW[scene.panel.freq] :]
    past = past[~np.isnan(past)]
    usual = float(np.median(past)) if len(past) else np.nan
    change = _ahead(scene, column, cell) / usual - 1 if usual > 0 else np.nan
    if not np.isfinite(change):
        return "price"
    if abs(change) < 0.005:
        return "price as usual"
    return f"price {percent(abs(change))} {'higher' if change > 0 else 'lower'}"


def _recent(scene: ExplanationInputs, series: int, *, up: bool) -> str:
    """Rising or falling sales, where the halves of the recent window say so too; else recent sales."""
    past = scene.panel.target[series, -WINDOW[scene.panel.freq] :]
    before, lately = past[: len(past) // 2], past[len(past) // 2 :]
    if np.isnan(before).all() or np.isnan(lately).all():
        return "recent sales"
    change = np.nanmean(lately) - np.nanmean(before)
    if up and change > 0:
        return "rising sales"
    return "falling sales" if not up and change < 0 else "recent sales"


def _holiday(scene: ExplanationInputs, date: np.datetime64) -> str:
    """The holiday's name on its day, or how far the nearest one is."""
    calendar = scene.forecaster.calendar
    if calendar.country is None:
        return "holidays"
    day, near = date.astype(object), timedelta(days=NEAR_DAYS)
    table = holiday_table(day - near, day + near, calendar.country, calendar.subdivision)
    if scene.panel.freq is not Frequency.DAY or not table.height:
        return "holidays" if table.height else "no holiday near"
    away = (table["date"].to_numpy().astype("datetime64[D]") - date).astype(np.int64)
    at = int(np.abs(away).argmin())
    name, days = plain_name(str(table["name"][at])), int(away[at])
    if days == 0:
        return name
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{count} {'before' if days > 0 else 'after'} {name}"
