"""Series that are fitted one by one, in parts on worker processes where that is faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from foresale.forecasting.engines.threads import SMALL, threads_for

WORTH_WORKERS = 6.0  # estimated seconds; starting workers and importing there takes about 4

History = TypeVar("History")
Answer = TypeVar("Answer")


def fit_in_parts(
    fit: Callable[[Sequence[History]], Answer], histories: Sequence[History], seconds: float
) -> list[Answer]:
    """What `fit` answers for all histories at once, or for each part of them, in order.

    Args:
        fit: A function of a module, so that other processes find it.
        histories: One for each series.
        seconds: What all of them will roughly take in one process.
    """
    if seconds < WORTH_WORKERS or threads_for(SMALL) == 1:
        return [fit(histories)]
    import joblib  # type: ignore[import-untyped]

    workers = joblib.effective_n_jobs(-1)
    if workers == 1:
        return [fit(histories)]
    parts = np.array_split(np.arange(len(histories)), min(8 * workers, len(histories)))
    answers = joblib.Parallel(n_jobs=workers, batch_size=1)(
        joblib.delayed(fit)([histories[i] for i in part]) for part in parts
    )
    return list(answers)
