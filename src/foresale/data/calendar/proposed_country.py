"""Whose public holidays the closed days are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.calendar.public_holidays import holiday_table
from foresale.frequency import Dates, Frequency, weekdays
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, percent
from foresale.panel import Panel

NONE = "none"
"""The country of those who want no holidays."""
CANDIDATES = (
    *(
        "AR",
        "AT",
        "AU",
        "BE",
        "BG",
        "BR",
        "CA",
        "CH",
        "CL",
        "CN",
        "CO",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
    ),
    *(
        "GB",
        "GR",
        "HR",
        "HU",
        "IE",
        "IN",
        "IT",
        "JP",
        "KR",
        "LT",
        "LU",
        "LV",
        "MX",
        "NL",
        "NO",
        "NZ",
        "PE",
        "PL",
    ),
    *("PT", "RO", "RS", "RU", "SE", "SI", "SK", "TR", "UA", "US", "ZA"),
)
MIN_CLOSED_DAYS = 5
MIN_FIT = 0.75
"""How well closed days and holidays have to agree (their F1 score)."""
MIN_LEAD = 0.08
"""By how much a country has to agree better than any other, to be taken without asking."""
_WEEKLY_SHARE = 0.8
_ALMOST_ALL = 0.9


def propose_country(panel: Panel, options: CalendarOptions) -> tuple[CalendarOptions, list[Note]]:
    """The calendar with the country whose holidays the shop's closed days are, where that is certain.

    Args:
        panel: By day; its closed days are compared with each country's holidays.
        options: A country that is named stays; "none" asks for no holidays.

    Returns:
        The calendar, and a note where a country was taken or several fit alike.
    """
    if options.country is not None:
        named = options.country.strip().lower() != NONE
        return (options if named else replace(options, country=None)), []
    if panel.freq is not Frequency.DAY or not panel.closed.any():
        return options, []
    days, trading = _find_closed_days(panel)
    if len(days) < MIN_CLOSED_DAYS:
        return options, []
    fits = sorted(((_fit(days, trading, code), code) for code in CANDIDATES), reverse=True)
    best, code = fits[0]
    if best < MIN_FIT:
        return options, []
    close = [other for fit, other in fits if fit > best - MIN_LEAD]
    seen = f"{len(days)} single closed days, such as {days[-1]}"
    readings = tuple(Reading(f"{other}: {percent(fit)} agreement") for fit, other in fits[:4])
    if len(close) > 1:
        listed = ", ".join(close[:6])
        text = f"The closed days fit the holidays of {listed} alike: {option('country')} names the right one."
        return options, [Note("country_open", len(days), text, Evidence(seen, readings, "likely"))]
    text = (
        f"The closed days are public holidays of {code}: these count ({option('country')} names "
        "another, or none)."
    )
    note = Note("country_proposed", len(days), text, Evidence(seen, readings, "proven"))
    return replace(options, country=code), [note]


def _find_closed_days(panel: Panel) -> tuple[Dates, Dates]:
    """Single days on which nearly all series were closed, and all days that are no weekly closing day."""
    begun = np.arange(panel.n_periods) >= panel.first_period()[:, None]
    alive = np.maximum(begun.sum(axis=0), 1)
    shut = (panel.closed & begun).sum(axis=0) >= _ALMOST_ALL * alive
    slot = weekdays(panel.dates)
    weekly = np.zeros(panel.n_periods, dtype=bool)
    for day in range(7):
        here = slot == day
        weekly |= here & (shut[here].sum() >= _WEEKLY_SHARE * max(int(here.sum()), 1))
    dates = panel.dates.astype("datetime64[D]")
    return dates[shut & ~weekly], dates[~weekly]


def _fit(days: Dates, trading: Dates, code: str) -> float:
    """How well closed days and a country's holidays agree: their F1 score."""
    first, last = trading[0].item(), trading[-1].item()
    holidays = np.array(holiday_table(first, last, code)["date"].to_list(), dtype="datetime64[D]")
    holidays = np.intersect1d(holidays, trading)
    if not len(holidays):
        return 0.0
    return 2 * len(np.intersect1d(days, holidays)) / (len(days) + len(holidays))
