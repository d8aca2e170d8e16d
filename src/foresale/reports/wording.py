"""Numbers, dates and names as people write them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from foresale.frequency import Dates, Frequency

NBSP = "\u00a0"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_UNITS = ((1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e4, "k"))


def number(value: float | None) -> str:
    r"""A quantity at the precision a person reads: three digits, then k, M or bn.

    Examples:
        >>> number(1_234_567), number(8210), number(3.14159), number(None)
        ('1.23\xa0M', '8,210', '3.1', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    size = abs(value)
    sign = "−" if value < 0 else ""
    divisor, unit = _unit(size)
    if unit:
        return f"{sign}{_digits(size / divisor)}{NBSP}{unit}"
    if size >= 99.5:
        return f"{sign}{size:,.0f}"
    text = f"{size:.1f}" if size >= 0.95 else f"{size:.2g}"
    text = text.removesuffix(".0")
    return "0" if float(text) == 0 else sign + text


def total(value: float) -> str:
    r"""A total as one says it: four digits that count, and no more.

    Examples:
        >>> total(12_343.7), total(187.4), total(3_456_789), total(float("nan"))
        ('12,340', '187', '3.46\xa0M', '–')
    """
    if not math.isfinite(value) or not 1e2 <= abs(value) < 1e6:
        return number(value)
    spare = max(0, math.floor(math.log10(abs(value))) - 3)
    return f"{round(value, -spare):,.0f}".replace("-", "−")


def ticks(steps: Sequence[float]) -> list[str]:
    r"""Round steps of an axis, all in the unit of the largest.

    Examples:
        >>> ticks([0, 5000, 10000])
        ['0', '5\xa0k', '10\xa0k']
    """
    largest = max((abs(step) for step in steps), default=0.0)
    divisor, name = next(
        ((1e3 if n == "k" else u, f"{NBSP}{n}") for u, n in _UNITS if largest >= u), (1.0, "")
    )
    return [f"{step / divisor:,.10g}{name}".replace("-", "−") if step else "0" for step in steps]


def percent_ticks(steps: Sequence[float]) -> list[str]:
    r"""Round steps of an axis of shares.

    Examples:
        >>> percent_ticks([0, 0.25, 0.5])
        ['0\xa0%', '25\xa0%', '50\xa0%']
    """
    return [f"{100 * step:g}{NBSP}%" for step in steps]


def between(low: float, high: float, *, joint: str = "–") -> str:
    r"""A range, with its unit once where both ends share it.

    Examples:
        >>> between(27_500, 35_600), between(7_878, 18_400), between(928_000, 1_290_000)
        ('27.5–35.6\xa0k', '7.88–18.4\xa0k', '0.93–1.29\xa0M')
        >>> between(950, 12_000, joint=" and "), between(9_542, 10_200, joint=" and ")
        ('950 and 12.0\xa0k', '9.54\xa0k and 10.2\xa0k')
    """
    first, last = number(low), number(high)
    divisor, unit = _unit(high)
    if unit and low >= (divisor / 100 if joint == "–" else divisor):
        first = f"{_digits(low / divisor)}{NBSP}{unit}"
    if joint == "–" and "−" in first + last:
        joint = " to "
    if joint == "–" and NBSP in last:
        first = first.removesuffix(NBSP + last.partition(NBSP)[2])
    return first + joint + last


def _unit(value: float) -> tuple[float, str]:
    """What a number of this size is divided by, and the name of that; 1 and nothing for a small one."""
    for size, name in _UNITS:
        if math.isfinite(value) and abs(value) >= size * 0.9995:
            return (1e3 if name == "k" else size), name
    return 1.0, ""


def _digits(scaled: float) -> str:
    """Three significant digits of a number between 1 and 1,000 or a little more."""
    return f"{scaled:,.0f}" if scaled >= 99.95 else f"{scaled:.1f}" if scaled >= 9.995 else f"{scaled:.2f}"


def percent(share: float | None, *, signed: bool = False, digits: int = 0) -> str:
    r"""A share as a percentage; `signed` for changes, `digits` after the point where models lie close.

    Examples:
        >>> percent(0.184), percent(0.004), percent(-0.12, signed=True)
        ('18\xa0%', '0.4\xa0%', '−12\xa0%')
    """
    if share is None or not math.isfinite(share):
        return "–"
    points = abs(share) * 100
    text = f"{points:,.{digits}f}" if points >= 0.95 or points < 0.05 else f"{points:.1f}"
    sign = "" if float(text.replace(",", "")) == 0 else "−" if share < 0 else "+" if signed else ""
    return f"{sign}{text}{NBSP}%"


def change(share: float) -> str:
    r"""A change in words, for the middle of a sentence.

    Examples:
        >>> change(0.12), change(-0.034), change(0.001)
        ('12\xa0% more than in', '3\xa0% less than in', 'level with')
    """
    if abs(share) < 0.005:
        return "level with"
    return f"{percent(abs(share))} {'more' if share > 0 else 'less'} than in"


def duration(seconds: float | None) -> str:
    r"""A time taken.

    Examples:
        >>> duration(0.04), duration(14.2), duration(125)
        ('<\xa00.1\xa0s', '14\xa0s', '2\xa0min\xa05\xa0s')
    """
    if seconds is None or not math.isfinite(seconds):
        return "–"
    if seconds < 0.1:
        return f"<{NBSP}0.1{NBSP}s"
    if seconds < 60:
        return f"{seconds:.1f}{NBSP}s" if seconds < 9.95 else f"{seconds:.0f}{NBSP}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}{NBSP}min" + (f"{NBSP}{rest}{NBSP}s" if rest else "")


def megabytes(value: float | None) -> str:
    r"""An amount of memory.

    Examples:
        >>> megabytes(0.02), megabytes(1063.8), megabytes(None)
        ('<\xa01\xa0MB', '1,064\xa0MB', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    return f"<{NBSP}1{NBSP}MB" if value < 1 else f"{value:,.0f}{NBSP}MB"


def counted(count: int, noun: str) -> str:
    r"""A count and its noun, in the plural where it is one.

    Examples:
        >>> counted(1, "day"), counted(28, "day"), counted(12, "series")
        ('1\xa0day', '28\xa0days', '12\xa0series')
    """
    plural = noun if count == 1 or noun.endswith("s") else f"{noun}s"
    return f"{count:,}{NBSP}{plural}"


def day(date: np.datetime64, *, year: bool = True, weekday: bool = False) -> str:
    """A calendar day.

    Examples:
        >>> day(np.datetime64("2024-02-05"), weekday=True)
        'Mon 5 Feb 2024'
    """
    value = date.astype("datetime64[D]").item()
    text = f"{value.day} {_MONTHS[value.month - 1]}"
    if weekday:
        text = f"{_WEEKDAYS[value.weekday()]} {text}"
    return f"{text} {value.year}" if year else text


def month(date: np.datetime64, *, year: bool = True) -> str:
    """A calendar month.

    Examples:
        >>> month(np.datetime64("2024-02-01"))
        'Feb 2024'
    """
    value = date.astype("datetime64[D]").item()
    return f"{_MONTHS[value.month - 1]} {value.year}" if year else _MONTHS[value.month - 1]


def period(date: np.datetime64, freq: Frequency) -> str:
    """One period by its start, in full."""
    if freq is Frequency.MONTH:
        return month(date)
    if freq is Frequency.QUARTER:
        return span(np.array([date]), freq)
    if freq is Frequency.DAY:
        return day(date, weekday=True)
    return f"{freq.noun.capitalize()} of {day(date)}"


def span(dates: Dates, freq: Frequency) -> str:
    """From the first day of the first period to the last day of the last one.

    Examples:
        >>> span(np.array(["2024-01-29", "2024-02-05"], "datetime64[D]"), Frequency.WEEK)
        '29 Jan – 11 Feb 2024'
    """
    first, last = dates[0], dates[-1]
    if freq.months:
        last = last.astype("datetime64[M]") + np.timedelta64(freq.months - 1, "M")
        if first.astype("datetime64[M]") == last:
            return month(first)
        return f"{month(first, year=_year(first) != _year(last))} – {month(last)}"
    if freq.days > 1:
        last = last + np.timedelta64(freq.days - 1, "D")
    if first == last:
        return day(first)
    if _year(first) != _year(last):
        return f"{day(first)} – {day(last)}"
    if first.astype("datetime64[M]") == last.astype("datetime64[M]"):
        return f"{first.astype('datetime64[D]').item().day}–{day(last)}"
    return f"{day(first, year=False)} – {day(last)}"


def _year(date: np.datetime64) -> int:
    return int(date.astype("datetime64[D]").item().year)


def words(name: str) -> str:
    """A column name without its underscores."""
    return name.replace("_", " ").strip() or name


def capital(text: str) -> str:
    """A text with a capital first letter, the others as they are.

    Examples:
        >>> capital("sub-category"), capital("QTY"), capital("")
        ('Sub-category', 'QTY', '')
    """
    return text[:1].upper() + text[1:]


def label_values(column: str, values: Sequence[object]) -> list[str]:
    """A column's values as names; bare numbers get the column's name, for “28” alone says nothing.

    Examples:
        >>> label_values("item_id", ["15", "28"]), label_values("city", ["Leeds", "2"])
        (['item id 15', 'item id 28'], ['Leeds', '2'])
    """
    texts = [str(value) for value in values]
    bare = all(text.isdecimal() and len(text) < 7 for text in texts)
    return [f"{words(column)} {text}" for text in texts] if bare else texts


def is_one_total(keys: Mapping[str, Sequence[object]]) -> bool:
    """Whether these are the keys that a panel gets when the file has none.

    Examples:
        >>> is_one_total({"series": ["total"]}), is_one_total({"store": ["total"]})
        (True, False)
    """
    return {column: list(values) for column, values in keys.items()} == {"series": ["total"]}


def series_names(keys: Mapping[str, Sequence[object]], count: int) -> list[str]:
    """Each series by its keys, joined; the one series of a file without keys is “All sales”.

    Args:
        keys: Key column → its value in each series.
        count: Number of series.
    """
    if not keys or is_one_total(keys):
        return ["All sales"] * count
    columns = [label_values(column, values) for column, values in keys.items()]
    return [" · ".join(values) for values in zip(*columns, strict=True)]
