"""The forecast's report: one page that opens with the answer and then says how far to trust it."""

from __future__ import annotations

import math

from foresale.forecasting.results import Forecast
from foresale.reports import wording
from foresale.reports.accuracy import Accuracy, accuracy_of, naive_model
from foresale.reports.answer import Answer, answer_of
from foresale.reports.evidence import evidence_of
from foresale.reports.explorer import explorer_of
from foresale.reports.page import render


def forecast_report(forecast: Forecast) -> str:
    """A page of HTML that a manager can read, print and mail: it needs no network and no server.

    It opens with the total ahead and its range, week by week and against last year, then the
    products that move; tells in plain words how the model did on the past; shows series one by
    one; and ends with what was done to the data.

    Args:
        forecast: What `make_forecast` answered.

    Returns:
        The whole page, to be written to one `.html` file.
    """
    answer = answer_of(forecast)
    accuracy = accuracy_of(forecast.backtest)
    champion = forecast.backtest.champion
    explorer = explorer_of(forecast, answer.compared)
    horizon = len(forecast.dates)
    noun = forecast.panel.freq.noun
    naive = naive_model(forecast.backtest)
    return render(
        "forecast.html.j2",
        title=f"Forecast of {wording.words(forecast.panel.target_name)}, {wording.span(forecast.dates, forecast.panel.freq)}",
        target=wording.words(forecast.panel.target_name),
        ahead_span=wording.span(forecast.dates, forecast.panel.freq),
        horizon_words=noun if horizon == 1 else wording.counted(horizon, noun),
        noun=noun,
        lead=lead_of(answer, noun),
        warnings=warnings_of(forecast, accuracy),
        answer=answer,
        change_words=_change_words(answer),
        against=f"against {answer.compared.phrase}" if answer.compared else "",
        products_heading=_products_heading(answer),
        accuracy=accuracy,
        trust=trust_of(accuracy, noun) if accuracy else [],
        champion=champion,
        naive=naive,
        has_naive=naive is not None and champion.model != naive,
        reason=champion.reason,
        explorer=explorer,
        first_series=_first_series(forecast, explorer.names),
        evidence=evidence_of(forecast, accuracy),
        history=history_of(forecast),
    )


def lead_of(answer: Answer, noun: str) -> list[str]:
    """The answer in two or three sentences."""
    found = []
    if answer.total == 0:
        return ["Nothing sold lately, and nothing is forecast."]
    if math.isfinite(answer.low):
        found.append(
            f"Four chances in five that it ends between {wording.between(answer.low, answer.high, joint=' and ')}."
        )
    if answer.compared is None or answer.change is None:
        found.append("The history is too short to set it beside earlier sales.")
        return found
    change, then = answer.change, answer.compared.phrase
    if not math.isfinite(change.like_for_like):
        found.append(f"Nothing was sold in {then}.")
        return found
    text = f"{wording.change(change.like_for_like)} {then} ({wording.number(change.before)})"
    if change.fresh > 0.005 * change.ahead:
        fresh = wording.number(change.fresh)
        found.append(f"Like for like, that is {text}; series that had no sales to compare add {fresh}.")
    else:
        found.append(f"That is {text}.")
    if not answer.compared.is_last_year:
        found.append("There is no full last year to compare with.")
    if len(answer.rows) > 1:
        full = [row for row in answer.rows if not row.part] or answer.rows
        best = max(full, key=lambda row: row.mean)
        if answer.grain == "week" and len(full) > 1:
            found.append(f"The strongest {answer.grain} is {best.name}, with {wording.number(best.mean)}.")
    return found


