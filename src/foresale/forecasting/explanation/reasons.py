"""Why one series' forecast for one period is above or below its usual level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array, Index
from foresale.forecasting.explanation.concepts import AHEAD, KIND, OTHER, RECENT, Concept, pick_strongest
from foresale.forecasting.explanation.drivers import why_not
from foresale.forecasting.explanation.explainable import ExplainedModel, ExplanationInputs, by_concept
from foresale.forecasting.explanation.find_cause import find_cause
from foresale.forecasting.explanation.reason_words import write_cause
from foresale.forecasting.explanation.sentences import as_html, join_words, percent, quantity
from foresale.forecasting.features.similar_series import WINDOW
from foresale.forecasting.lifecycle.lifecycle import without_trade
from foresale.forecasting.lifecycle.new_products import before_launch, find_unsold_series
from foresale.frequency import Frequency

RECENT_SEASONS = 4  # that a day is set against; contributions take milliseconds a row
SMALL = 0.03  # effects below this share aren't worth a reader's time
TOLD = 3
REASON_COLUMNS = {"concept": pl.String, "reason": pl.String, "effect": pl.Float64, "factor": pl.Float64}


@dataclass(frozen=True, repr=False)
class Reasons:
    """Why a forecast is what it is.

    Attributes:
        sentence: The strongest reasons in words, those that can be acted on first.
        table: One row a reason, those that can be acted on first: `concept`, `reason` (in words),
            `effect` (the share it adds or takes away) and `factor` (what it multiplies the usual level by).
            The usual level times all factors is the forecast.
        usual: What the series sold a period lately: the mean of its recent known periods.
        forecast: The mean forecast.
        explained: Share of the forecast that comes from models which can be taken apart.
    """

    sentence: str
    table: pl.DataFrame
    usual: float
    forecast: float
    explained: float

    def __repr__(self) -> str:
        return f"<Reasons: {self.sentence}>"

    def __str__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        return as_html(self.sentence, self.table)


def find_reasons(scene: ExplanationInputs, mean: Array, series: int, step: int) -> Reasons:
    """The reasons for one series and period, as factors on its usual level.

    What is of the day (weekday, price, promotion, holiday) is measured against the same series'
    recent days, so that “Saturday +15 %” means more than on its average day. What is of the series
    (recent sales, time of year) is measured against the average of all that the model learned from.
    These are the model's reasons, and no proof of cause.

    Args:
        scene: The forecaster, taken apart.
        mean: Its forecast, S × H.
        series: Position of the series.
        step: Periods ahead, 1 for the first.
    """
    forecast = float(mean[series, step - 1])
    at, origin = np.array([series]), np.array([scene.panel.n_periods])
    parts = [part for part in scene.parts if part.weight[series] > 0]
    if not parts or not all(part.model.multiplies for part in parts):
        text = why_not(scene) if not parts else "Sales can fall below zero here, so no factors can be given."
        return Reasons(text, pl.DataFrame(schema=REASON_COLUMNS), np.nan, forecast, 0.0)
    usual = float(parts[0].table.level(at, origin)[0])
    if before_launch(scene.panel, mean.shape[1])[series, step - 1]:
        text = "Forecast 0: by the plan it isn’t on sale yet."
        return Reasons(text, pl.DataFrame(schema=REASON_COLUMNS), usual, forecast, 0.0)
    if forecast <= 0 or without_trade(scene.panel, mean.shape[1])[series, step - 1]:
        text = "Forecast 0: the series seems to have ended, or is always closed on this day."
        return Reasons(text, pl.DataFrame(schema=REASON_COLUMNS), usual, forecast, 0.0)
    made = np.array([_mean(part, at, origin, step) * part.weight[series] for part in parts])
    logs: dict[Concept, float] = {}
    for part, share in zip(parts, made / made.sum(), strict=True):
        for concept, effect in _effects(scene, part, series, step).items():
            logs[concept] = logs.get(concept, 0.0) + float(share) * effect
    # What other members of a blend, and whatever comes after the model, make of it.
    logs[OTHER] = logs.get(OTHER, 0.0) + np.log(forecast / usual) - sum(logs.values())
    everything = len(parts) == 1 and parts[0].weight[series] > 0.995
    explained = 1.0 if everything else min(float(made.sum()) / forecast, 1.0)
    table = _table(scene, logs, series, step)
    told = _pick_rows_to_tell(table, logs)
    return Reasons(
        _sentence(scene, told, (series, usual, forecast), explained), table, usual, forecast, explained
    )


def _mean(part: ExplainedModel, series: Index, origin: Index, step: int) -> float:
    found = part.contributions(series, origin, np.array([step]))
    return float(part.mean(found, series, origin)[0])


def _effects(scene: ExplanationInputs, part: ExplainedModel, series: int, step: int) -> dict[Concept, float]:
    """The log of each concept's factor; their sum is the log of the part's forecast over the level."""
    past = _recent_periods(scene, series, step)
    origin = np.append(past - step + 1, scene.panel.n_periods)
    found = part.contributions(np.full(len(origin), series), origin, np.full(len(origin), step))
    effects, start = {}, float(found[-1, -1])
    for concept, moved in by_concept(found, part.concepts).items():
        here = float(moved[-1])
        if concept.of_the_day:
            usual = float(np.log(np.exp(moved[:-1]).mean())) if len(past) else here
            start += usual
            here -= usual
        if concept in (KIND, AHEAD):  # the same on all days, so nothing a reader could act on
            start += here
        else:
            effects[concept] = here
    # Where the series' own days start from is the run of its sales.
    effects[RECENT] = effects.get(RECENT, 0.0) + start
    return effects


def _recent_periods(scene: ExplanationInputs, series: int, step: int) -> Index:
    """Known recent periods that could have been forecast `step` ahead from a known past."""
    panel = scene.panel
    first = int(panel.first_period()[series])
    lately = WINDOW[panel.freq]
    if panel.freq is Frequency.DAY:
        lately = RECENT_SEASONS * panel.freq.season_length
    low = max(panel.n_periods - lately, first + step)
    known = np.flatnonzero(~np.isnan(panel.target[series, low:])) if low < panel.n_periods else np.empty(0)
    return np.asarray(known + low, dtype=np.intp)


def _table(scene: ExplanationInputs, logs: dict[Concept, float], series: int, step: int) -> pl.DataFrame:
    weak = np.log1p(SMALL)
    ordered = sorted(logs.items(), key=lambda item: (abs(item[1]) < weak, item[0].rank, -abs(item[1])))
    kept = [(concept, effect) for concept, effect in ordered if abs(effect) > 1e-9]
    return pl.DataFrame(
        {
            "concept": [concept.label for concept, _ in kept],
            "reason": [
                write_cause(find_cause(scene, concept, (series, step), up=effect > 0))
                for concept, effect in kept
            ],
            "effect": [float(np.expm1(effect)) for _, effect in kept],
            "factor": [float(np.exp(effect)) for _, effect in kept],
        },
        schema=REASON_COLUMNS,
    )


def _pick_rows_to_tell(table: pl.DataFrame, logs: dict[Concept, float]) -> pl.DataFrame:
    """The rows of the table that the sentence tells, in its order."""
    effect = {row["concept"]: abs(row["effect"]) for row in table.rows(named=True)}
    strong = {
        concept: effect[concept.label]
        for concept in logs
        if concept != OTHER and effect.get(concept.label, 0.0) >= SMALL
    }
    labels = [concept.label for concept in pick_strongest(strong, TOLD)]
    if effect.get(OTHER.label, 0.0) >= SMALL:
        labels.append(OTHER.label)
    order = pl.DataFrame({"concept": labels}, schema={"concept": pl.String})
    return order.join(table, on="concept", how="left", maintain_order="left")


def _sentence(
    scene: ExplanationInputs, told: pl.DataFrame, cell: tuple[int, float, float], explained: float
) -> str:
    series, usual, forecast = cell
    noun = scene.panel.freq.noun
    head = f"Forecast {quantity(forecast)} against a usual {quantity(usual)} a {noun}"
    if find_unsold_series(scene.panel)[series]:
        head = (
            f"Never sold yet, so forecast from products like it: {quantity(forecast)} against a usual "
            f"{quantity(usual)} a {noun} of its like"
        )
    reasons = [f"{row['reason']} {percent(row['effect'], signed=True)}" for row in told.rows(named=True)]
    text = f"{head}: {', '.join(reasons) or 'nothing out of the ordinary'}."
    if explained > 0.995:
        return text
    names = join_words(dict.fromkeys(part.label for part in scene.parts))
    return f"{text} These are the reasons of {names}, which makes {percent(explained)} of this forecast."
