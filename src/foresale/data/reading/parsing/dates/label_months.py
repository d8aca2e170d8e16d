"""The month that a label names, such as a file's or a sheet's name."""

from __future__ import annotations

import re

from foresale.data.reading.parsing.dates.month_names import months_by_name

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])[-_. ]((?:19|20)\d\d)(?!\d)")


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
