"""When another model than LightGBM should be champion: `python -m bench.champion_study`.

On windows older than those the benchmark judges, rules choose among the models and their blend on three
windows; who they chose is judged on the next one, over LightGBM always.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.asked_sets import present_sets, set_parser
from bench.judge import geometric_mean
from bench.past_runs import MODELS, Cutoff, PastRuns, past_runs
from bench.range_study import folds
from bench.sets import FOLDERS, SETS
from bench.stored import RESULTS
from foresale.arrays import Array
from foresale.forecasting.backtesting.champion import NAIVE, PREFERRED, blend_members, relative_score
from foresale.forecasting.backtesting.judge import Judge
from foresale.forecasting.backtesting.trials import Past, Trial, blend_trials
from foresale.forecasting.quantiles.whole_units import whole_series
from foresale.forecasting.scores import history_scale, score_mean
from foresale.metrics.significance import margin_of_sum

FIXED = {
    "the best": 0.0,
    "1 %": 0.01,
    "2 %": 0.02,
    "3 % (as it is)": 0.03,
    "4 %": 0.04,
    "always LightGBM": 9.9,
}
DOUBTS = {
    "half its doubt, 3 % at most": 0.5,
    "its doubt, 3 % at most": 1.0,
    "twice its doubt, 3 % at most": 2.0,
}
MOST = 0.03


@dataclass(frozen=True)
class Choice:
    """Who could be chosen at a window.

    Attributes:
        gain: By how much the best scored better than LightGBM.
        doubt: A standard error of that: of paired losses over series and windows.
        after: Score of the best on the next window, over LightGBM's.
    """

    gain: float
    doubt: float
    after: float


def main(arguments: list[str] | None = None) -> int:
    """Print each set's choices, and what each rule makes of them."""
    parser = set_parser("bench.champion_study", __doc__, SETS)
    parser.add_argument("--windows", type=int, default=4, help="windows judged")
    parser.add_argument("--skip", type=int, default=2, help="newest windows left alone")
    parser.add_argument("--keep", type=Path, default=RESULTS / "runs", help="where forecasts are kept")
    options = parser.parse_args(arguments)
    found: dict[str, list[Choice]] = {}
    for name in present_sets(options, FOLDERS):
        runs = past_runs(
            SETS[name], options.data, options.keep, cutoffs=options.windows + 3, skip=options.skip
        )
        found[name] = [_choice(runs, past, judged) for past, judged in folds(runs)]
        told = "; ".join(f"{c.gain:+.1%} ± {c.doubt:.1%} → {1 - c.after:+.1%}" for c in found[name])
        print(f"{name}: {told}", flush=True)
    every = [choice for each in found.values() for choice in each]
    print(f"\nAll {len(every)} windows, score over that of LightGBM always, and the mean over sets:")
    for rule, margin in FIXED.items():
        _tell(rule, found, {id(c): margin for c in every})
    for rule, share in DOUBTS.items():
        _tell(rule, found, {id(c): min(MOST, share * c.doubt) for c in every})
    return 0


def _tell(rule: str, found: Mapping[str, Sequence[Choice]], margin: Mapping[int, float]) -> None:
    by_set = {
        name: geometric_mean(c.after if c.gain > margin[id(c)] else 1.0 for c in each)
        for name, each in found.items()
    }
    every = [c.after if c.gain > margin[id(c)] else 1.0 for each in found.values() for c in each]
    others = ", ".join(f"{name} {ratio:.3f}" for name, ratio in by_set.items() if abs(ratio - 1) >= 0.0005)
    print(f"  {rule:<30} {geometric_mean(every):.4f}  {geometric_mean(by_set.values()):.4f}  {others}")


def _choice(runs: PastRuns, past: tuple[Cutoff, ...], judged: Cutoff) -> Choice:
    cutoffs = (*past, judged)
    histories = [runs.panel.as_of(cutoff.known, runs.horizon) for cutoff in cutoffs]
    scales = [history_scale(history) for history in histories]
    whole = whole_series(runs.panel.target[:, : cutoffs[0].known])
    judge = Judge([runs.actual(c) for c in cutoffs], scales, len(past), runs.panel.non_negative, whole)
    trials = [runs.trial(cutoffs, model) for model in MODELS]
    scores = {trial.model: judge.score(trial) for trial in trials}
    selected = _relative(scores, slice(len(past)))
    members = [trial for trial in trials if trial.model in blend_members(selected)]
    if len(members) > 1:
        seen = Past(judge.actuals[: len(past)], [scale.squared for scale in scales[: len(past)]])
        blend = blend_trials(members, [selected[trial.model] for trial in members], histories, seen)
        if blend is not None:
            trials.append(blend[0])
            scores[blend[0].model] = judge.score(blend[0])
    selected, after = _relative(scores, slice(len(past))), _relative(scores, slice(len(past), None))
    best = min((name for name in selected if np.isfinite(selected[name])), key=selected.__getitem__)
    by_name = {trial.model: trial for trial in trials}
    doubt = 0.0 if best == PREFERRED else _doubt(by_name[PREFERRED], by_name[best], judge)
    return Choice(1 - selected[best] / selected[PREFERRED], doubt, after[best] / after[PREFERRED])


def _relative(scores: Mapping[str, list[dict[str, float]]], windows: slice) -> dict[str, float]:
    means = {name: score_mean(each[windows]) for name, each in scores.items()}
    return {name: relative_score(mean, means[NAIVE]) for name, mean in means.items()}


def _doubt(one: Trial, other: Trial, judge: Judge) -> float:
    """A standard error of how much less the other's scaled squared errors are; a score has half of it."""
    losses: list[tuple[Array, Array]] = []
    for i in range(judge.n_selection):
        scale = judge.scales[i].squared[:, None]
        scale = np.where(scale > 0, scale, np.nan)
        losses.append(
            (
                ((judge.actuals[i] - one.means[i]) / scale) ** 2,
                ((judge.actuals[i] - other.means[i]) / scale) ** 2,
            )
        )
    ours, theirs = (np.concatenate([pair[k] for pair in losses], axis=1) for k in (0, 1))
    known = np.isfinite(ours) & np.isfinite(theirs)
    whole = np.where(known, ours, 0.0)
    lower = np.where(known, ours - theirs, 0.0)
    gain = lower.sum() / whole.sum()
    return float(margin_of_sum(lower - gain * whole) / whole.sum()) / 1.645 / 2


if __name__ == "__main__":
    sys.exit(main())
