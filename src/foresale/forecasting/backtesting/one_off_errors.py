"""What one-off orders in the tested windows would have done to the errors that are shown without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from foresale.data.cleaning.clean import CleaningOptions, clean_for_evaluation
from foresale.forecasting.lifecycle.lifecycle import select_observed_demand
from foresale.forecasting.results import Fold
from foresale.forecasting.scores import history_scale
from foresale.metrics.point import wape
from foresale.notes import Note, counted, percent
from foresale.panel import Panel

ONE_OFFS_UNJUDGED = "one_offs_unjudged"


def one_off_error_notes(
    panel: Panel, folds: Sequence[Fold], model: str, cleaning: CleaningOptions
) -> list[Note]:
    """Say the champion's error with one-off orders counted, where tested windows held any.

    No model is chosen by orders that nothing announced, but what was sold was sold.

    Args:
        panel: The history, not yet cleaned.
        folds: Its backtest's.
        model: The champion.
        cleaning: How histories were cleaned.
    """
    if cleaning.one_offs == "keep":
        return []
    sold = clean_for_evaluation(panel, replace(cleaning, one_offs="keep"))
    count, units, without, with_them = 0, 0.0, [], []
    for fold in folds:
        actual = select_observed_demand(sold, fold.cutoff, len(fold.dates))
        left_out = ~np.isnan(actual) & np.isnan(fold.actual)
        count += int(left_out.sum())
        units += float(actual[left_out].sum())
        weigh = history_scale(panel.as_of(fold.cutoff, len(fold.dates))).weigh
        mean = weigh(fold.means[model])
        without.append(wape(weigh(fold.actual), mean))
        with_them.append(wape(weigh(np.where(left_out, actual, fold.actual)), mean))
    if not count:
        return []
    before, after = (float(np.nanmean(each)) for each in (without, with_them))
    amount = f" of {units:,.0f} in all" if len(panel.units) < 2 else ""
    verb, them = ("is", "it") if count == 1 else ("are", "them")
    text = (
        f"{counted(count, 'one-off order')}{amount} fell into the tested windows and {verb} "
        f"not in the errors shown, as nothing announced {them}. On all that was sold the error is "
        f"{percent(after, digits=1)} of sales instead of {percent(before, digits=1)}."
    )
    return [Note(ONE_OFFS_UNJUDGED, count, text)]
