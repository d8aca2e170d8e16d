"""What the model makes of price and promotion: how its forecast changes as they do, all else as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from foresale.arrays import Array, Bools, Index
from foresale.forecasting.explanation.drivers import why_not
from foresale.forecasting.explanation.explainable import ExplanationInputs, role_column
from foresale.forecasting.explanation.past_prices import FEWEST, PastPrices, past_prices
from foresale.forecasting.explanation.sentences import as_html, join_words, percent
from foresale.forecasting.explanation.what_if import Forecasts, Point
from foresale.forecasting.results import Forecast
from foresale.panel import Panel

CELLS = 20_000  # series × periods forecast for each point of a curve
DRAWS = 400
FEWEST_PRODUCTS = 5  # below this, an interval over products would say nothing
NOT_CAUSAL = (
    "This is what the model learned from the past, not proof of cause: prices and promotions were not "
    "set at random."
)
EFFECT_COLUMNS = {
    "driver": pl.String, "price": pl.Float64, "promotion": pl.Boolean, "effect": pl.Float64,
    "low": pl.Float64, "high": pl.Float64, "observed": pl.Int64, "past_error": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Effects:
    """How a forecast changes with price and promotion.

    Attributes:
        sentences: The effects in words, or why there are none; the last one says what they aren't.
        table: One row a point: `driver` (the column that is changed), `price` (as a share of usual;
            null where none is known), `promotion` (whether one is on), `effect` (change of the
            forecast against usual price without promotion, as a share), `low` and `high` (its 80 %
            interval; null with fewer than five products), `observed` (past series-periods near that
            point) and `past_error` (how far the backtest forecast such periods too high or, below
            0, too low, next to usual ones; null where it had too few).
    """

    sentences: tuple[str, ...]
    table: pl.DataFrame

    def __repr__(self) -> str:
        return f"<Effects: {' '.join(self.sentences[:1])}>"

    def __str__(self) -> str:
        return "\n".join((*self.sentences, str(self.table)))

    def _repr_html_(self) -> str:
        return as_html(" ".join(self.sentences), self.table)


def find_effects(scene: ExplanationInputs, forecast: Forecast, *, seed: int = 0) -> Effects:
    """The effect of price and promotion on the forecast, as points with an interval.

    Partial dependence (Friedman, 2001), kept to what was seen: the model forecasts the same series
    and periods again with another price or promotion in all periods ahead, from which every column
    that derives from them follows; sums are set against those at usual price without promotion. A
    promotion comes with the price cut that it usually came with, and a price with a promotion where
    it mostly did, as a model knows nothing of what never happened. It isn't causal.

    The interval resamples products (all series of one together, as shops share promotions), in what
    the model says of them and in how far its backtest missed their sales at such a point, so a model
    that has learned an effect badly gets a wide one.

    Args:
        scene: The forecaster, taken apart.
        forecast: What it forecast, with its backtest.
        seed: Draws series where there are many, and the bootstrap.
    """
    panel, mean = scene.panel, forecast.mean
    numeric = {
        role: name
        for role, name in (("price", scene.price), ("promotion", scene.promotion))
        if name is not None and name not in panel.categories
    }
    if not numeric:
        return _none(_why_no_column(scene))
    if not any(member.uses_covariates and (weight > 0).any() for member, weight in scene.members):
        return _none(why_not(scene))
    random = np.random.default_rng(seed)
    alive = np.flatnonzero(mean.sum(axis=1) > 0)
    rows = np.sort(random.permutation(alive)[: max(CELLS // mean.shape[1], 1)])
    small = panel.select(rows)
    past = past_prices(small, numeric.get("price"), numeric.get("promotion"))
    points, missing = _points(numeric, past)
    if not points:
        return _none(*missing)
    forecasts = Forecasts(scene, small, rows, mean[rows])
    base = forecasts.at(past, numeric, Point("", 1.0, promotion=False, observed=0))
    changed = np.array([forecasts.at(past, numeric, point) for point in points])
    weight = _resample(small, random)
    missed = [_misses(forecast, rows, past, point, weight) for point in points]
    effect, low, high = _intervals(base, changed, weight, missed)
    table = pl.DataFrame(
        {
            "driver": [point.driver for point in points],
            "price": [point.price if "price" in numeric else None for point in points],
            "promotion": [point.promotion for point in points],
            "effect": effect,
            "low": low,
            "high": high,
            "observed": [point.observed for point in points],
            "past_error": [float(1 / m[0] - 1) for m in missed],
        },
        schema=EFFECT_COLUMNS,
    ).with_columns(pl.col("low", "high", "past_error").fill_nan(None))
    return Effects((*_sentences(table, numeric, past), *missing, NOT_CAUSAL), table)


def _none(*sentences: str) -> Effects:
    return Effects(sentences, pl.DataFrame(schema=EFFECT_COLUMNS))


def _why_no_column(scene: ExplanationInputs) -> str:
    """Why there is nothing to change, and what would help."""
    found = [role_column(scene.forecaster, role) for role in ("price", "promotion")]
    names = [name for name in found if name in scene.panel.past_only]
    if names:
        return (
            f"For the days ahead no values of {join_words(map(str, names))} are known, so the forecast can't "
            "move with them. With planned values for those days their effect would be shown here."
        )
    return "There is no column of prices or promotions in numbers, so no effect can be shown."


def _points(numeric: Mapping[str, str], past: PastPrices) -> tuple[list[Point], list[str]]:
    """Where to forecast, and what can't be shown in words."""
    points, missing = [], []
    if "promotion" in numeric:
        if past.promotion_varies:
            points.append(Point(numeric["promotion"], past.promotion_price, True, past.n_promotion, True))
        else:
            missing.append(f"{numeric['promotion']} hardly ever changed, so its effect can't be known.")
    if "price" in numeric:
        curve = [Point(numeric["price"], price, promotion, count) for price, promotion, count in past.curve()]
        if curve:
            points += curve
        else:
            missing.append(f"{numeric['price']} hardly ever changed, so its effect can't be known.")
    return points, missing


