"""Several forests of boosted trees, each grown on a sample of its own, and averaged."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from foresale.arrays import Array, Matrix
from foresale.forecasting.engines.threads import map_unordered
from foresale.forecasting.models.on_features import OnFeatures, TrainingSample
from foresale.forecasting.models.tree_tables import TreeTables

Forest = TypeVar("Forest")
AT_LEAST = 2  # where more than one is asked for: they grow side by side in the time of one
BUDGETS = 2  # of rows, that further ones may learn from in all
# Beyond so many numbers forecast at once, walking through the trees is what takes time.
MAX_ANSWERS_OF_MANY_FORESTS = 200_000


class Forests(OnFeatures, Generic[Forest]):
    """A model that averages forests: what chance put into one sample and its trees, the others lack.

    Bagging (Breiman, 1996), but of whole forests that were boosted.

    Args:
        seed: Same seed, same forests; each has a sample and a seed of its own.
        forests: At most so many; two of them where one sample takes the whole budget of rows, and one
            where there are very many series to forecast.
    """

    last_fit: ClassVar[Mapping[str, Any]] = {"forests": 4}

    def __init__(self, *, seed: int = 0, forests: int = 1) -> None:
        super().__init__(seed=seed)
        self.forests = forests
        self._forests: list[Forest] = []
        self._tables: TreeTables | None = None

    @abstractmethod
    def fit_forest(self, sample: TrainingSample, seed: int, *, negative: bool) -> Forest:
        """A forest from one sample; `negative` says whether any of them holds demand below zero."""

    def samples_for(self, rows: int, answers: int) -> int:
        """One a forest."""
        if answers > MAX_ANSWERS_OF_MANY_FORESTS:
            return 1
        return min(self.forests, max(AT_LEAST, BUDGETS * self.row_budget // rows))

    def learn(self, rows: Matrix, ratio: Array, weight: Array) -> None:
        """Grow one forest."""
        self.learn_all([TrainingSample(rows, ratio, weight)])

    def learn_all(self, samples: Sequence[TrainingSample]) -> None:
        """Grow them all, side by side."""
        negative = any(bool(sample.ratio.min() < 0) for sample in samples)

        def fit_one(place: int) -> Forest:
            return self.fit_forest(samples[place], self.seed + place, negative=negative)

        found = dict(map_unordered(fit_one, range(len(samples))))
        self._forests, self._tables = [found[place] for place in range(len(samples))], None
