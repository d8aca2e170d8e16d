"""The replay's report: what rules of ordering would have brought on one's own past."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from foresale.aggregates import number_of
from foresale.notes import Note
from foresale.planning.replay.result import Replay
from foresale.reports import wording
from foresale.reports.axes import date_axis
from foresale.reports.chart_layers import Line
from foresale.reports.charts import Chart, Drawing, MarkedSpan, draw
from foresale.reports.page import render

BEST_LINE, THEIRS = "forecast", "before"
COSTS = "replay_costs"
PERFECT = "perfect"


def replay_report(made: Replay, notes: Sequence[Note]) -> str:
    """A page of HTML: rules by cost, their differences, stock and lost sales over time.

    Args:
        made: What was played.
        notes: What was assumed and done, as the face spells options.

    Returns:
        The whole page, to be written to one `.html` file.
    """
    panel, past = made.panel, made.past
    dates = panel.dates[past.start : past.start + past.actual.shape[1]]
    own = made.rules.filter(pl.col("rule") != PERFECT)
    best = own.row(0, named=True)
    today = made.rules.row(by_predicate=pl.col("rule") == made.options.today, named=True)
    return render(
        "replay.html.j2",
        title="Replay of orders",
        span=wording.span(dates, panel.freq),
        series=wording.counted(panel.n_series, "series"),
        noun=panel.freq.noun,
        best=best,
        today=today,
        sure=_is_sure(made, best["rule"]),
        saved=1 - best["cost"] / today["cost"] if today["cost"] > 0 else float("nan"),
        sentences=describe_best(made),
        rows=_rule_rows(made, best["rule"]),
        wastes=bool((made.rules["units_wasted"] > 0).any()),
        details=made.rules.to_dicts(),
        comparisons=_comparisons(made),
        prices=next((note.text for note in notes if note.rule == COSTS), None),
        stock=_over_time(made, dates, "closing", "Units in stock at the end"),
        lost=_over_time(made, dates, "lost", "Units of lost sales"),
        notes=list(dict.fromkeys(notes)),
        first=wording.period(dates[made.first], panel.freq),
        lead=made.first,
    )


def rule_cells(made: Replay) -> list[list[str]]:
    """Each rule as texts: label, cost, its range, lost sales, holding, waste, fill rate, turns."""
    return [
        [
            row["label"] + (" (today’s rule)" if row["rule"] == made.options.today else ""),
            wording.number(row["cost"]),
            wording.between(row["cost_low"], row["cost_high"]),
            wording.number(row["lost_sales"]),
            wording.number(row["holding"]),
            wording.number(row["waste"]),
            wording.percent(row["fill_rate"], digits=1),
            f"{row['turns']:.1f}" if np.isfinite(row["turns"]) else "–",
        ]
        for row in made.rules.to_dicts()
    ]


def describe_best(made: Replay) -> list[str]:
    """What the cheapest rule saves against today's and the others, and whether that is sure, in sentences."""
    best = made.rules.filter(pl.col("rule") != PERFECT).row(0, named=True)
    sentences = []
    for row in made.differences.filter(pl.col("rule") == best["rule"]).to_dicts():
        if row["against"] == PERFECT:
            least = wording.number(best["cost"] - row["difference"])
            sentences.append(
                f"Who had known every sale ahead would have paid {least}: hardly any rule can cost less."
            )
            continue
        verb = "saves" if row["difference"] < 0 else "costs"
        low, high = sorted((abs(row["low"]), abs(row["high"])))
        sure = (
            f"between {wording.number(low)} and {wording.number(high)} in 95 cases of 100"
            if row["sure"]
            else "which may be chance: try a longer past"
        )
        amount = wording.number(abs(row["difference"]))
        more = "" if verb == "saves" else " more"
        sentences.append(
            f"{best['label']} {verb} {amount}{more} ({wording.percent(abs(row['share']))}) against "
            f"{row['stands_for']}, {sure}."
        )
    return sentences


def _is_sure(made: Replay, rule: str) -> bool:
    """Whether a rule differs from today's by more than chance."""
    rows = made.differences.filter(pl.col("rule") == rule, pl.col("against") == made.options.today)
    return bool(rows["sure"].all())


def _rule_rows(made: Replay, best: str) -> list[dict[str, object]]:
    """Each rule as texts by name, with how long its bar is and how it looks."""
    names = ("label", "cost", "range", "lost", "holding", "waste", "fill", "turns")
    most = max(number_of(made.rules["cost"].max(), empty=0), 1e-9)
    looks = {best: "champion", PERFECT: "apart"}
    return [
        dict(zip(names, cells, strict=True))
        | {"width": round(100 * row["cost"] / most, 1), "look": looks.get(row["rule"], "")}
        for cells, row in zip(rule_cells(made), made.rules.to_dicts(), strict=True)
    ]


def _comparisons(made: Replay) -> list[tuple[str, list[dict[str, object]]]]:
    """Rules against today's and the recent average as texts, each with what it is compared with.

    That perfect knowledge costs less than any rule is no finding.
    """
    found = []
    for other in made.differences["against"].unique(maintain_order=True):
        if other == PERFECT:
            continue
        rows = made.differences.filter(pl.col("against") == other, pl.col("rule") != PERFECT)
        found.append((_label(made, other), [_pair(row, made) for row in rows.sort("difference").to_dicts()]))
    return found


def _pair(row: dict[str, object], made: Replay) -> dict[str, object]:
    """One comparison as texts."""
    return {
        "rule": _label(made, str(row["rule"])),
        "difference": _format_signed(float(str(row["difference"]))),
        "range": f"{_format_signed(float(str(row['low'])))} to {_format_signed(float(str(row['high'])))}",
        "sure": row["sure"],
    }


def _label(made: Replay, rule: str) -> str:
    """A rule's name; of today's, that it is."""
    return made.outcomes[rule].label + (" (today’s rule)" if rule == made.options.today else "")


def _format_signed(value: float) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + wording.number(abs(value))


def _over_time(made: Replay, dates: np.ndarray, what: str, label: str) -> Drawing:
    """One column of the ledgers over time: of the cheapest rule, today's, and perfect knowledge."""
    best = made.rules.filter(pl.col("rule") != PERFECT)["rule"][0]
    shown = {best: BEST_LINE, made.options.today: THEIRS, PERFECT: "actual"}
    if best == made.options.today:
        shown = {best: BEST_LINE, "seasonal_cover": THEIRS, PERFECT: "actual"}
    layers = [
        Line(_label(made, rule), getattr(made.outcomes[rule].ledger, what).sum(axis=0), style)
        for rule, style in shown.items()
    ]
    before = [MarkedSpan(0, made.first, "")] if made.first else []
    return draw(Chart(f"{label}, over time", date_axis(dates, made.panel.freq), layers, before))
