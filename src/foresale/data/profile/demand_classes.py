"""How steadily, how variably and how much each series sells."""

from __future__ import annotations

import numpy as np
import polars as pl

from foresale.arrays import Floats
from foresale.data.cleaning.nan_statistics import row_deviations, row_means
from foresale.data.panel.series_life import find_ended_series
from foresale.frequency import Frequency
from foresale.panel import Panel

CLASSES = ("smooth", "erratic", "intermittent", "lumpy", "new", "no sales")
_ADI_LIMIT = 1.32
_CV2_LIMIT = 0.49


def demand_classes(panel: Panel, price: str | None = None) -> pl.DataFrame:
    """One row per series: how it sells, and how much it matters.

    Smooth, erratic, intermittent and lumpy follow Syntetos and Boylan (2005): the average interval between
    sales (ADI, limit 1.32 periods) and the squared variation of the sizes (CV², limit 0.49). ABC ranks by
    share of all sales: A makes the first 80 %, B up to 95 %. XYZ is the variation of weekly totals
    (monthly ones for monthly data): X up to 0.5, Y up to 1.

    Args:
        panel: The history.
        price: The unit price among the panel's columns; with it ABC weighs revenue, else units.

    Returns:
        The key columns, then `adi`, `cv2`, `class`, `abc`, `xyz`, `mean_level`, `share_zero`,
        `first_date`, `last_date` (of known periods), `ended`.
    """
    target = panel.target
    known = ~np.isnan(target)
    n_known = known.sum(axis=1)
    sizes = np.where(np.nan_to_num(target) != 0, target, np.nan)
    n_sales = (~np.isnan(sizes)).sum(axis=1)
    adi = np.divide(n_known, n_sales, out=np.full(len(target), np.nan), where=n_sales > 0)
    mean = row_means(sizes)
    cv2 = (row_deviations(sizes) / np.where(mean == 0, np.nan, mean)) ** 2
    zero = np.divide((target == 0).sum(axis=1), n_known, out=np.full(len(target), np.nan), where=n_known > 0)
    columns: dict[str, Floats] = {"adi": adi, "cv2": cv2}
    numbers = {"mean_level": row_means(target), "share_zero": zero}
    return panel.series.select(panel.keys).with_columns(
        *(pl.Series(name, values).fill_nan(None) for name, values in columns.items()),
        pl.Series("class", _classes(panel, adi, cv2, n_known, n_sales)),
        pl.Series("abc", _abc(_worth(panel, price))),
        pl.Series("xyz", _xyz(panel)),
        *(pl.Series(name, values).fill_nan(None) for name, values in numbers.items()),
        *_list_known_dates(panel),
        pl.Series("ended", find_ended_series(panel)),
    )


def _classes(panel: Panel, adi: Floats, cv2: Floats, n_known: Floats, n_sales: Floats) -> list[str]:
    fewest = 2 * panel.freq.season_length if panel.freq is Frequency.DAY else 13
    frequent, even = adi < _ADI_LIMIT, cv2 < _CV2_LIMIT
    names = np.select(
        [(n_known > 0) & (n_sales == 0), n_known < fewest, frequent & even, frequent, even],
        ["no sales", "new", "smooth", "erratic", "intermittent"],
        default="lumpy",
    )
    return [str(name) for name in names]


def _worth(panel: Panel, price: str | None) -> Floats:
    """Per series, all its units, or its revenue where a price is at hand."""
    units = np.nan_to_num(panel.target)
    prices = {**panel.past_only, **panel.known_ahead}.get(price or "")
    if prices is None:
        return np.asarray(units.sum(axis=1))
    prices = prices[:, : panel.n_periods]
    usual = row_means(prices)[:, None]
    usual = np.where(np.isnan(usual), np.nan_to_num(row_means(usual.T))[0], usual)
    return np.asarray((units * np.where(np.isnan(prices), usual, prices)).sum(axis=1))


def _abc(worth: Floats) -> list[str]:
    worth = np.maximum(worth, 0.0)
    order = np.argsort(-worth, kind="stable")
    total = worth.sum()
    before = np.cumsum(worth[order]) - worth[order]
    share = before / total if total > 0 else np.ones(len(worth))
    names = np.empty(len(worth), dtype="<U1")
    names[order] = np.where((share < 0.8) & (worth[order] > 0), "A", np.where(share < 0.95, "B", "C"))
    names[worth == 0] = "C"
    return [str(name) for name in names]


def _xyz(panel: Panel) -> list[str]:
    """Variation of totals by week, the last week whole; of months where periods are months."""
    target = panel.target
    if panel.freq is Frequency.DAY and panel.n_periods >= 14:
        n_weeks = panel.n_periods // 7
        blocks = target[:, panel.n_periods - 7 * n_weeks :].reshape(len(target), n_weeks, 7)
        known = ~np.isnan(blocks)
        target = np.where(known.any(axis=2), np.where(known, blocks, 0.0).sum(axis=2), np.nan)
    mean = row_means(target)
    variation = row_deviations(target) / np.where(mean == 0, np.nan, mean)
    names = np.select([variation <= 0.5, variation <= 1.0], ["X", "Y"], default="Z")
    return [str(name) for name in names]


def _list_known_dates(panel: Panel) -> list[pl.Series]:
    known = ~np.isnan(panel.target)
    first, last = known.argmax(axis=1), panel.n_periods - 1 - known[:, ::-1].argmax(axis=1)
    dates = panel.dates.astype("datetime64[D]")
    none = ~known.any(axis=1)
    columns = []
    for name, position in (("first_date", first), ("last_date", last)):
        chosen = dates[position].copy()
        chosen[none] = np.datetime64("NaT", "D")
        columns.append(pl.Series(name, chosen))
    return columns
