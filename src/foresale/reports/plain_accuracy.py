"""Accuracy as a person understands it: how often the range held, and by how many units a forecast missed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.forecasting.quantiles.whole_units import range_chance
from foresale.forecasting.results import Backtest
from foresale.reports import wording
from foresale.reports.accuracy import WHOLE_UNITS_SHOW, select_scored_folds
from foresale.reports.past_forecasts import HIGH, LOW
from foresale.reports.unit_parts import of_main_unit


@dataclass(frozen=True)
class PlainFact:
    """One number about the past, with what it is and what to set it beside."""

    name: str
    value: str
    beside: str


def plain_facts(backtest: Backtest) -> list[PlainFact]:
    """What a manager asks of the past, of its commonest unit; nothing where it could not be judged."""
    backtest = of_main_unit(backtest)
    folds = select_scored_folds(backtest)
    if not folds:
        return []
    model, noun = backtest.champion.model, backtest.panel.freq.noun
    actual = np.concatenate([fold.actual for fold in folds], axis=1)
    mean = np.concatenate([fold.means[model] for fold in folds], axis=1)
    ends = np.concatenate([fold.quantiles[model][:, :, [LOW, HIGH]] for fold in folds], axis=1)
    known = np.isfinite(actual)
    if not known.any():
        return []
    sold, said = np.where(known, actual, 0.0), np.where(known, mean, 0.0)
    written = np.concatenate([fold.quantiles[model] for fold in folds], axis=1)[known]
    meant = float(range_chance(written, (0.1, 0.9)).mean())
    held = float(((ends[..., 0] <= actual) & (actual <= ends[..., 1]))[known].mean())
    missed = np.abs(said - sold)
    one = backtest.panel.n_series == 1
    periods = known.any(axis=0)
    whole = np.abs(said.sum(axis=0) - sold.sum(axis=0))[periods].mean()
    facts = [
        PlainFact(
            f"Of ten {noun}s" if one else f"Of ten single {noun}s",
            f"{round(10 * held)} in the range",
            f"{round(10 * meant)} should be{': units are whole' if meant > WHOLE_UNITS_SHOW else ''}",
        ),
        PlainFact(
            f"Typical miss, all together, one {noun}" if not one else f"Typical miss, one {noun}",
            wording.number(float(whole)),
            f"of {wording.number(float(sold.sum(axis=0)[periods].mean()))} sold on average",
        ),
    ]
    if not one:
        facts.append(
            PlainFact(
                f"Typical miss, one series, one {noun}",
                wording.number(float(missed[known].mean())),
                f"of {wording.number(float(sold[known].mean()))} sold on average",
            )
        )
    facts.append(
        PlainFact(
            "The whole window" if len(folds) == 1 else f"All {len(folds)} windows",
            wording.number(float(said.sum())),
            f"was forecast; {wording.number(float(sold.sum()))} sold",
        )
    )
    return facts
