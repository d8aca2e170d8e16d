"""The month that a label names, such as a file's or a sheet's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foresale.data.reading.parsing.dates.month_names import months_by_name

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. /]?(0[1-9]|1[0-2])(?!\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])[-_. /]((?:19|20)\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"[^\W\d_]{3,}[-_. '’]*(\d\d)(?!\d)")


def find_label_months(labels: Sequence[str]) -> dict[str, tuple[int | None, int] | None]:
    """The month that each of several labels names, as `find_label_month` does.

    Two digits behind the month are its year where the labels are months in a row by them.

    Args:
        labels: Names of files or sheets, each once.

    Examples:
        >>> find_label_months(["Dec 23", "Jan 24"]), find_label_months(["Jan 31", "Feb 29"])
        ({'Dec 23': (2023, 12), 'Jan 24': (2024, 1)}, {'Jan 31': (None, 1), 'Feb 29': (None, 2)})
    """
    found = {label: find_label_month(label) for label in labels}
    dated = {
        label: (2000 + year, part[1])
        for label, part in found.items()
        if part is not None and part[0] is None and (year := find_short_year(label)) is not None
    }
    places = sorted(12 * year + month for year, month in dated.values())
    if len(labels) > 1 and len(dated) == len(found) and places == list(range(places[0], places[-1] + 1)):
        return dict(dated)
    return found


def find_short_year(label: str) -> int | None:
    """The two digits behind a label's name of a month, which may be a year; None where none stand there."""
    found = [int(digits) for digits in _SHORT_YEAR.findall(label)]
    return found[0] if len(found) == 1 else None


def find_label_month(label: str) -> tuple[int | None, int] | None:
    """Year, where it is there, and month in a label; None where it names no month, or several.

    Examples:
        >>> find_label_month("sales_2024-03.csv"), find_label_month("March"), find_label_month("Shop 3")
        ((2024, 3), (None, 3), None)
    """
    found = _YEAR_MONTH.findall(label)
    if len(found) == 1:
        return int(found[0][0]), int(found[0][1])
    found = _MONTH_YEAR.findall(label)
    if len(found) == 1:
        return int(found[0][1]), int(found[0][0])
    named = months_by_name([word.lower() for word in re.findall(r"[^\W\d_]{3,}", label)])
    years = set(YEAR.findall(label))
    if len(set(named.values())) != 1 or len(years) > 1:
        return None
    return (int(years.pop()) if years else None), next(iter(named.values()))
