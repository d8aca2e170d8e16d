"""A sentence for each series: what the days ahead have that the last weeks hadn't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.forecasting.explanation.reason_sentence import read_reason
from foresale.forecasting.explanation.sentences import percent, quantity
from foresale.forecasting.explanation.series_reasons import series_reasons
from foresale.forecasting.models.moving_average import MovingAverage


@pytest.fixture(scope="module")
def texts(result) -> list[str]:
    """The reasons of every series."""
    return series_reasons(result.forecaster, result.forecast.mean).to_list()


def test_every_series_has_a_sentence_with_its_own_numbers(result, texts):
    assert len(texts) == result.forecast.panel.n_series
    assert len(set(texts)) == len(texts)
    ahead = result.forecast.mean[:, :7].mean(axis=1)
    for text, mean in zip(texts, ahead.tolist(), strict=True):
        said = float(text.split(" a day")[0].replace(",", ""))
        assert said == pytest.approx(mean, rel=0.06)


def test_promotions_that_come_or_go_are_named_with_the_right_sign(result, texts):
    panel = result.forecast.panel
    column = panel.known_future["promotion"]
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
    few = series_reasons(result.forecaster, result.forecast.mean, most=2).to_list()
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
    texts = series_reasons(forecaster, mean).to_list()
    assert texts[0].startswith("Forecast 0")
    assert "hasn’t sold lately" in texts[1]


def test_a_model_that_looks_at_no_column_says_so(result):
    panel = result.forecaster.panel
    model = MovingAverage(seed=0).fit(panel, 7)
    forecaster = replace(result.forecaster, model=model, learned=None, recipe=None)
    texts = series_reasons(forecaster, result.forecast.mean).to_list()
    assert all("from its own past sales alone" in text for text in texts)


def test_the_numbers_in_a_sentence_are_read_again_as_they_were_written(result, texts):
    read = [read_reason(text) for text in texts]
    assert sum(found is not None for found in read) > len(texts) / 2
    for text, found in zip(texts, read, strict=True):
        if found is None:
            assert "against a usual" not in text
            continue
        assert text.startswith(f"{quantity(found.ahead)} a day in the next {found.days} days")
        assert f"a usual {quantity(found.usual)} (" in text
        for name, effect in found.parts:
            assert f"{name} {percent(effect, signed=True)}" in text
    assert any(found and len(found.parts) > 1 for found in read)
