"""Chronos with a tiny network that the test makes itself; nothing is downloaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foresale.errors import OptionError
from foresale.forecasting.models.chronos_model import ChronosModel

torch = pytest.importorskip("torch", reason="Chronos needs torch, which isn't installed.")
pytest.importorskip("chronos", reason="Chronos isn't installed (pip install chronos-forecasting).")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Chronos-Bolt of one layer that has learned nothing."""
    from chronos.chronos_bolt import ChronosBoltModelForForecasting
    from transformers.models.t5 import T5Config

    folder = tmp_path_factory.mktemp("chronos")
    levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    sizes = {"context_length": 64, "prediction_length": 16, "input_patch_size": 8, "input_patch_stride": 8}
    config = T5Config(
        d_model=16, d_kv=8, d_ff=16, num_layers=1, num_decoder_layers=1, num_heads=2,
        pad_token_id=0, decoder_start_token_id=0, chronos_pipeline_class="ChronosBoltPipeline",
        chronos_config={**sizes, "quantiles": levels, "use_reg_token": True},
    )  # fmt: skip
    torch.manual_seed(0)
    ChronosBoltModelForForecasting(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("horizon", [7, 30])
def test_every_series_gets_a_finite_forecast_of_its_size(make_panel, weights, horizon):
    rows = np.random.default_rng(1).poisson([[5], [50], [0], [8]], (4, 90)).astype(np.float64)
    rows[3, :-2] = np.nan
    rows[1, 40:50] = np.nan
    panel = make_panel(rows)
    model = ChronosModel(weights=weights).fit(panel, horizon)
    mean = model.predict(panel, horizon)
    assert mean.shape == (4, horizon)
    assert np.isfinite(mean).all()
    assert 20 < mean[1].mean() < 90
    assert not mean[2].any()
    np.testing.assert_array_equal(model.predict(panel, horizon), mean)
    np.testing.assert_allclose(model.predict(panel.select(np.array([1])), horizon)[0], mean[1], rtol=1e-4)


def test_a_saved_model_remembers_its_weights(make_panel, weights, tmp_path):
    panel = make_panel(np.random.default_rng(1).poisson(9, (2, 60)).astype(np.float64))
    model = ChronosModel(weights=weights, seed=4).fit(panel, 3)
    model.save(tmp_path)
    loaded = ChronosModel.load(tmp_path)
    assert loaded.parameters() == {"seed": 4, "weights": str(weights)}
    np.testing.assert_array_equal(loaded.predict(panel, 3), model.predict(panel, 3))


def test_pickled_weights_are_refused(make_panel, weights, tmp_path):
    for file in weights.iterdir():
        if file.suffix == ".json":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    torch.save({}, tmp_path / "pytorch_model.bin")
    panel = make_panel(np.random.default_rng(1).poisson(9, (2, 60)).astype(np.float64))
    with pytest.raises(OptionError, match="can't be loaded"):
        ChronosModel(weights=tmp_path).predict(panel, 3)
