"""Windows that hold closed days, forecast with them bound to zero and without: `python -m bench.closures`.

At a cutoff ten days before each Christmas, Easter and mid-August of a set whose shop closes on some of
them, LightGBM forecasts 28 days as it comes; then the days on which a shop is expected to be closed are
set to zero, as a forecast does. Judged are all days, closed ones as the zero that was sold there.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.asked_sets import present_sets, set_parser
from bench.case import load_tables, read_whole
from bench.markdown import table
from bench.sets import SETS
from bench.stored import RESULTS, load, save
from foresale.arrays import Floats
from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.data.cleaning.clean import CleaningOptions, clean
from foresale.forecasting.lifecycle.expected_closures import easter_sunday, predict_closures
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM
from foresale.panel import Panel

FOLDERS: dict[str, str | None] = {"pasta": "pasta"}
STORED = "closures.json"
HORIZON = 28
DAYS_BEFORE = 10
LEAST_HISTORY = 180  # days
HEAD = (
    "window", "closed days", "of them expected", "expected, but open", "units forecast on closed days",
    "total off, unbound", "bound", "WAPE, unbound", "bound",
)  # fmt: skip
INTRODUCTION = """\
## Closed days ahead

`python -m bench.closures`: LightGBM forecasts 28 days from ten days before Christmas, Easter and the 15th of
August; *bound* sets the days on which the shop is expected to be closed to zero, as every forecast does.
Closed days count as the zero that was sold there. The first window of a set has no year before it, so
nothing could be expected there.
"""


@dataclass(frozen=True)
class Window:
    """What one window showed, in days, units and shares.

    Attributes:
        first: Its first day.
        closed: Days on which everything was closed.
        found: Of these, the days that were expected to be closed.
        wrong: Days expected to be closed that were open.
        lost: Units forecast for closed days, unbound.
        off: How far the total was off, unbound and bound.
        wape: Absolute error over sales, unbound and bound.
    """

    first: str
    closed: int
    found: int
    wrong: int
    lost: float
    off: tuple[float, float]
    wape: tuple[float, float]

    def cells(self) -> list[str]:
        """Its row of the table."""
        return [
            self.first, str(self.closed), str(self.found), str(self.wrong), f"{self.lost:,.0f}",
            *(f"{share:+.1%}" for share in self.off), *(f"{share:.3f}" for share in self.wape),
        ]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the sets asked for, print their tables and keep them for the page."""
    options = set_parser("bench.closures", __doc__, FOLDERS).parse_args(arguments)
    names = present_sets(options, FOLDERS)
    results = load(RESULTS / STORED)
    for name in names:
        chosen = SETS[name]
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            whole = read_whole(chosen, load_tables(chosen, options.data, full=False, seed=0), Path(folder))
        results[name] = [window.cells() for window in _windows(whole)]
        save(results, RESULTS / STORED)
        sys.stdout.write(f"{name}\n\n{table(HEAD, results[name])}\n")
    return 0 if names else 1


def closures_page(results: dict[str, list[list[str]]]) -> str:
    """The section of the page of results; nothing where nothing has run."""
    if not results:
        return ""
    return INTRODUCTION + "".join(
        f"\n### Closed days of {name}\n\n{table(HEAD, rows)}\n" for name, rows in results.items()
    )


def _windows(whole: Panel) -> Iterator[Window]:
    whole = add_calendar(whole, HORIZON, CalendarOptions())
    dates = whole.dates.astype("datetime64[D]")
    years = np.unique(dates.astype("datetime64[Y]").astype(np.int64)) + 1970
    for year in years.tolist():
        for day in (easter_sunday(year), np.datetime64(f"{year}-08-15"), np.datetime64(f"{year}-12-25")):
            cut = int((day - dates[0]).astype(np.int64)) - DAYS_BEFORE
            if cut >= LEAST_HISTORY and cut + HORIZON <= whole.n_periods:
                past = whole.as_of(cut, HORIZON)
                if (
                    whole.closed[:, cut : cut + HORIZON].all(axis=0).any()
                    or predict_closures(past, HORIZON).any()
                ):
                    yield _judge(whole, past)


def _judge(whole: Panel, known: Panel) -> Window:
    cut = known.n_periods
    steps = slice(cut, cut + HORIZON)
    shut = whole.closed[:, steps].all(axis=0)
    sold = np.where(whole.closed[:, steps], 0.0, whole.target[:, steps])
    past = clean(known, CleaningOptions())[0]
    mean = GlobalLightGBM(seed=0).fit(past, HORIZON).predict(past, HORIZON)
    expected = predict_closures(past, HORIZON)
    both = mean, np.where(expected, 0.0, mean)
    return Window(
        first=str(whole.dates[cut].astype("datetime64[D]")),
        closed=int(shut.sum()),
        found=int((shut & expected.all(axis=0)).sum()),
        wrong=int((expected.all(axis=0) & ~shut).sum()),
        lost=float(mean[:, shut].sum()),
        off=(_off(both[0], sold), _off(both[1], sold)),
        wape=(_wape(both[0], sold), _wape(both[1], sold)),
    )


def _off(mean: Floats, sold: Floats) -> float:
    known = np.isfinite(sold)
    return float(mean[known].sum() / sold[known].sum() - 1)


def _wape(mean: Floats, sold: Floats) -> float:
    known = np.isfinite(sold)
    return float(np.abs(mean - sold)[known].sum() / sold[known].sum())


if __name__ == "__main__":
    raise SystemExit(main())
