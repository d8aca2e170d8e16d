"""Models whose forecasts can be taken apart by column, alone or in a blend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from foresale.arrays import Array, Index, Matrix
from foresale.data.calendar.calendars import add_calendar
from foresale.data.cleaning.clean import clean
from foresale.forecasting.ensemble.blend import Blend
from foresale.forecasting.ensemble.blend_weights import class_codes
from foresale.forecasting.explanation.concepts import Concept, concepts_of
from foresale.forecasting.features.table import FeatureTable
from foresale.forecasting.models.base import Model
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.panel import Panel


@runtime_checkable
class Explainable(Protocol):
    """A model that says what each column did to each forecast."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it looks at (F), in the order of its rows."""

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """Labels of its coded columns, by which `FeatureTable` makes them."""

    @property
    def window(self) -> int | None:
        """Recent periods that it takes levels from."""

    @property
    def multiplies(self) -> bool:
        """Whether contributions are logs of factors; else they are added."""

    def contributions(self, rows: Matrix) -> Array:
        """N × (F + 1): what each column adds to each row's (log of) demand over level, and the start."""

    def gain(self) -> Array:
        """Each column's share (F) of what all splits gained in learning."""


def explainable(model: Model) -> Explainable | None:
    """The model, where it can be taken apart by column; else none."""
    return model if isinstance(model, Explainable) and model.columns else None


def list_weighted_members(model: Model, panel: Panel) -> list[tuple[Model, Array]]:
    """A blend's members, or the model alone, with each one's weight in each series (S), 1 in all."""
    if not isinstance(model, Blend):
        return [(model, np.ones(panel.n_series))]
    weights = model.weights[class_codes(panel)]
    return [(member, weights[:, i]) for i, member in enumerate(model.members)]


@dataclass(frozen=True)
class ExplainedModel:
    """One explainable model of a forecaster, on the history that it forecasts from.

    Attributes:
        label: Its name for people.
        model: The model.
        weight: Its weight in each series' forecast (S).
        table: Where its rows come from.
        concepts: The concept of each of its columns.
    """

    label: str
    model: Explainable
    weight: Array
    table: FeatureTable
    concepts: tuple[Concept, ...]

    def contributions(self, series: Index, origin: Index, step: Index) -> Array:
        """N × (F + 1) contributions for rows by series position, periods known and steps ahead."""
        rows = self.table.rows(series, origin, step)
        missing = np.full(len(series), np.nan, dtype=np.float32)
        matrix = np.stack([rows.get(name, missing) for name in self.model.columns], axis=1)
        return self.model.contributions(matrix.astype(np.float32, copy=False))

    def mean(self, contributions: Array, series: Index, origin: Index) -> Array:
        """The demand (N) that contributions add up to."""
        total = contributions.sum(axis=1)
        ratio = np.exp(total) if self.model.multiplies else total
        return np.asarray(ratio * self.table.level(series, origin))


@dataclass(frozen=True)
class ExplanationInputs:
    """A forecaster taken apart.

    Attributes:
        forecaster: What was taken apart.
        panel: The history as its model sees it.
        members: Its models with each one's weight in each series (S).
        parts: Those of them that can be explained by column.
    """

    forecaster: Forecaster
    panel: Panel
    members: tuple[tuple[Model, Array], ...]
    parts: tuple[ExplainedModel, ...]

    @property
    def price(self) -> str | None:
        """The user's column of prices, where it is known ahead."""
        return self._match_known_ahead("price")

    @property
    def promotion(self) -> str | None:
        """The user's column of promotions, where it is known ahead."""
        return self._match_known_ahead("promotion")

    def _match_known_ahead(self, role: str) -> str | None:
        name = role_column(self.forecaster, role)
        return name if name in self.panel.known_ahead else None


def role_column(forecaster: Forecaster, role: str) -> str | None:
    """The column that played `role` (price, promotion) when the forecaster learned."""
    roles: Mapping[str, Any] = forecaster.about.get("roles", {})
    name = roles.get(role)
    return None if name is None else str(name)


def as_the_model_sees(forecaster: Forecaster) -> Panel:
    """The forecaster's history with its calendar, cleaned as for a forecast."""
    known = add_calendar(forecaster.panel, forecaster.horizon, forecaster.calendar)
    return clean(known, forecaster.cleaning)[0]


def decompose_forecast(forecaster: Forecaster) -> ExplanationInputs:
    """Find the parts of a forecaster that can be explained by column; none where no model allows it."""
    panel = as_the_model_sees(forecaster)
    price, promotion = (role_column(forecaster, role) for role in ("price", "promotion"))
    members = tuple(list_weighted_members(forecaster.model, panel))
    parts = []
    for member, weight in members:
        model = explainable(member)
        if model is not None and (weight > 0).any():
            table = FeatureTable(panel, forecaster.horizon, model.categories, model.window)
            concepts = concepts_of(model.columns, panel, price=price, promotion=promotion)
            parts.append(ExplainedModel(member.label, model, weight, table, concepts))
    return ExplanationInputs(forecaster, panel, members, tuple(parts))


def by_concept(contributions: Array, concepts: tuple[Concept, ...]) -> dict[Concept, Array]:
    """Contributions (N × F, or with the start N × (F + 1)) summed by concept, the start left out."""
    return {
        concept: contributions[:, [i for i, c in enumerate(concepts) if c == concept]].sum(axis=1)
        for concept in dict.fromkeys(concepts)
    }
