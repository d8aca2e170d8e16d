"""The forecast's report: one page that opens with the answer and then says how far to trust it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from foresale.forecasting.explanation.explain import Explanation
from foresale.forecasting.results import Backtest, Forecast
from foresale.reports import wording
from foresale.reports.accuracy import WHOLE_UNITS_SHOW, Accuracy, accuracy_of, naive_model
from foresale.reports.answer import Answer, answer_of, is_outside
from foresale.reports.best_and_worst import best_and_worst
from foresale.reports.evidence import evidence_of
from foresale.reports.explanation import explanation_of
from foresale.reports.explorer import explorer_of
from foresale.reports.levels import levels_of
from foresale.reports.page import render
from foresale.reports.plain_accuracy import plain_facts
from foresale.reports.report_warnings import forecast_warnings
from foresale.reports.unit_parts import of_main_unit, one_unit
from foresale.reports.units import unit_of


def forecast_report(forecast: Forecast, explanation: Explanation | None = None) -> str:
    """A page of HTML that a manager can read, print and mail: it needs no network and no server.

    It opens with the total ahead and its range, week by week and against last year, then the
    products that move; tells in plain words how the model did on the past; shows series one by
    one; and ends with what was done to the data. With an explanation it tells what drives the forecast.

    Args:
        forecast: What `make_forecast` answered.
        explanation: What `explain` said of it.

    Returns:
        The whole page, to be written to one `.html` file.
    """
    unit = forecast.panel.units[0] if forecast.panel.units else unit_of(forecast.panel.target_name)
    explanation = None if forecast.panel.units else explanation
    forecast, others = one_unit(forecast)
    answer = answer_of(forecast)
    accuracy = accuracy_of(forecast.backtest)
    explorer = explorer_of(forecast, answer.compared, explanation)
    horizon = len(forecast.dates)
    noun = forecast.panel.freq.noun
    target = wording.words(forecast.panel.target_name)
    ahead = wording.span(forecast.dates, forecast.panel.freq)
    return render(
        "forecast.html.j2",
        title=f"Forecast of {target}, {ahead}",
        target=target,
        unit=unit or (target if target.endswith("s") else ""),
        ahead_span=ahead,
        horizon_words=noun if horizon == 1 else wording.counted(horizon, noun),
        noun=noun,
        lead=[*lead_of(answer), *others],
        warnings=forecast_warnings(forecast),
        answer=answer,
        change_words=_change_words(answer),
        against=f"against {answer.compared.phrase}" if answer.compared else "",
        products_heading=_products_heading(answer),
        accuracy=accuracy,
        **(trust_content(forecast.backtest, accuracy) | {"several_units": bool(others)}),
        explained=explanation_of(explanation, forecast) if explanation else None,
        explorer=explorer,
        evidence=evidence_of(forecast, accuracy),
        history=history_of(forecast),
    )


def trust_content(backtest: Backtest, accuracy: Accuracy | None) -> dict[str, Any]:
    """What the section on trust prints, by the names that its template uses.

    Args:
        backtest: How the models did on the past.
        accuracy: The champion's accuracy on it.
    """
    champion, naive = backtest.champion, naive_model(backtest)
    several = len(backtest.panel.units) > 1
    backtest = of_main_unit(backtest)
    return {
        "several_units": several,
        "levels": levels_of(backtest),
        "trust": trust_of(accuracy) if accuracy else [],
        "facts": plain_facts(backtest),
        "rows_by_model": best_and_worst(backtest),
        "champion": champion,
        "naive": naive,
        "has_naive": naive is not None and champion.model != naive,
        "reason": champion.reason,
    }


def lead_of(answer: Answer) -> list[str]:
    """The answer in two or three sentences."""
    found = []
    if answer.total == 0:
        return ["Nothing sold lately, and nothing is forecast."]
    if math.isfinite(answer.low):
        ends = f"{wording.total(answer.low)} and {wording.total(answer.high)}"
        found.append(f"Four chances in five that it ends between {ends}.")
    if answer.compared is None or answer.change is None:
        found.append("The history is too short to set it beside earlier sales.")
        return found
    change, then = answer.change, answer.compared.phrase
    if not math.isfinite(change.like_for_like):
        found.append(f"Nothing was sold in {then}.")
        return found
    text = f"{wording.change(change.like_for_like)} {then} ({wording.total(change.before)})"
    if change.is_part:
        fresh = wording.total(change.fresh)
        found.append(f"Like for like, that is {text}; series that had no sales to compare add {fresh}.")
    else:
        found.append(f"That is {text}.")
    then = "last year’s sales" if answer.compared.is_last_year else "sales then"
    if not is_outside(change, answer.total, (answer.low, answer.high)):
        if abs(change.like_for_like) >= 0.005 and math.isfinite(answer.low):
            found.append(f"{then[0].upper()}{then[1:]} lie within the range, so it may turn out either way.")
    elif change.like_for_like > 0:
        found.append(f"More than {then} is likely.")
    else:
        found.append(f"Less than {then} is likely.")
    if not answer.compared.is_last_year:
        found.append("There is no full last year to compare with.")
    full = [row for row in answer.rows if not row.part] or answer.rows
    if answer.grain == "week" and len(full) > 1:
        best = max(full, key=lambda row: row.mean)
        if best.mean > 1.03 * np.mean([row.mean for row in full]):
            found.append(f"The strongest week is {best.name}, with {wording.total(best.mean)}.")
    return found


def trust_of(accuracy: Accuracy) -> list[str]:
    """The accuracy in plain words, most important first."""
    finest, whole = accuracy.details[0], accuracy.details[-1]
    if not math.isfinite(finest.champion):
        return [f"Nothing was sold on {accuracy.window}, so an error as a share of sales can’t be given."]
    unseen = ", which no model had seen," if accuracy.is_unseen else ""
    total = (
        f", and by {wording.percent(whole.champion)} for {_inside(whole.name)}" if whole is not finest else ""
    )
    level = f"{wording.percent(finest.champion)} of sales for {_inside(finest.name)}{total}"
    found = [f"On {accuracy.window}{unseen} the forecast was off by {level}. {_bias_words(accuracy.bias)}"]
    if math.isfinite(accuracy.held):
        should = "as it should"
        if accuracy.meant > WHOLE_UNITS_SHOW:
            least = wording.percent(accuracy.meant)
            should += f", as whole units can’t be cut finer: the narrowest that hold 80 % hold {least}"
        verdict = (
            should
            if -0.05 <= accuracy.held - accuracy.meant <= 0.06
            else "it is narrower than it should be"
            if accuracy.held < accuracy.meant
            else "it is wider than it need be, so on the safe side"
        )
        found.append(f"The 80 % range held {wording.percent(accuracy.held)} of the values: {verdict}.")
    if math.isfinite(finest.naive) and finest.naive > 0:
        found.append(_naive_words(finest.champion, finest.naive))
    return found


def _inside(name: str) -> str:
    """A row's name, for the middle of a sentence."""
    return name[0].lower() + name[1:]