def _resample(panel: Panel, random: np.random.Generator) -> Array:
    """R × draws: how often each draw holds each series; nothing where there are too few products.

    What stands for the product is the key with the most values: the one that tells most series apart.
    """
    key = max(panel.keys, key=lambda name: panel.series[name].n_unique())
    product = panel.series[key].rank("dense").to_numpy().astype(np.intp) - 1
    count = int(product.max()) + 1
    if count < FEWEST_PRODUCTS:
        return np.empty((panel.n_series, 0))
    drawn = random.multinomial(count, np.full(count, 1 / count), size=DRAWS)
    return np.asarray(drawn[:, product].T, dtype=np.float64)


def _misses(forecast: Forecast, rows: Index, past: PastPrices, point: Point, weight: Array) -> Array:
    """Actual over forecast sales near a point, over the same for usual periods, in the backtest.

    Where too few such periods were tested, all unusual ones with or without promotion as the point
    stand for them, and failing that all unusual ones.

    Returns:
        For all series first, then for each draw of `weight` (R × draws); NaN where too few periods
        were tested still.
    """
    everyone = np.concatenate([np.ones((len(rows), 1)), weight], axis=1)
    alike = past.known & (past.promoted if point.promotion else ~past.promoted & ~past.as_usual())
    near = past.known if point.at_any_price else past.near(point.price)
    usual = _forecast_past(forecast, rows, past.as_usual())
    for cells in (near & (past.promoted == point.promotion), alike, past.known & ~past.as_usual()):
        tested = _forecast_past(forecast, rows, cells)
        if tested[0].sum() >= FEWEST and usual[0].sum() >= FEWEST:
            with np.errstate(invalid="ignore", divide="ignore"):
                sold, said, usually_sold, usually_said = np.concatenate([tested[1:], usual[1:]]) @ everyone
                ratio = (sold / said) / (usually_sold / usually_said)
            return np.where(np.isfinite(ratio) & (ratio > 0), ratio, np.nan)
    return np.full(everyone.shape[1], np.nan)


