"""What every regression promises."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.regression.models.catalog import MODELS

NAMES = [name for name in MODELS if name != "network"]


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(3)
    matrix = random.normal(size=(120, 4))
    matrix[:, 3] = 1.0  # a column that never changes
    return matrix, 50 + 10 * matrix[:, 0] + random.normal(0, 5, 120)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_leaves_its_input_alone_and_saves_to_the_same_answer(name, rows, tmp_path):
    matrix, target = rows[0].copy(), rows[1].copy()
    model = MODELS[name]().fit(matrix, target, 3)
    said = model.predict(matrix)
    assert np.isfinite(said).all()
    assert np.array_equal(matrix, rows[0])
    assert np.array_equal(target, rows[1])
    model.save(tmp_path)
    assert np.array_equal(MODELS[name].load(tmp_path).predict(matrix), said)
    assert np.array_equal(MODELS[name]().fit(matrix, target, 3).predict(matrix), said)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_of_a_constant_says_the_constant(name, rows):
    assert MODELS[name]().fit(rows[0], np.full(120, 7.0), 0).predict(rows[0]) == pytest.approx(7.0)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "mean"])
def test_a_model_learns_a_line(name, rows):
    said = MODELS[name]().fit(rows[0][:90], rows[1][:90], 0).predict(rows[0][90:])
    assert np.corrcoef(said, rows[1][90:])[0, 1] > 0.75


def test_ridge_shrinks_noise_and_leaves_a_strong_effect():
    random = np.random.default_rng(0)
    matrix, noise = random.normal(size=(30, 12)), random.normal(size=30)
    ridge, line = (MODELS[name]().fit(matrix, noise, 0) for name in ("ridge", "linear"))
    assert np.abs(ridge.weights).sum() < 0.5 * np.abs(line.weights).sum()
    strong = MODELS["ridge"]().fit(matrix, 50 * matrix[:, 0] + noise, 0)
    assert strong.predict(matrix) == pytest.approx(50 * matrix[:, 0] + noise, abs=4)


def test_a_forest_on_too_few_rows_to_part_says_their_average():
    """LightGBM's own forest would say 0."""
    said = MODELS["random_forest"]().fit(np.arange(8.0)[:, None], np.arange(8.0) + 100, 0).predict(np.eye(1))
    assert said == pytest.approx(103.5, abs=1)
