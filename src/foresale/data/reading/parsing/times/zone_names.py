"""Short names of time zones, such as PST, and how far east of UTC their clocks are."""

from __future__ import annotations

#: Names that mean one clock, in minutes east of UTC.
OFFSETS = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180, "PKT": 300, "WIB": 420, "SGT": 480, "HKT": 480,
    "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720,
    "NZDT": 780, "SAST": 120, "EAT": 180, "WAT": 60, "BRT": -180, "ART": -180, "CLT": -240, "NST": -210,
    "NDT": -150, "ADT": -180, "EST": -300, "EDT": -240, "CDT": -300, "MDT": -360, "MST": -420, "PST": -480,
    "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
}  # fmt: skip
#: Names that several parts of the world use, each with zones it may mean.
AMBIGUOUS = {
    "CST": ("America/Chicago", "Asia/Shanghai"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "GST": ("Asia/Dubai", "Atlantic/South_Georgia"),
}
#: A second name in the same column that settles an ambiguous one.
_SETTLED_BY = {"CST": ("CDT", -360), "BST": ("GMT", 60), "AST": ("ADT", -240)}


def clock_offsets(names: set[str]) -> dict[str, int]:
    """Minutes east of UTC of the names that mean one clock, alone or beside the others.

    Args:
        names: The short names of one column, in capitals.

    Examples:
        >>> clock_offsets({"CST", "CDT"}), clock_offsets({"CST"})
        ({'CDT': -300, 'CST': -360}, {})
    """
    offsets = {name: OFFSETS[name] for name in sorted(names) if name in OFFSETS}
    for name, (witness, minutes) in _SETTLED_BY.items():
        if name in names and witness in names:
            offsets[name] = minutes
    return offsets
