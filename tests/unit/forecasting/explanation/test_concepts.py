"""Every column of the feature table means something to a retailer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.forecasting.explanation.concepts import (
    DRIFT,
    OTHER,
    PROMOTION,
    WEEKDAY,
    YEAR,
    concept_of,
    concepts_of,
    pick_strongest,
)
from foresale.forecasting.features.table import FeatureTable
from foresale.frequency import next_periods


def of_length(panel, days):
    """A panel of the same columns over so many days."""
    shape = (panel.n_series, days)
    nothing = np.zeros(shape, dtype=bool)
    ahead = {name: np.zeros(shape) for name in panel.known_ahead}
    dates = next_periods(panel.dates[0], panel.freq, days)
    return replace(
        panel, dates=dates, target=np.ones(shape), closed=nothing, censored=nothing, known_ahead=ahead,
        calendar={}, past_only={}, sold_short=None, pool=None,
    )  # fmt: skip


def columns_of(panel):
    one = np.array([0])
    return tuple(FeatureTable(panel, 7).rows(one, np.array([panel.n_periods]), one + 1))


@pytest.mark.slow
def test_every_column_of_the_feature_table_belongs_to_a_concept(scene):
    past_only = {"temperature": np.ones(scene.panel.target.shape)}
    columns = columns_of(replace(scene.panel, past_only=past_only))
    found = concepts_of(columns, scene.panel, price="price", promotion="promotion")
    known = [c for c in columns if not c.startswith("temperature")]
    assert [c for c, concept in zip(columns, found, strict=True) if concept == OTHER and c in known] == []


@pytest.mark.parametrize(
    ("column", "label"),
    [
        ("price", "Price"),
        ("price_before_2", "Price"),
        ("promotion_after_1", "Promotion"),
        ("weekday", "Day of the week"),
        ("all_season_index", "Day of the week"),
        ("mean_28", "Recent sales"),
        ("year_ago_around", "Time of year"),
        ("category_trend", "Sales of similar series"),
        ("is_product", "Product and store"),
        ("days_to_holiday", "Holidays"),
        ("days_to_payday", "Time of month"),
        ("something nobody has heard of", "Everything else"),
    ],
)
def test_a_column_is_known_by_its_concept(scene, column, label):
    panel = of_length(scene.panel, 400)
    assert concept_of(column, panel, price="price", promotion="promotion").label == label


def test_a_column_without_a_role_is_a_concept_of_its_own_name(scene):
    panel = replace(scene.panel, past_only={"rain_in_mm": np.ones(scene.panel.target.shape)})
    assert concept_of("rain_in_mm_mean_28", panel).label == "Rain in mm"


@pytest.mark.parametrize("column", ["week_of_year", "year_sin_1", "year_ago_around", "category_year_index"])
def test_a_history_of_less_than_a_year_knows_no_time_of_the_year(scene, column):
    young, old = of_length(scene.panel, 200), of_length(scene.panel, 400)
    assert concept_of(column, old).label == "Time of year"
    assert concept_of(column, young) == DRIFT
    assert concept_of("weekday", young).label == "Day of the week"


@pytest.mark.parametrize(("promotion", "first"), [(0.03, YEAR), (0.2, PROMOTION)])
def test_what_can_be_acted_on_comes_first_unless_it_is_next_to_nothing(promotion, first):
    assert pick_strongest({PROMOTION: promotion, WEEKDAY: 0.41, YEAR: 0.78}, 3)[0] == first
