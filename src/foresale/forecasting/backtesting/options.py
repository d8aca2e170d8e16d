"""How the past is replayed."""

from __future__ import annotations

from dataclasses import dataclass, field

from foresale.data.cleaning.clean import CleaningOptions
from foresale.forecasting.model_choice import ModelChoice


@dataclass(frozen=True)
class BacktestOptions:
    """How the past is replayed.

    Attributes:
        models: The models to try: names from the catalog, or choices with parameters.
        folds: Selection cutoffs wanted, besides the test cutoff.
        cleaning: Redone at each cutoff with what was known then.
        metric: What models are chosen by, one of `champion.SELECTION_METRICS`.
        seed: Same seed, same answer.
        learn_quantiles: Whether other sources of quantiles than the champion's errors are tried too.
        may_be_left_out: Columns known ahead that are left out where they made the past's forecasts worse.
    """

    models: tuple[str | ModelChoice, ...]
    folds: int = 3
    cleaning: CleaningOptions = field(default_factory=CleaningOptions)
    seed: int = 0
    learn_quantiles: bool = False
    may_be_left_out: tuple[str, ...] = ()
    metric: str = "score"
