"""Lines that a printed report repeats on each page: its title, the date of printing, the page's number."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from foresale.data.reading.formats.text.text_records import Records

PAGE = re.compile(r"(?i)^\W*(?:page|seite|pagina|página|pag|стр|страница|blatt)\W*\d")


def find_page_lines(
    text: bytes, records: Records, broken: NDArray[np.bool_], header: int, delimiter: str
) -> NDArray[np.int64]:
    """Broken records that number a page, or say the same as a line of one cell above the first header.

    Args:
        text: The text.
        records: Its records.
        broken: Which of them don't fit the table.
        header: Place of the first header.
        delimiter: What parts the cells.
    """
    titles = (_line(text, records, place) for place in range(header))
    above = {line for line in titles if delimiter not in line}
    lines = {place: _line(text, records, place) for place in np.flatnonzero(broken).tolist()}
    found = [place for place, line in lines.items() if line in above or PAGE.match(line)]
    return np.array(found, dtype=np.int64)


def _line(text: bytes, records: Records, place: int) -> str:
    line = text[records.start[place] : records.end[place]].decode("utf-8", errors="replace")
    return line.strip(' ";,\t|')
