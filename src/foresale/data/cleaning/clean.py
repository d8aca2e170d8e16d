"""What models should learn from a history: demand, without stock-outs and, if asked, without outliers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from foresale.arrays import Bools
from foresale.data.cleaning.imputation import ImputationMethod, impute
from foresale.data.cleaning.lost_sales import estimate_demand
from foresale.data.cleaning.one_off_orders import describe_one_offs, one_off_orders
from foresale.data.cleaning.outliers import OutlierMethod, outlier_fences
from foresale.notes import Note, counted, percent
from foresale.panel import Panel

_FEWEST_LEFT = 7
_SMALLEST_SHARE_LEFT = 0.1


@dataclass(frozen=True)
class CleaningOptions:
    """How a history is cleaned before models see it.

    Outliers are only flagged by default: retail peaks are mostly real (promotions, holidays), and models
    that know the reason should see them. Holes stay holes by default: every model here can skip them.

    Attributes:
        outliers: Leave them (`none`), count them (`flag`), set them to the fence (`winsorise`), or treat
            them as unknown (`drop`).
        outlier_method: Fences from the values (`iqr`) or from what a seasonal decomposition leaves.
        imputation: What fills unknown periods inside a series' life.
        stockouts: Whether sales while stock ran out are hidden from models (`mask`), replaced by an
            estimate of what would have been sold (`estimate`), or taken for demand (`keep`).
        one_offs: Whether single orders out of all proportion are hidden from models (`hide`), or learned
            like any other sale (`keep`).

    Examples:
        >>> CleaningOptions(outliers="winsorise").imputation
        'none'
    """

    outliers: Literal["none", "flag", "winsorise", "drop"] = "flag"
    outlier_method: OutlierMethod = "iqr"
    imputation: ImputationMethod = "none"
    stockouts: Literal["mask", "estimate", "keep"] = "mask"
    one_offs: Literal["hide", "keep"] = "hide"


_DEFAULTS = CleaningOptions()


def clean(panel: Panel, options: CleaningOptions = _DEFAULTS) -> tuple[Panel, tuple[Note, ...]]:
    """The same panel as models should see it, using nothing but its own history.

    The backtest calls this again at each cutoff, so nothing later leaks in.

    Args:
        panel: The history; it isn't changed.
        options: What to do about stock-outs, outliers and holes, in that order.

    Returns:
        The cleaned panel, and a note for each rule that touched something.
    """
    notes: list[Note] = []
    if options.stockouts == "mask":
        panel = _mask_stock_outs(panel, notes)
    elif panel.censored.any():
        if options.stockouts == "estimate":
            panel = _estimate_lost_sales(panel, notes)
        panel = replace(panel, censored=np.zeros_like(panel.censored))
    if options.one_offs == "hide":
        panel = _hide_one_offs(panel, notes)
    if options.outliers != "none":
        panel = _treat_outliers(panel, options, notes)
    target, filled = impute(panel, options.imputation)
    if filled.any():
        count = int(filled.sum())
        text = f"{count:,} unknown series-{panel.freq.noun}s were filled in ({options.imputation})."
        notes.append(Note("imputed", count, text))
        panel = replace(panel, target=target)
    return panel, tuple(notes)


def clean_for_evaluation(panel: Panel, options: CleaningOptions = _DEFAULTS) -> Panel:
    """The history that forecasts are judged by: lost sales as estimated, one-off orders not known.

    No forecast is asked to have foreseen an order that nothing announced.
    """
    if options.stockouts == "estimate":
        panel = clean(panel, CleaningOptions(outliers="none", stockouts="estimate", one_offs="keep"))[0]
    return panel if options.one_offs == "keep" else _hide_one_offs(panel, [])


def _hide_one_offs(panel: Panel, notes: list[Note]) -> Panel:
    found = one_off_orders(panel)
    if not found.any():
        return panel
    notes.append(describe_one_offs(panel, found))
    return replace(panel, target=np.where(found, np.nan, panel.target))


def _estimate_lost_sales(panel: Panel, notes: list[Note]) -> Panel:
    """Put what would have been sold where stock ran out; demand that may be negative is left alone."""
    hidden = panel.censored & ~np.isnan(panel.target)
    if not panel.non_negative or not hidden.any():
        return panel
    demand = estimate_demand(panel, hidden)
    sold, count = float(panel.target[hidden].sum()), int(hidden.sum())
    more = percent(float(demand[hidden].sum() - sold) / max(float(np.nansum(panel.target)), 1e-9), digits=1)
    text = (
        f"{count:,} series-{panel.freq.noun}s with a stock-out count with their estimated demand: "
        f"in all {more} more than was sold."
    )
    notes.append(Note("lost_sales_estimated", count, text))
    return replace(panel, target=demand)


def _mask_stock_outs(panel: Panel, notes: list[Note]) -> Panel:
    """Hide sales under stock-out, except in series that would be left with next to nothing."""
    known = ~np.isnan(panel.target)
    hidden = panel.censored & known
    if not hidden.any():
        return panel
    left = (known & ~hidden).sum(axis=1)
    wanted = np.maximum(_FEWEST_LEFT, _SMALLEST_SHARE_LEFT * known.sum(axis=1))
    spared: Bools = hidden.any(axis=1) & (left < wanted)
    hidden &= ~spared[:, None]
    count = int(hidden.sum())
    text = f"{count:,} series-{panel.freq.noun}s with a stock-out are hidden from models, which learn demand"
    if spared.any():
        text += f"; kept in {int(spared.sum()):,} series that have little else"
    notes.append(Note("stock_outs_masked", count, f"{text}."))
    return replace(
        panel,
        target=np.where(hidden, np.nan, panel.target),
        sold_short=np.where(hidden, panel.target, np.nan),
    )


def _treat_outliers(panel: Panel, options: CleaningOptions, notes: list[Note]) -> Panel:
    fences = outlier_fences(panel, options.outlier_method)
    outside = fences.outside(panel.target)
    count = int(outside.sum())
    if not count:
        return panel
    share = count / int((~np.isnan(panel.target)).sum())
    done = {
        "flag": "left as they are",
        "winsorise": "set to the nearest ordinary value",
        "drop": "treated as unknown",
    }[options.outliers]
    how = "quartiles" if options.outlier_method == "iqr" else "seasonal decomposition"
    text = f"{counted(count, 'outlier')} by {how} ({percent(share, digits=1)} of known values): {done}."
    notes.append(Note("outliers", count, text))
    if options.outliers == "winsorise":
        return replace(panel, target=fences.draw_in(panel.target))
    if options.outliers == "drop":
        return replace(panel, target=np.where(outside, np.nan, panel.target))
    return panel
