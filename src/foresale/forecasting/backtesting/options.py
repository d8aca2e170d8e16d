"""How the past is replayed."""

from __future__ import annotations

from dataclasses import dataclass, field

from foresale.data.cleaning.clean import CleaningOptions


@dataclass(frozen=True)
class BacktestOptions:
    """How the past is replayed.

    Attributes:
        models: Names of the models to try, from the catalog.
        folds: Selection cutoffs wanted, besides the test cutoff.
        cleaning: Redone at each cutoff with what was known then.
        seed: Same seed, same answer.
        learn_quantiles: Whether other sources of quantiles than the champion's errors are tried too.
        may_be_left_out: Columns known ahead that are left out where they made the past's forecasts worse.
    """

    models: tuple[str, ...]
    folds: int = 3
    cleaning: CleaningOptions = field(default_factory=CleaningOptions)
    seed: int = 0
    learn_quantiles: bool = False
    may_be_left_out: tuple[str, ...] = ()
