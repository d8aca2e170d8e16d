"""Which idea of a retailer's each column of the feature table belongs to, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foresale.panel import Panel

SLIGHT = 0.1  # of the strongest reason


@dataclass(frozen=True)
class Concept:
    """A group of columns that mean one thing to a retailer.

    Attributes:
        key: Its stable name.
        label: Its name for people.
        of_the_day: Whether it says how this day differs from the series' other days (price,
            weekday), and so is measured against them; else how this series has moved lately.
        rank: How directly a retailer can act on it, 0 first: an offer or a plan, then the calendar, then
            how sales run by themselves.
    """

    key: str
    label: str
    of_the_day: bool
    rank: int = 2


RECENT = Concept("recent_sales", "Recent sales", of_the_day=False)
OTHER = Concept("other", "Everything else", of_the_day=False, rank=3)
PRICE = Concept("price", "Price", of_the_day=True, rank=0)
PROMOTION = Concept("promotion", "Promotion", of_the_day=True, rank=0)
WEEKDAY = Concept("weekday", "Day of the week", of_the_day=True)
HOLIDAYS = Concept("holidays", "Holidays", of_the_day=True, rank=1)
YEAR = Concept("time_of_year", "Time of year", of_the_day=False)
DRIFT = Concept("drift", "Drift over the history", of_the_day=False)
MONTH = Concept("time_of_month", "Time of month", of_the_day=True)
ALIKE = Concept("similar_series", "Sales of similar series", of_the_day=False)
KIND = Concept("kind", "Product and store", of_the_day=True)
AGE = Concept("age", "Age of the product", of_the_day=False)
AHEAD = Concept("step", "How far ahead", of_the_day=False)
CONCEPTS = (RECENT, OTHER, PRICE, PROMOTION, WEEKDAY, HOLIDAYS, YEAR, DRIFT, MONTH, ALIKE, KIND, AGE, AHEAD)
"""All but those of the user's own columns."""

# What the feature table makes of sales and the calendar: the first pattern that fits a whole name counts.
PATTERNS: tuple[tuple[str, Concept], ...] = (
    (r"step", AHEAD),
    (r"age|since_start", AGE),
    (r"same_season_\d+|same_weekday.*|weekday(_.*)?", WEEKDAY),
    (r"(two_)?years?_ago.*|week_of_year|month|quarter|year_(sin|cos)_\d|season_.*", YEAR),
    (r"day_of_month|days|days_(to|since|in)_(month|payday).*|paydays|week_of_month|weekend_days", MONTH),
    (r"holiday.*|days_(to|since)_holiday.*|bridge_day|trading_days|working_days|easter.*", HOLIDAYS),
    (r"(mean|median|deviation|share_sold|known_share|lag|last|max|min|quantile)(_\d+)*", RECENT),
    (r"trend.*|slope.*|log_level|level.*|since_sale|zero_run.*|naive.*|ewm.*|(same|recent)_.*", RECENT),
)
_OF_GROUP = re.compile(r"(season_index|weekday_index|same_season.*)")


def concept_of(
    column: str, panel: Panel, *, price: str | None = None, promotion: str | None = None
) -> Concept:
    """The concept that a column of the feature table belongs to; `OTHER` where none is known.

    Args:
        column: Its name in the feature table.
        panel: Where the user's own columns, from which others derive, are named.
        price: The user's column of prices.
        promotion: The user's column of promotions.
    """
    for pattern, concept in PATTERNS:
        if re.fullmatch(pattern, column):
            return _of_history(concept, panel)
    for name in sorted((*panel.known_ahead, *panel.past_only), key=len, reverse=True):
        if column == name or column.startswith(f"{name}_"):
            if name == price:
                return PRICE
            if name == promotion:
                return PROMOTION
            label = name.replace("_", " ").strip().capitalize() or name
            return Concept(name, label, of_the_day=True, rank=0)
    if column.startswith("is_"):
        return KIND
    for name in ("all", *panel.series.columns):
        if column.startswith(f"{name}_"):
            rest = column.removeprefix(f"{name}_")
            found = WEEKDAY if _OF_GROUP.fullmatch(rest) else YEAR if rest.startswith("year_") else ALIKE
            return _of_history(found, panel)
    return OTHER


def _of_history(concept: Concept, panel: Panel) -> Concept:
    """What the concept can be in this history: one that saw no whole year knows no time of the year."""
    return DRIFT if concept == YEAR and panel.n_periods < panel.freq.periods_a_year else concept


def pick_strongest(strengths: Mapping[Concept, float], most: int) -> list[Concept]:
    """The concepts to tell: those that can be acted on before the others, and always the strongest.

    One that moves a tenth of what the strongest does, or less, comes after the others, whatever it is.

    Args:
        strengths: How strongly each moves a forecast; those too weak to tell left out.
        most: How many are told.

    Examples:
        >>> found = pick_strongest({RECENT: 0.4, YEAR: 0.3, WEEKDAY: 0.2, PROMOTION: 0.1}, 2)
        >>> [concept.label for concept in found]
        ['Promotion', 'Recent sales']
    """
    strongest = sorted(strengths, key=lambda concept: -strengths[concept])
    least = SLIGHT * strengths[strongest[0]] if strongest else 0.0

    def place(concept: Concept) -> tuple[bool, int, float]:
        return strengths[concept] <= least, concept.rank, -strengths[concept]

    kept = sorted(strongest, key=place)[:most]
    if strongest and strongest[0] not in kept:
        kept[-1] = strongest[0]
    return sorted(kept, key=place)


def concepts_of(
    columns: Sequence[str], panel: Panel, *, price: str | None = None, promotion: str | None = None
) -> tuple[Concept, ...]:
    """The concept of each column."""
    return tuple(concept_of(column, panel, price=price, promotion=promotion) for column in columns)