def warnings_of(forecast: Forecast, accuracy: Accuracy | None) -> list[tuple[str, str]]:
    """What must be said before anything else is read: a headline and a sentence each."""
    champion = forecast.backtest.champion
    found = []
    if accuracy is None:
        found.append(("This forecast is untested.", "The history is too short to try any model on the past."))
    elif not champion.beats_naive:
        found.append(
            ("No model beat simply repeating the past, so this forecast rests on that.", champion.reason)
        )
    if accuracy is not None and accuracy.details[-1].champion > 0.5:
        found.append(
            ("Take these numbers as a rough guide.",
             f"On {accuracy.window} the total was off by {wording.percent(accuracy.details[-1].champion)}.")
        )  # fmt: skip
    return found


def trust_of(accuracy: Accuracy, noun: str) -> list[str]:
    """The accuracy in plain words, most important first."""
    finest, whole = accuracy.details[0], accuracy.details[-1]
    where = accuracy.window[0].upper() + accuracy.window[1:]
    unseen = ", which no model had seen," if accuracy.is_unseen else ""
    if not math.isfinite(finest.champion):
        return [f"Nothing was sold on {accuracy.window}, so an error as a share of sales can’t be given."]
    level = f"for {finest.name[0].lower()}{finest.name[1:]}"
    total = (
        f" and by {wording.percent(whole.champion)} for {whole.name[0].lower()}{whole.name[1:]}"
        if whole is not finest
        else ""
    )
    first = f"On {where[0].lower()}{where[1:]}{unseen} the forecast was off by {wording.percent(finest.champion)} of sales {level}{total}."
    found = [first]
    if math.isfinite(accuracy.bias):
        if abs(accuracy.bias) < 0.01:
            found[0] += " It ran neither too high nor too low."
        else:
            found[0] += (
                f" In all it came out {wording.percent(abs(accuracy.bias))} too {'high' if accuracy.bias > 0 else 'low'}."
            )
    if math.isfinite(accuracy.held):
        verdict = (
            "as it should"
            if 0.75 <= accuracy.held <= 0.86
            else "it is narrower than it should be"
            if accuracy.held < 0.75
            else "it is wider than it need be, so on the safe side"
        )
        found.append(f"The 80 % range held {wording.percent(accuracy.held)} of the values: {verdict}.")
    if math.isfinite(finest.naive) and finest.naive > 0:
        gain = 1 - finest.champion / finest.naive
        if gain > 0.005:
            found[-1] += (
                f" Simply repeating the past season would have been off by {wording.percent(finest.naive)}: "
                f"the model makes {wording.percent(gain)} less error."
            )
        elif gain < -0.005:
            found[-1] += (
                f" Here, simply repeating the past season would have done better, with {wording.percent(finest.naive)}."
            )
    return found


def history_of(forecast: Forecast) -> str:
    """What history there was, in a sentence."""
    panel = forecast.panel
    keys = " × ".join(wording.words(key) for key in panel.keys)
    known = int((panel.target == panel.target).sum())  # noqa: PLR0124 (NaN)
    what = (
        f"{wording.counted(panel.n_series, 'series')} ({keys})" if keys else "one series, all sales together"
    )
    return (
        f"{wording.words(panel.target_name).capitalize()} by {panel.freq.noun}, {wording.span(panel.dates, panel.freq)}: {what}, "
        f"{wording.counted(panel.n_periods, panel.freq.noun)}, {wording.number(known)} known values."
    )


def _change_words(answer: Answer) -> str:
    return wording.percent(answer.change.like_for_like, signed=True) if answer.change else ""


def _products_heading(answer: Answer) -> str:
    if answer.products is None:
        return ""
    name = wording.words(answer.products.level.column).lower()
    return f"Best and worst by {name}" if answer.products.rising or answer.products.falling else f"By {name}"


def _first_series(forecast: Forecast, names: list[str]) -> str:
    if not names:
        return ""
    biggest = int(forecast.mean.sum(axis=1).argmax())
    total = wording.number(float(forecast.mean[biggest].sum()))
    return (
        f"{names[0]}: {total} over the next {wording.counted(len(forecast.dates), forecast.panel.freq.noun)}."
    )
