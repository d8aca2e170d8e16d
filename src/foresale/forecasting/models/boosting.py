"""LightGBM as every model here uses it: settings that suit sales, and rows as it wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from foresale.arrays import Array, Matrix
from foresale.forecasting.engines.threads import threads_for, wait_passively


def boosting_settings(rows: int, *, seed: int, most_leaves: int, largest_leaf: int) -> dict[str, Any]:
    """What all boosters share; the fewer the rows, the simpler the trees.

    Args:
        rows: Training rows.
        seed: Same seed, same trees, on however many threads.
        most_leaves: Leaves a tree, where there are rows for them.
        largest_leaf: Rows a leaf must have at least, where there are many.
    """
    return {
        "num_leaves": int(np.clip(rows // 500, 7, most_leaves)),
        "min_data_in_leaf": int(np.clip(rows // 100, 20, largest_leaf)),
        "feature_fraction": 0.4,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "cat_smooth": 50,
        "max_bin": 63,
        "num_threads": threads_for(rows),
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "verbosity": -1,
    }


def boosting_data(
    rows: Matrix, ratio: Array, weight: Array, coded: Sequence[int], settings: Mapping[str, Any]
) -> Any:
    """LightGBM's data set of feature rows.

    Args:
        rows: N × F.
        ratio: N, what is learned.
        weight: N, how much each row counts.
        coded: Positions of columns that hold codes, from `categorical_positions`.
        settings: From `boosting_settings`.
    """
    wait_passively()
    import lightgbm

    return lightgbm.Dataset(
        rows,
        ratio,
        weight=weight,
        feature_name=[f"f{i}" for i in range(rows.shape[1])],
        categorical_feature=list(coded),
        params=dict(settings),
        free_raw_data=True,
    )