def _forecast_past(forecast: Forecast, rows: Index, cells: Bools) -> Array:
    """How many of `cells` (R × T) each series was tested in, its sales there, and its forecasts (3 × R)."""
    champion = forecast.backtest.champion.model
    sums = np.zeros((3, len(rows)))
    for fold in forecast.backtest.folds:
        actual, said = fold.actual[rows], fold.means[champion][rows]
        use = cells[:, fold.cutoff : fold.cutoff + actual.shape[1]] & ~np.isnan(actual)
        sums += np.stack([use, np.where(use, actual, 0.0), np.where(use, said, 0.0)]).sum(axis=2)
    return sums


def _intervals(base: Array, changed: Array, weight: Array, missed: list[Array]) -> tuple[Array, Array, Array]:
    """Change of the sum over series at each point (P), and its 80 % interval over the resamples.

    Args:
        base: Forecast of each series (R) as usual.
        changed: P × R forecasts at the points.
        weight: R × draws, how often a draw holds each series.
        missed: For each point what `_misses` says.
    """
    effect = changed.sum(axis=1) / base.sum() - 1
    if weight.shape[1] == 0:
        return effect, np.full(len(effect), np.nan), np.full(len(effect), np.nan)
    drawn = (changed @ weight) / np.maximum(base @ weight, np.finfo(np.float64).tiny)
    wrong = np.array(missed)[:, 1:]
    drawn *= np.where(np.isnan(wrong), 1.0, wrong)
    low, high = np.quantile(drawn - 1, (0.1, 0.9), axis=1)
    same = np.all(changed == base, axis=1)
    low, high = np.minimum(low, effect), np.maximum(high, effect)
    return effect, np.where(same, 0.0, low), np.where(same, 0.0, high)


def _sentences(table: pl.DataFrame, numeric: Mapping[str, str], past: PastPrices) -> list[str]:
    found = []
    for row in table.filter(pl.col("driver") == numeric.get("promotion", "")).iter_rows(named=True):
        cut = 1 - past.promotion_price
        with_cut = f" and its usual price cut of {percent(cut)}" if "price" in numeric and cut >= 0.01 else ""
        found.append(f"With a promotion{with_cut} the model forecasts {_change(row)}.{_past_words(row)}")
    curve = table.filter(pl.col("driver") == numeric.get("price", ""))
    for row in curve.filter(pl.col("price") < 0.99).sort("price").tail(2).head(1).iter_rows(named=True):
        also = ", where a promotion mostly comes with it," if row["promotion"] else ""
        found.append(f"At {percent(row['price'])} of the usual price{also} it forecasts {_change(row)}.")
    dearer = curve.filter(pl.col("price") > 1.01).sort("price").head(1)
    return found + [
        f"At {percent(row['price'])} of the usual price it forecasts {_change(row)}."
        for row in dearer.iter_rows(named=True)
    ]


def _past_words(row: Mapping[str, float | None]) -> str:
    error = row["past_error"]
    if error is None or abs(error) < 0.05:
        return ""
    way = "much" if error > 0 else "little"
    return f" On promotions in the backtest it forecast {percent(abs(error))} too {way}."


def _change(row: Mapping[str, float | None]) -> str:
    effect = float(row["effect"] or 0.0)
    text = f"{percent(abs(effect))} {'more' if effect >= 0 else 'less'}"
    if row["low"] is None or row["high"] is None:
        return text
    return f"{text} (80 % range: {percent(row['low'], signed=True)} to {percent(row['high'], signed=True)})"
