"""A sentence for each series: what the days ahead have that the last weeks hadn't."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from foresale.forecasting.explanation.causes import SeriesReason
from foresale.forecasting.explanation.reason_words import write_reason
from foresale.forecasting.explanation.series_reasons import series_changes, series_reasons
from foresale.forecasting.models.moving_average import MovingAverage


@pytest.fixture(scope="module")
def reasons(result) -> list[SeriesReason]:
    """Those of every series."""
    return series_reasons(result.forecaster, result.forecast.mean)


@pytest.fixture(scope="module")
def texts(reasons) -> list[str]:
    """Their sentences."""
    return [write_reason(reason) for reason in reasons]


def test_every_series_has_a_sentence_with_its_own_numbers(result, texts):
    assert len(texts) == result.forecast.panel.n_series
    assert len(set(texts)) == len(texts)
    ahead = result.forecast.mean[:, :7].mean(axis=1)
    for text, mean in zip(texts, ahead.tolist(), strict=True):
        said = float(text.split(" a day")[0].replace(",", ""))
        assert said == pytest.approx(mean, rel=0.06)


def test_promotions_that_come_or_go_are_named_with_the_right_sign(result, texts):
    panel = result.forecast.panel
    column = panel.known_ahead["promotion"]
    lately = column[:, panel.n_periods - 28 : panel.n_periods].mean(axis=1)
    ahead = column[:, panel.n_periods : panel.n_periods + 7].mean(axis=1)
    ended = (lately > 0.4) & (ahead == 0)
    never = (lately == 0) & (ahead == 0)
    assert ended.any()
    assert never.any()
    assert all("no promotion −" in texts[row] for row in np.flatnonzero(ended))
    assert not any("promotion" in texts[row] for row in np.flatnonzero(never))
    assert not any("promotion +" in texts[row] for row in np.flatnonzero(ahead == 0))


def test_small_series_get_the_numbers_and_what_moves_forecasts_on_the_whole(result):
    few = list(map(write_reason, series_reasons(result.forecaster, result.forecast.mean, most=2)))
    whole = [text for text in few if "On the whole forecasts are moved most by" in text]
    assert len(whole) == len(few) - 2
    largest = np.argsort(-result.forecast.mean[:, :7].mean(axis=1))[:2]
    assert all("On the whole" not in few[row] for row in largest)


def test_what_is_not_on_sale_and_what_never_sold_lately_are_said_so(result):
    mean = result.forecast.mean.copy()
    mean[0] = 0
    history = result.forecaster.panel.target.copy()
    history[1, -100:] = 0
    forecaster = replace(result.forecaster, panel=replace(result.forecaster.panel, target=history))
    texts = list(map(write_reason, series_reasons(forecaster, mean)))
    assert texts[0].startswith("Forecast 0")
    assert "hasn’t sold lately" in texts[1]


def test_a_model_that_looks_at_no_column_says_so(result):
    panel = result.forecaster.panel
    model = MovingAverage(seed=0).fit(panel, 7)
    forecaster = replace(result.forecaster, model=model, learned=None, recipe=None)
    texts = list(map(write_reason, series_reasons(forecaster, result.forecast.mean)))
    assert all("from its own past sales alone" in text for text in texts)


def test_reasons_are_kept_as_data_that_say_the_same_sentence(reasons, texts):
    kept = [json.loads(json.dumps(reason.as_json())) for reason in reasons]
    assert [write_reason(SeriesReason.from_json(one)) for one in kept] == texts
    assert any(len(one["parts"] or ()) > 1 for one in kept)
    promoted = [part for one in kept for part in one["parts"] or () if part["what"] == "no_promotion"]
    assert promoted
    assert all(part["effect"] < 0 for part in promoted)


def test_what_is_said_at_once_has_the_same_numbers_and_names_no_cause(result, reasons):
    at_once = series_changes(result.forecaster.panel, result.forecast.mean)
    assert [(one.ahead, one.days) for one in at_once] == [(one.ahead, one.days) for one in reasons]
    assert all(one.parts is None and not one.overall and one.no_cause is None for one in at_once)
    assert not any(write_reason(one).endswith(" ") for one in at_once)
