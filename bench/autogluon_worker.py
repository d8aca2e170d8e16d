"""AutoGluon-TimeSeries on one case, run by a Python that has it: `python autogluon_worker.py FOLDER SECONDS`.

It depends on other versions of libraries than ours, so it lives in an environment of its own and
imports nothing of this repository.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from autogluon.timeseries import TimeSeriesDataFrame, TimeSeriesPredictor

NEEDS_DOWNLOADS = ["Chronos", "Chronos2", "Toto", "Toto2"]


def main(folder: Path, seconds: float) -> None:
    """Read what `bench.peers.autogluon` wrote, fit medium quality within the time, leave the answer."""
    told = json.loads((folder / "autogluon.json").read_text())
    past = TimeSeriesDataFrame.from_data_frame(
        pd.read_parquet(folder / "autogluon_past.parquet"),
        id_column="series__",
        timestamp_column="date",
        static_features_df=pd.read_parquet(folder / "autogluon_static.parquet"),
    )
    predictor = TimeSeriesPredictor(
        prediction_length=told["steps"],
        freq=told["freq"],
        target="y",
        known_covariates_names=told["known"] or None,
        quantile_levels=told["levels"],
        eval_metric="WQL",
        path=str(folder / "autogluon_models"),
        verbosity=2,
    )
    predictor.fit(
        past,
        presets="medium_quality",
        excluded_model_types=NEEDS_DOWNLOADS,
        time_limit=seconds,
        random_seed=0,
        enable_ensemble=True,
    )
    ahead = None
    if told["known"]:
        ahead = TimeSeriesDataFrame.from_data_frame(
            pd.read_parquet(folder / "autogluon_ahead.parquet"), id_column="series__", timestamp_column="date"
        )
    answer = predictor.predict(past, known_covariates=ahead, random_seed=0)
    items = np.unique(answer.index.get_level_values("item_id"))
    answer = answer.loc[items]
    shape = (len(items), told["steps"])
    levels = [answer[str(level)].to_numpy().reshape(shape) for level in told["levels"]]
    np.savez(
        folder / "autogluon_answer.npz",
        items=items,
        mean=answer["mean"].to_numpy().reshape(shape),
        quantiles=np.stack(levels, axis=-1),
        model=np.array(str(predictor.model_best)),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
