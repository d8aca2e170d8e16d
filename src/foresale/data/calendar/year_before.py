"""Which day of last year a day is fairly set beside: the same event's, or else the same weekday's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

WEEKS = timedelta(weeks=52)
EVENT_REACH = timedelta(days=45)
"""How far from 52 weeks earlier last year's event may lie: Easter moves by up to five weeks."""
NEEDED_AROUND = 2 * EVENT_REACH
"""How far around the days asked for, and around the same of last year, events have to be known."""
_WEEK = timedelta(weeks=1)
_WEEKS_TO_LOOK = 8
_WEEKS_WITHIN = 2
"""How many weeks further a day of a long event is set beside, where a shorter event lay on its own."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NamedDays:
    """An event or a holiday: days that have a name.

    Attributes:
        name: What it is called, in each year.
        first: Its first day.
        last: Its last day, included.
    """

    name: str
    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1

    def days_within(self, first: date, last: date) -> Iterator[date]:
        """Each of its days from one day to another."""
        begin, end = max(self.first, first), min(self.last, last)
        return (begin + timedelta(days=at) for at in range((end - begin).days + 1))


@dataclass(frozen=True)
class ComparedDay:
    """A day, and the day of last year to set it beside.

    Attributes:
        day: The day.
        before: The day of last year.
        event: What both are; None where the weekday alone decides.
        instead_of: The event 52 weeks earlier that this day isn't, and which another day is set beside.
    """

    day: date
    before: date
    event: str | None = None
    instead_of: str | None = None


def match_year_before(first: date, last: date, known: Iterable[NamedDays]) -> list[ComparedDay]:
    """Each day with its day of last year: Easter Monday with Easter Monday, other Mondays with Mondays.

    A day of an event that was last year too is set beside the same day of it: the same weekday of an
    event that lasts a week or longer, though not a shorter event's day in it; else as many days after its
    beginning. A day of no event, which 52 weeks before would meet such an event's day, is set beside the
    same date where the event keeps to its date (Christmas), else beside the same weekday of another week,
    on its own side of the event.

    Args:
        first: The first day.
        last: The last day, included.
        known: Events and holidays of both years, `NEEDED_AROUND` days further than asked for.

    Examples:
        >>> easter = [NamedDays("Easter Monday", day, day) for day in (date(2025, 4, 21), date(2026, 4, 6))]
        >>> found = match_year_before(date(2026, 4, 6), date(2026, 4, 20), easter)
        >>> str(found[0].before), found[0].event
        ('2025-04-21', 'Easter Monday')
        >>> str(found[-1].before), found[-1].instead_of
        ('2025-04-28', 'Easter Monday')
    """
    by_name = defaultdict(list)
    for event in known:
        by_name[_plain(event.name)].append(event)
    around = EVENT_REACH + _WEEKS_WITHIN * _WEEK
    matched = _match_events(first - around, last + around, by_name)
    taken = {found.before: found for found in matched.values()}
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return [matched.get(day) or _match_weekday(day, taken) for day in days]


def _match_events(first: date, last: date, by_name: Mapping[str, list[NamedDays]]) -> dict[date, ComparedDay]:
    """The days of events that were last year too; of several on a day the shortest counts.

    So it does of last year's: another day of a season isn't set beside the holiday that lay in it.
    """
    pairs = [
        (event, then)
        for events in by_name.values()
        for event in events
        if event.last >= first and event.first <= last and (then := _last_years(event, events)) is not None
    ]
    found: dict[date, ComparedDay] = {}
    taken: set[date] = set()
    for _, of_length in groupby(sorted(pairs, key=_length), key=_length):
        met: dict[date, ComparedDay] = {}
        for event, then in of_length:
            for day in event.days_within(first, last):
                before = _same_day(day, event, then, taken)
                if before is not None and day not in found:
                    met.setdefault(day, ComparedDay(day, before, event.name))
        found |= met
        taken |= {one.before for one in met.values()}
    return found


def _length(pair: tuple[NamedDays, NamedDays]) -> int:
    return pair[0].length


def _last_years(event: NamedDays, same_name: list[NamedDays]) -> NamedDays | None:
    wanted = event.first - WEEKS
    near = [one for one in same_name if abs(one.first - wanted) <= EVENT_REACH]
    return min(near, key=lambda one: (abs(one.first - wanted), one.first), default=None)


def _same_day(day: date, event: NamedDays, then: NamedDays, taken: Container[date]) -> date | None:
    """The day of last year's event that a day of this year's is: None past its end.

    Args:
        day: Of this year's event.
        event: This year's.
        then: Last year's.
        taken: Days of shorter events that other days are set beside; a long event has others.
    """
    before = then.first + (day - event.first)
    if min(event.length, then.length) >= _WEEK.days:
        turn = (day.weekday() - before.weekday() + 3) % 7 - 3
        before += timedelta(days=turn)
        before += _WEEK if before < then.first else -_WEEK if before > then.last else timedelta()
        steps = (_WEEK * way * count for count in range(_WEEKS_WITHIN + 1) for way in (1, -1))
        near = (before + step for step in steps)
        before = next((one for one in near if then.first <= one <= then.last and one not in taken), before)
    return before if then.first <= before <= then.last else None


def _match_weekday(day: date, taken: Mapping[date, ComparedDay]) -> ComparedDay:
    before = day - WEEKS
    if before not in taken:
        return ComparedDay(day, before)
    other = taken[before]
    if (other.day.month, other.day.day) == (before.month, before.day):
        same_date = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
        if same_date not in taken:
            return ComparedDay(day, same_date, instead_of=other.event)
    step = _WEEK if day > other.day else -_WEEK
    weeks = (before + step * count for count in range(1, _WEEKS_TO_LOOK))
    free = next((one for one in weeks if one not in taken), before)
    return ComparedDay(day, free, instead_of=None if free == before else other.event)


def _plain(name: str) -> str:
    """A name without the year, remarks that a date is estimated, and case."""
    without = re.sub(r"\b(19|20)\d\d\b|\(estimated\)", " ", name.casefold())
    return " ".join(without.split())
