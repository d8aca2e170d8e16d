"""The outlines of the ways people write dates: whether a family is worth a look at all.

The patterns themselves take up to 7 ms each to compile, far longer than a few cells take to match, and most
columns are no dates. An outline accepts whatever its family accepts, and more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_YEAR = r"(?:19|20)\d\d"
_OUTLINES = {
    family: re.compile(pattern, re.IGNORECASE)
    for family, pattern in {
        "ymd": r"^\d{4}[-/. ]\s?\d{1,2}[-/. ]\s?\d",
        "numeric": r"^\d{1,2}[-/. ]\s?\d{1,2}[-/. ]\s?\d\d",
        "short_ymd": r"^'?\d\d/\d{1,2}/\d$",
        "compact": rf"^{_YEAR}\d{{4}}",
        "compact_time": rf"^{_YEAR}\d{{4}}",
        "week": r"^\d{4}\D+\d{1,2}(?:-[1-7])?$",
        "week_year": r"^\D+\d{1,2}\D+\d{2,4}$",
        "week_first": r"^\d{1,2}\D+\d{2,4}$",
        "year_roman": rf"^{_YEAR}\D+$",
        "roman_year": rf"^i\D+{_YEAR}$",
        "year_quarter": rf"^{_YEAR}\D+[1-4]$",
        "quarter_year": r"^\D+[1-4]\D*\d{2,4}$",
        "quarter_first": r"^(?:[1-4]|i)\D*\d{2,4}$",
        "year_m": rf"^{_YEAR}\D+\d{{1,2}}$",
        "m_year": rf"^\D+\d{{1,2}}\D+{_YEAR}$",
        "fiscal": r"^(?:fy|gj|wj|ej)|p\d\d$|^'?(?:\d\d)?\d\d[/-]\d\d\D+\d{1,2}$",
        "fiscal_first": r"^[a-z]+\s?\d{1,2}[-\s/_]*(?:fy|gj|wj|ej)",
        "sap_period": rf"^0\d\d[./]{_YEAR}$",
        "year_month": rf"^{_YEAR}[-/.:]\d{{1,2}}$",
        "month_year": rf"^\d{{1,2}}[-/.]{_YEAR}$",
        "six": rf"^{_YEAR}\d\d(?:\.0)?$",
        "digits6": r"^\d{6}$",
        "digits8": r"^\d{8}$",
        "day_name": r"^\d{1,2}\D{2,}\d\d",
        "name_day": r"^\D{3,}\d{1,2}\D+\d{4}",
        "name_day_year": r"^\D{3,}[-/.]\d{1,2}[-/.]\d\d",
        "ordinal": rf"^{_YEAR}[-./]?[0-3]\d\d$",
        "name_year": r"^\D{2,}\d{4}$",
        "year_name": r"^\d{4}\D{2,}(?:\d{1,2}\.?)?$",
        "name_two": r"^\D{3,}\d{1,2}$",
        "two_name": r"^\d{1,2}\D{2,}$",
        "unix": r"^\D{3,}\d{1,2}\s+\d\d:\d\d:\d\d\s.*\d{4}$",
    }.items()
}


def likely_families(cells: Sequence[str], families: Sequence[str]) -> tuple[str, ...]:
    """Those of the families whose outline some cell has, in their order.

    Args:
        cells: A few distinct texts, with blanks at neither end.
        families: Names of `PATTERNS`.

    Examples:
        >>> likely_families(["1234.5", "99.90"], ("ymd", "numeric", "day_name"))
        ()
        >>> likely_families(["31 Jan 2024"], ("ymd", "numeric", "day_name", "name_year"))
        ('day_name',)
    """
    return tuple(
        family for family in families if family not in _OUTLINES or any(map(_OUTLINES[family].search, cells))
    )
