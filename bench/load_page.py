"""The load benchmark's page: a part for each way that a service was run, of which the newest run stays."""

from __future__ import annotations

import re

_HEAD = (
    "# Load\n\n<!-- Written by `python -m bench.load --page`; edit bench/load_page.py instead. -->\n\n"
    "Each client asks again once it is answered: 50 % reads, 30 % predictions of a series, 10 % of a month, "
    "10 % batches of 20 sales. Clients run on the machine that they ask, and take their share of its cores; "
    "they give up after 60 seconds. A request that gets no turn at the database for 20 seconds is answered "
    "503 with `Retry-After`; runs of two minutes were made before that was so."
)


def put_part(page: str, part: str) -> str:
    """The page with a part in the place of the one of its heading, or at its end.

    Args:
        page: As it was; nothing for a new one.
        part: From its heading of the second level on.
    """
    parts = {_heading(old): old.strip() for old in re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]}
    parts[_heading(part)] = part.strip()
    return "\n\n".join([_HEAD, *parts.values()]) + "\n"


def _heading(part: str) -> str:
    return part.partition("\n")[0]
