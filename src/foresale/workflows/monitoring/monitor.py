"""Watching what is served: drift of sales and errors, bias, ranges that don't hold, late forecasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

import numpy as np
import polars as pl

from foresale.error_reasons import Argument, ReasonCode
from foresale.metrics.drift import level_shift, population_stability, share_with_error
from foresale.notes import percent
from foresale.progress import LoggedProgress

WEEK = 7
RECENT = timedelta(days=28)
PAST = timedelta(days=364)
SURE = 3.0
"""Deviations or standard errors beyond which something isn't chance."""
LEVEL_CHANGE = 0.20
MIX_MOVED = 0.25
WORSE = 1.25
"""Times the backtest's error."""
BIASED = 0.10
NOMINAL, HELD = 0.80, 0.70
FEWEST_DAYS = 7

KINDS = ("input_level", "input_mix", "error", "bias", "coverage", "stale_forecast")


@dataclass(frozen=True)
class Finding:
    """Something that someone should look at.

    Attributes:
        kind: One of `KINDS`.
        subject: What it is about; one alert at a time of a kind and subject.
        message: In words.
        value: What was measured.
        threshold: Beyond which it is told.
        store: Code of the only store it tells of, if it does; those limited to stores see no other.
        arguments: What stands in its sentence beside these, by name.
        reason: Why something failed, if that is told; `arguments` are those of its sentence.
    """

    kind: str
    subject: str
    message: str
    value: float
    threshold: float
    store: str | None = None
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    reason: ReasonCode | None = None


@dataclass(frozen=True)
class Served:
    """A champion and its newest forecast.

    Attributes:
        model: Family and segment.
        version: Its name.
        cutoff: The last day that its newest forecast knows.
        made_at: When that was made.
        expected_by: When it should have been replaced, if something is scheduled.
        metrics: Of its backtest, by name.
    """

    model: str
    version: str
    cutoff: date
    made_at: datetime
    expected_by: datetime | None
    metrics: Mapping[str, float]


class MonitoredSales(Protocol):
    """What is looked at, and where findings are kept."""

    def list_served(self) -> Sequence[Served]:
        """The champions that have a forecast."""
        ...

    def last_day(self, now: datetime) -> date | None:
        """The last day that is over and whose sales have arrived."""
        ...

    def sum_sold(self, by: str, since: date, until: date) -> pl.DataFrame:
        """Units by `name` and `date`; by is `total`, `store` or `category`."""
        ...

    def errors(self, version: str, since: date, until: date) -> pl.DataFrame:
        """By `date`: `absolute`, `error`, `actual`, `n`, `judged` and `covered` of a version's days."""
        ...

    def settle(self, findings: Sequence[Finding], now: datetime) -> tuple[int, int]:
        """Raise what is new and resolve what is gone; answer how many of each."""
        ...


def monitor(watched: MonitoredSales, now: datetime, progress: LoggedProgress) -> tuple[int, int]:
    """Look at all that is served; raise alerts once, resolve those that are gone.

    Args:
        watched: What is looked at.
        now: This moment.
        progress: Hears what was found.

    Returns:
        Alerts raised and resolved.
    """
    served = watched.list_served()
    last = watched.last_day(now)
    checks: list[Callable[[], list[Finding]]] = [partial(_late, served, now)]
    if last is not None:
        checks += [partial(_inputs, watched, served, last, by) for by in ("total", "store", "category")]
        checks += [partial(_errors, watched, one, last) for one in served]
    progress.start("Watching", len(checks))
    findings: list[Finding] = []
    for check in checks:
        findings += check()
        progress.advance()
    for finding in findings:
        progress.log(finding.message, "warning")
    raised, resolved = watched.settle(findings, now)
    progress.log(f"{len(findings)} findings: {raised} new alerts, {resolved} resolved.")
    return raised, resolved


def _late(served: Sequence[Served], now: datetime) -> list[Finding]:
    found = []
    for one in served:
        if one.expected_by is not None and now > one.expected_by:
            hours = (now - one.expected_by).total_seconds() / 3600
            text = f"The forecast of {one.model} is from {one.made_at:%Y-%m-%d %H:%M} UTC; another was due "
            text += f"by {one.expected_by:%Y-%m-%d %H:%M} UTC. Look at the jobs, and whether a worker runs."
            found.append(Finding("stale_forecast", one.model, text, hours, 0.0))
    return found


