"""Reasons in English: “Saturday”, “price 20 % lower”, and the sentence of a series."""

from __future__ import annotations

from collections.abc import Mapping

from foresale.forecasting.explanation.causes import Cause, NoCause, SeriesReason
from foresale.forecasting.explanation.concepts import CONCEPTS
from foresale.forecasting.explanation.sentences import join_words, percent, quantity

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
_WORDS: Mapping[str, str] = {
    **{concept.key: concept.label[:1].lower() + concept.label[1:] for concept in CONCEPTS},
    "no_promotion": "no promotion",
    "unknown_promotion": "promotion not known",
    "recent_promotions": "recent promotions",
    "recent_prices": "recent prices",
    "no_holiday": "no holiday near",
    "rising_sales": "rising sales",
    "falling_sales": "falling sales",
    "past_misses": "correction by past misses",
    "other_models": "the blend’s other models",
}
_SLIGHT = 0.005


def write_cause(cause: Cause) -> str:
    r"""A cause in the middle of a sentence.

    Examples:
        >>> write_cause(Cause("holiday", "Easter Sunday", -2)), write_cause(Cause("weekday", amount=6))
        ('2 days before Easter Sunday', 'Saturday')
        >>> write_cause(Cause("price", amount=-0.2)), write_cause(Cause("column", "Rain"))
        ('price 20\xa0% lower', 'rain')
    """
    match cause:
        case Cause("weekday", amount=float() | int() as day):
            words = WEEKDAYS[int(day) - 1]
        case Cause("time_of_year", amount=float() | int() as month):
            words = f"time of year ({MONTHS[int(month) - 1]})"
        case Cause("holiday", name=str(name), amount=float() | int() as days):
            words = _near(name, int(days))
        case Cause("promotion", name=str(name)):
            words = f"promotion ({name})"
        case Cause("price", amount=float() | int() as change):
            words = f"price {_compare(change)}"
        case Cause("other_model", name=str(name)):
            words = f"{name} in the blend"
        case Cause("column", name=str(name)):
            words = name[:1].lower() + name[1:]
        case _:
            words = _WORDS[cause.what]
    return words


def write_no_cause(why: NoCause) -> str:
    """Why no column can be named, in a sentence."""
    if not why.uses_columns:
        return (
            f"{why.model} forecasts each series from its own past sales alone: no price, promotion, "
            "holiday or other column moves it."
        )
    return (
        f"{why.model} looks at many columns, but doesn't tell what each one did. "
        "LightGBM does: ask for that model."
    )


def write_reason(reason: SeriesReason) -> str:
    r"""Why a series' next days are as they are forecast.

    Examples:
        >>> from foresale.forecasting.explanation.causes import ReasonPart
        >>> promoted = ReasonPart(Cause("promotion"), 0.04)
        >>> write_reason(SeriesReason(8.1, 9.0, 7, (promoted,)))
        '8.1 a day in the next 7 days against a usual 9.0 (−10\xa0%): promotion +4\xa0%.'
    """
    if not reason.ahead > 0:
        return "Forecast 0: it hasn’t sold lately, or isn’t on sale yet."
    if reason.usual is None:
        return f"{quantity(reason.ahead)} a day ahead, from products like it: it hasn’t sold lately."
    change = percent(reason.ahead / reason.usual - 1, signed=True)
    head = (
        f"{quantity(reason.ahead)} a day in the next {reason.days} days against a usual "
        f"{quantity(reason.usual)} ({change})"
    )
    if reason.parts is not None:
        effects = (f"{write_cause(part.cause)} {percent(part.effect, signed=True)}" for part in reason.parts)
        return f"{head}: {', '.join(effects) or 'nothing out of the ordinary'}."
    if reason.overall:
        names = join_words(f"{write_cause(part.cause)} ({percent(part.effect)})" for part in reason.overall)
        return f"{head}. On the whole forecasts are moved most by {names}."
    return f"{head}." if reason.no_cause is None else f"{head}. {write_no_cause(reason.no_cause)}"


def _compare(change: float) -> str:
    if abs(change) < _SLIGHT:
        return "as usual"
    return f"{percent(abs(change))} {'higher' if change > 0 else 'lower'}"


def _near(holiday: str, days: int) -> str:
    if days == 0:
        return holiday
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{count} {'before' if days < 0 else 'after'} {holiday}"
