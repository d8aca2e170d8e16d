"""What a concept is on one day of one series: which weekday, which holiday, how much lower a price."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from foresale.data.calendar.calendars import holiday_table
from foresale.data.calendar.public_holidays import plain_name
from foresale.forecasting.explanation import concepts
from foresale.forecasting.explanation.causes import Cause
from foresale.forecasting.explanation.concepts import Concept
from foresale.forecasting.explanation.explainable import ExplanationInputs
from foresale.forecasting.features.similar_series import WINDOW
from foresale.frequency import Frequency

NEAR_DAYS = 7


def find_cause(scene: ExplanationInputs, concept: Concept, cell: tuple[int, int], *, up: bool) -> Cause:
    """What a concept is in a cell of the forecast.

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
        return Cause(concept.key, amount=date.item().isoweekday())
    if concept == concepts.YEAR:
        return Cause(concept.key, amount=date.item().month)
    if concept == concepts.HOLIDAYS:
        return _holiday(scene, date)
    if concept in (concepts.PROMOTION, concepts.PRICE):
        return _offer(scene, concept, cell)
    if concept == concepts.RECENT:
        return Cause(_recent(scene, series, up=up))
    if concept == concepts.OTHER:
        return _rest(scene, series)
    return Cause.of(concept)


def _rest(scene: ExplanationInputs, series: int) -> Cause:
    """The models of a blend that don't tell their reasons, or what came after the model."""
    told = {part.label for part in scene.parts}
    others = [member.label for member, weight in scene.members if weight[series] > 0]
    others = [label for label in dict.fromkeys(others) if label not in told]
    if not others:
        return Cause("past_misses")
    return Cause("other_model", others[0]) if len(others) == 1 else Cause("other_models")


def _ahead(scene: ExplanationInputs, column: str, cell: tuple[int, int]) -> float:
    """A known-ahead column's value in the period forecast; NaN where it isn't known."""
    series, step = cell
    values = scene.panel.known_ahead[column][series]
    at = scene.panel.n_periods + step - 1
    return float(values[at]) if at < len(values) else np.nan


def _offer(scene: ExplanationInputs, concept: Concept, cell: tuple[int, int]) -> Cause:
    """The promotion or the price of the period; the recent ones where none is known ahead."""
    if concept == concepts.PRICE and scene.price is not None:
        return Cause("price", amount=_price_change(scene, scene.price, cell))
    if concept == concepts.PROMOTION and scene.promotion is not None:
        value = _ahead(scene, scene.promotion, cell)
        if not np.isfinite(value):
            return Cause("unknown_promotion")
        labels = scene.panel.categories.get(scene.promotion)
        if labels is not None:
            return Cause("promotion", labels[int(value)])
        return Cause("promotion" if value > 0 else "no_promotion")
    return Cause(f"recent_{concept.key}s")


def _price_change(scene: ExplanationInputs, column: str, cell: tuple[int, int]) -> float | None:
    past = scene.panel.known_ahead[column][cell[0], : scene.panel.n_periods][-WINDOW[scene.panel.freq] :]
    past = past[~np.isnan(past)]
    usual = float(np.median(past)) if len(past) else np.nan
    change = _ahead(scene, column, cell) / usual - 1 if usual > 0 else np.nan
    return change if np.isfinite(change) else None


def _recent(scene: ExplanationInputs, series: int, *, up: bool) -> str:
    """Rising or falling sales, where the halves of the recent window say so too; else recent sales."""
    past = scene.panel.target[series, -WINDOW[scene.panel.freq] :]
    before, lately = past[: len(past) // 2], past[len(past) // 2 :]
    if np.isnan(before).all() or np.isnan(lately).all():
        return "recent_sales"
    change = np.nanmean(lately) - np.nanmean(before)
    if up and change > 0:
        return "rising_sales"
    return "falling_sales" if not up and change < 0 else "recent_sales"


def _holiday(scene: ExplanationInputs, date: np.datetime64) -> Cause:
    """The nearest holiday and how far it is."""
    calendar = scene.forecaster.calendar
    if calendar.country is None:
        return Cause("holidays")
    day, near = date.astype(object), timedelta(days=NEAR_DAYS)
    table = holiday_table(day - near, day + near, calendar.country, calendar.subdivision)
    if scene.panel.freq is not Frequency.DAY or not table.height:
        return Cause("holidays" if table.height else "no_holiday")
    away = (table["date"].to_numpy().astype("datetime64[D]") - date).astype(np.int64)
    at = int(np.abs(away).argmin())
    return Cause("holiday", plain_name(str(table["name"][at])), -int(away[at]))
