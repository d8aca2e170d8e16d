"""Rules of ordering played on one's own past, by forecasts made then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from foresale.errors import HistoryError
from foresale.messages import option
from foresale.notes import Note, counted
from foresale.panel import Panel
from foresale.planning.costs import Costs
from foresale.planning.ledger import OrderRule, play
from foresale.planning.policies.by_name import make_policy
from foresale.planning.replay.options import ReplayOptions
from foresale.planning.replay.outcomes import compare_outcomes, compare_pairs, judge_rule
from foresale.planning.replay.result import LABELS, Replay
from foresale.planning.replay.rules import (
    Past,
    assume_opening,
    play_perfect_knowledge,
    play_policy,
    play_seasonal_cover,
)
from foresale.planning.terms import Terms
from foresale.progress import Progress, SilentProgress
from foresale.workflows.files.forecast_options import ForecastOptions
from foresale.workflows.files.make_forecast import Prepared
from foresale.workflows.replaying.opening_stock import OpeningStock, open_with_stock
from foresale.workflows.replaying.past_forecasts import PastForecast, make_past_forecasts
from foresale.workflows.replaying.replay_notes import replay_notes

MIN_HISTORY_CYCLES = 3


def make_replay(
    ready: Prepared,
    options: ReplayOptions,
    forecasting: ForecastOptions,
    progress: Progress | None = None,
    stock: OpeningStock | None = None,
) -> Replay:
    """Play rules on the last periods of a history, by forecasts made from what was known at each order.

    Args:
        ready: From `prepare`.
        options: The stretch that is played, costs and terms.
        forecasting: How forecasts are made.
        progress: Hears how far it is.
        stock: What really lay there when the stretch began; None assumes it.

    Raises:
        HistoryError: The history is too short.
        OptionError: An option can't be used.
    """
    progress = progress or SilentProgress()
    past = cut_past(ready.panel, options)
    said: tuple[Note, ...] = ()
    if stock is not None:
        opening, said = open_with_stock(past, ready.panel, options, stock)
        past = replace(past, opening=opening)
    forecasts = list(forecast_past(ready, past, forecasting, progress))
    made = play_rules(ready, past, forecasts, options, progress)
    if stock is None:
        return made
    return replace(made, notes=(*(note for note in made.notes if note.rule != "replay_opening"), *said))


def forecast_past(
    ready: Prepared, past: Past, forecasting: ForecastOptions, progress: Progress | None = None
) -> Iterator[PastForecast]:
    """Forecasts for each order day of a stretch, made from what was known then.

    Args:
        ready: From `prepare`.
        past: From `cut_past`.
        forecasting: How forecasts are made.
        progress: Hears how far it is.
    """
    ahead = past.lead_time + past.review
    cutoffs = [past.start + period for period in past.order_periods]
    chosen = replace(forecasting, horizon=ahead)
    return make_past_forecasts(replace(ready, horizon=ahead), cutoffs, chosen, progress)


def play_rules(
    ready: Prepared,
    past: Past,
    forecasts: Sequence[PastForecast],
    options: ReplayOptions,
    progress: Progress | None = None,
) -> Replay:
    """Play rules on a stretch of the past with forecasts made then, and compare what they cost.

    Args:
        ready: From `prepare`.
        past: From `cut_past`.
        forecasts: From `forecast_past`.
        options: Costs, terms and rules.
        progress: Hears how far it is.
    """
    progress = progress or SilentProgress()
    demands = [each.demand(ready.panel.freq) for each in forecasts]
    played: dict[str, OrderRule] = {
        name: play_policy(past, make_policy(name), demands)
        for name in dict.fromkeys((*options.policies, options.today))
    }
    played["seasonal_cover"] = play_seasonal_cover(past)
    played["perfect"] = play_perfect_knowledge(past)
    progress.start("Playing rules", len(played))
    outcomes = {}
    lead = np.full(len(past.actual), past.lead_time)
    for name, rule in played.items():
        ledger = play(past.opening, past.actual, rule, lead, past.terms)
        outcomes[name] = judge_rule(name, LABELS[name], ledger, past.costs)
        progress.advance()
    against = {
        options.today: "today's rule",
        "seasonal_cover": "the recent average",
        "perfect": "perfect knowledge",
    }
    return Replay(
        panel=ready.panel,
        past=past,
        options=options,
        outcomes=outcomes,
        rules=compare_outcomes(outcomes, past.costs, past.lead_time, ready.panel.freq),
        differences=compare_pairs(outcomes, against, past.lead_time),
        notes=(*ready.notes, *replay_notes(past, options)),
    )


def cut_past(panel: Panel, options: ReplayOptions) -> Past:
    """The stretch that is played, with its costs and terms.

    Raises:
        HistoryError: What lies before it is too short to forecast from.
    """
    freq, n_series = panel.freq, panel.n_series
    periods, review = options.periods_of(freq), options.review_of(freq)
    start = panel.n_periods - periods
    least = MIN_HISTORY_CYCLES * (options.lead_time + review) + 2
    if start < least:
        raise HistoryError(
            f"The history has {counted(panel.n_periods, freq.noun)}; to play the last {periods} of them, "
            f"at least {least} must lie before.",
            fix=f"Give a longer history, or play fewer periods with {option('periods')}.",
        )
    return Past(
        panel=panel,
        start=start,
        actual=np.maximum(np.nan_to_num(panel.target[:, start:]), 0),
        opening=assume_opening(panel, start, options.lead_time, review),
        costs=Costs.of(
            n_series, shortage=options.shortage, holding=options.holding_of(freq), waste=options.waste
        ),
        lead_time=options.lead_time,
        review=review,
        terms=Terms.of(
            n_series, pack=options.pack, shelf_life=options.shelf_life, backorders=options.backorders
        ),
    )