def _inputs(watched: MonitoredSales, served: Sequence[Served], last: date, by: str) -> list[Finding]:
    """Sales of the last four weeks against those of the year that the oldest champion could learn from."""
    begin = last - RECENT + timedelta(days=1)
    until = min([begin - timedelta(days=1), *(one.cutoff for one in served)])
    past = watched.sum_sold(by, until - PAST + timedelta(days=1), until)
    recent = watched.sum_sold(by, begin, last)
    weeks_before, weeks_now = _weekly(past, until, PAST), _weekly(recent, last, RECENT)
    found = []
    for name in sorted(weeks_before.keys() & weeks_now.keys()):
        deviations, change = level_shift(_from_first_sale(weeks_before[name]), weeks_now[name])
        if abs(deviations) > SURE and abs(change) > LEVEL_CHANGE:
            what = "All sales" if by == "total" else f"Sales of {by} {name}"
            text = f"{what} were {percent(abs(change))} {'above' if change > 0 else 'below'} the year before "
            text += f"in the four weeks to {last}: {_times(deviations)} of four-week means."
            own = name if by == "store" else None
            told: dict[str, Argument] = {"by": by, "name": name, "change": change, "last": str(last)}
            found.append(Finding("input_level", _subject(by, name), text, deviations, SURE, own, told))
    if by != "total":
        found += _mix(weeks_before, weeks_now, by, last)
    return found


def _mix(
    before: Mapping[str, np.ndarray], now: Mapping[str, np.ndarray], by: str, last: date
) -> list[Finding]:
    names = sorted(before.keys() | now.keys())
    if len(names) < 2:
        return []
    p, q = (np.array([part[name].sum() if name in part else 0.0 for name in names]) for part in (before, now))
    p, q = np.maximum(p, 0.0), np.maximum(q, 0.0)
    moved = population_stability(p, q)
    if not moved > MIX_MOVED:
        return []
    shift = q / q.sum() - p / p.sum()
    most = int(np.abs(shift).argmax())
    share_before, share_now = float(p[most] / p.sum()), float(q[most] / q.sum())
    shares = f"{percent(share_before)} to {percent(share_now)}"
    text = f"The mix of sales by {by} moved (stability index {moved:.2f}) in the four weeks to {last}: "
    text += f"{names[most]} went from {shares}. Train again if it stays so."
    told: dict[str, Argument] = {"by": by, "name": names[most], "last": str(last)}
    told |= {"before": share_before, "now": share_now}
    return [Finding("input_mix", f"by {by}", text, moved, MIX_MOVED, arguments=told)]


def _errors(watched: MonitoredSales, one: Served, last: date) -> list[Finding]:
    days = watched.errors(one.version, last - RECENT + timedelta(days=1), last)
    if len(days) < FEWEST_DAYS:
        return []
    found = []
    sold = days["actual"].abs()
    share, error = share_with_error(days["absolute"], sold)
    usual = one.metrics.get("wape")
    if usual is not None and share - SURE * error > usual and share > WORSE * usual:
        text = f"{one.version} was wrong by {percent(share)} of sales in the {len(days)} days to {last}; "
        text += f"its backtest promised {percent(usual)}. Train again, and look at what changed."
        found.append(Finding("error", one.version, text, share, WORSE * usual))
    lean, error = share_with_error(days["error"], sold)
    if abs(lean) - SURE * error > 0 and abs(lean) > BIASED:
        way = "too much" if lean > 0 else "too little"
        text = f"{one.version} forecast {percent(abs(lean))} {way} in all in the {len(days)} days to {last}."
        found.append(Finding("bias", one.version, text, lean, BIASED))
    held, error = share_with_error(days["covered"], days["judged"])
    if held + SURE * error < NOMINAL and held < HELD:
        text = (
            f"{one.version}: 80 % ranges held {percent(held)} of actuals in the {len(days)} days to {last}."
        )
        found.append(Finding("coverage", one.version, text, held, HELD))
    return found


def _weekly(daily: pl.DataFrame, last: date, span: timedelta) -> dict[str, np.ndarray]:
    """Units of each name in the weeks that end with the last day, the oldest first; 0 where none was sold."""
    weeks = span.days // WEEK
    ago = (pl.lit(last) - pl.col("date")).dt.total_days() // WEEK
    summed = (
        daily.with_columns((weeks - 1 - ago).alias("week"))
        .group_by("name", "week")
        .agg(pl.col("units").sum())
    )
    found: dict[str, np.ndarray] = {}
    for (name,), part in summed.group_by("name"):
        found[str(name)] = np.zeros(weeks)
        found[str(name)][part["week"].to_numpy()] = part["units"].to_numpy()
    return found


def _from_first_sale(weeks: np.ndarray) -> np.ndarray:
    """Without the weeks before a store or category began."""
    return weeks[int(np.flatnonzero(weeks)[0]) :] if weeks.any() else weeks[:0]


def _times(deviations: float) -> str:
    return "over 100 deviations" if abs(deviations) > 100 else f"{abs(deviations):.1f} deviations"


def _subject(by: str, name: str) -> str:
    return "all sales" if by == "total" else f"{by} {name}"
