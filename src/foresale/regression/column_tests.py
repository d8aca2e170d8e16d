"""Whether a column's part in a model is more than chance, tested on every row that the model hadn't seen."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array, Index, Ints
from foresale.metrics.significance import chance_of_mean, correct_for_many
from foresale.regression.cross_validation import CrossValidation, FittedFold
from foresale.regression.models.linear import Ridge
from foresale.regression.preparation import Preparation
from foresale.regression.rows import Rows

_DRAWS = (2, 10)
_DRAWN_ROWS = 4_000
_TESTED_ROWS = 2_000  # of a part, as many as tell it; of a long table, more only take time
_TAUGHT_ROWS = 5_000
_RAREST = 0.01  # a class's chance at least, so that each can be drawn


def column_chances(
    found: CrossValidation, rows: Rows, model: str, random: np.random.Generator
) -> dict[str, float]:
    """By column, how likely chance alone would tell so much, corrected for all columns looked at.

    A row's prediction moves away from what the model says on average where the column is drawn anew from
    what the row's other columns leave open. Without an effect of its own that move has nothing to do with
    what the others leave of the target; whether their products are above zero is tested over all rows held
    out, and the chances are corrected by Holm (1979). A row is judged by what other rows taught alone,
    so that many rows count as many, where parts of rows count as a few.

    After the conditional predictive impact (Watson and Wright, 2021, Machine Learning 110) and the projected
    covariance measure (Lundborg et al., 2024, Annals of Statistics 52).

    Args:
        found: What was learned without each part of the rows.
        rows: What explains.
        model: Which model.
        random: Draws what columns are replaced by.
    """
    names = rows.columns.names
    preparation = Preparation.learn(rows, found.target)
    matrix, places = preparation.encode(rows), preparation.places(rows.columns)
    chances = []
    for name in names:
        others = np.delete(matrix, places[name], axis=1)
        products = _products(found, rows, model, _Redrawn(rows, name, others), random)
        chances.append(chance_of_mean(products))
    return dict(zip(names, correct_for_many(chances), strict=True))


class _Redrawn:
    """A column as it might as well have been, given a row's other columns.

    Numbers are what a ridge regression on the others says, and what that leaves of another row; classes are
    drawn by the chances that it gives to each.
    """

    def __init__(self, rows: Rows, name: str, others: Array) -> None:
        self.name = name
        self._is_class = name in rows.columns.classes
        column = rows.column(name)
        if self._is_class:
            codes = np.where(column >= 0, column, np.bincount(column[column >= 0]).argmax())
            each = [(codes == code).astype(np.float64) for code in range(codes.max() + 1)]
            said = np.stack([_expect(others, one) for one in each], axis=1)
            chance = np.clip(said, _RAREST, None)
            self._upto = np.cumsum(chance / chance.sum(axis=1, keepdims=True), axis=1)
        else:
            values = np.where(np.isfinite(column), column, np.nanmean(column)).astype(np.float64)
            self._expected = _expect(others, values)
            self._left = values - self._expected

    def draw(self, chosen: Index, random: np.random.Generator) -> Array | Ints:
        """The column of some rows, drawn anew."""
        if self._is_class:
            drawn = random.random((len(chosen), 1)) > self._upto[chosen]
            return np.asarray(np.minimum(drawn.sum(axis=1), self._upto.shape[1] - 1))
        return np.asarray(self._expected[chosen] + random.choice(self._left, len(chosen)))


def _expect(others: Array, column: Array) -> Array:
    """What the other columns say of one."""
    if not others.shape[1]:
        return np.full(len(column), column.mean())
    some = slice(None, None, max(1, len(column) // _TAUGHT_ROWS))
    return Ridge().fit(others[some], column[some], 0).predict(others)


def _products(
    found: CrossValidation, rows: Rows, model: str, redrawn: _Redrawn, random: np.random.Generator
) -> Array:
    """By row, what its column moves times what the others leave of it; NaN for rows that aren't looked at."""
    totals, counts = np.zeros(len(rows)), np.zeros(len(rows))
    for repeat, fold in found.every_fold:
        chosen = fold.held_out[:: max(1, len(fold.held_out) // _TESTED_ROWS)]
        draws = int(np.clip(_DRAWN_ROWS // len(chosen), *_DRAWS))
        many = np.tile(chosen, draws)
        mixed = rows.take(many).with_column(redrawn.name, redrawn.draw(many, random))
        without = _say(fold, model, mixed).reshape(draws, -1).mean(axis=0)
        moved = found.predictions[model][repeat, chosen] - without
        totals[chosen] += moved * (found.target[chosen] - without)
        counts[chosen] += 1
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)


def _say(fold: FittedFold, model: str, rows: Rows) -> Array:
    return fold.models[model].predict(fold.preparation.encode(rows))