def _bias_words(bias: float) -> str:
    if not math.isfinite(bias):
        return ""
    if abs(bias) < 0.01:
        return "It ran neither too high nor too low."
    return f"In all it came out {wording.percent(abs(bias))} too {'high' if bias > 0 else 'low'}."


def _naive_words(champion: float, naive: float) -> str:
    gain = 1 - champion / naive
    if gain > 0.005:
        return (
            f"Simply repeating the past season would have been off by {wording.percent(naive)}: "
            f"the model misses {wording.percent(gain)} less."
        )
    if gain < -0.005:
        return f"Simply repeating the past season would have done better here, with {wording.percent(naive)}."
    return f"Simply repeating the past season would have been as good, with {wording.percent(naive)}."


def history_of(forecast: Forecast) -> str:
    """What history there was, in a sentence."""
    panel = forecast.panel
    is_one = wording.is_one_total(panel.series.select(panel.keys).to_dict(as_series=False))
    keys = "" if is_one else " × ".join(wording.words(key) for key in panel.keys)
    known = int(np.isfinite(panel.target).sum())
    what = (
        f"{wording.counted(panel.n_series, 'series')} ({keys})" if keys else "one series, all sales together"
    )
    return (
        f"{wording.capital(wording.words(panel.target_name))} by {panel.freq.noun}, "
        f"{wording.span(panel.dates, panel.freq)}: {what}, "
        f"{wording.counted(panel.n_periods, panel.freq.noun)}, {wording.number(known)} known values."
    )


def _change_words(answer: Answer) -> str:
    return wording.percent(answer.change.like_for_like, signed=True) if answer.change else ""


def _products_heading(answer: Answer) -> str:
    if answer.products is None:
        return ""
    name = answer.products.level.title.lower()
    return f"Best and worst by {name}" if answer.products.rankings else f"By {name}"
