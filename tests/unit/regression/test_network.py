"""The neural network: learned by Keras, saved in its format, answered without it."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest

from foresale.errors import MissingExtraError
from foresale.regression.models import catalog
from foresale.regression.models.network import SIZES, Network, is_installed

if not is_installed():
    pytest.skip("Keras isn't installed.", allow_module_level=True)


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(3)
    matrix = random.normal(size=(240, 2))
    return matrix, 100 + 20 * matrix[:, 0] - 30 * np.abs(matrix[:, 1]) + random.normal(0, 4, 240)


@pytest.fixture(scope="module")
def network(rows):
    return Network().fit(rows[0][:180], rows[1][:180], 1)


def test_a_network_learns_a_bent_effect_that_no_line_does(rows, network):
    matrix, target = rows[0][180:], rows[1][180:]
    error = np.square(network.predict(matrix) - target).mean()
    assert 1 - error / target.var() > 0.7
    assert network.sizes == SIZES == (32, 16)


def test_a_network_is_saved_in_keras_own_format_and_answers_the_same(rows, network, tmp_path):
    import keras

    network.save(tmp_path)
    with zipfile.ZipFile(tmp_path / "network.keras") as stored:
        assert "config.json" in stored.namelist()
    layers = keras.saving.load_model(tmp_path / "network.keras").layers
    assert [layer.units for layer in layers] == [32, 16, 1]
    assert np.array_equal(Network.load(tmp_path).predict(rows[0]), network.predict(rows[0]))


def test_the_same_seed_gives_the_same_network(rows, network):
    again = Network().fit(rows[0][:180], rows[1][:180], 1)
    assert np.array_equal(again.predict(rows[0]), network.predict(rows[0]))


def test_without_keras_the_network_is_left_out_with_a_word(monkeypatch):
    monkeypatch.setattr(catalog, "is_installed", lambda: False)
    makers, notes = catalog.choose_models()
    assert "network" not in makers
    assert "foresale[deep]" in notes[0].text
    with pytest.raises(MissingExtraError):
        catalog.choose_models(("network",))
