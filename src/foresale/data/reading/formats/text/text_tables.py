"""Tables below each other in one delimited text, each with periods of its own as columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foresale.data.reading.formats.period_headers import find_period_headers
from foresale.data.reading.formats.tables_below import TableBelow, find_tables_below
from foresale.data.reading.formats.text.text_records import Records, cells_of

_LOOKED = 80  # records among which the first header stands
_MOST_CELLS = 100_000  # of a text of which every record is looked at
_ABOVE = 3  # records above a header that may be its title
_A_ROW = ("x", "x")


def find_text_tables(text: bytes, records: Records, delimiter: str) -> list[TableBelow]:
    """The tables, by the places of their records; none where the text is one table.

    Args:
        text: The text.
        records: Its records.
        delimiter: What parts the cells.
    """
    count = len(records.start)
    head = [cells_of(text, records, place, delimiter) for place in range(min(count, _LOOKED))]
    headers = find_period_headers(head)
    if not headers:
        return []
    if int(records.cells.sum()) <= _MOST_CELLS:
        rows = [cells_of(text, records, place, delimiter) for place in range(count)]
        return find_tables_below(rows)
    first = text[records.start[headers[0]] : records.end[headers[0]]].split(delimiter.encode(), 1)[0]
    alike, apart = np.ones(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    apart[1:] = records.blank[:-1] | (records.cells[:-1] == 1)
    data = np.frombuffer(text, dtype=np.uint8)
    for offset, byte in enumerate(first + delimiter.encode()):
        alike[alike] = data[np.minimum(records.start[alike] + offset, len(data) - 1)] == byte
    places = {place - back for place in np.flatnonzero(alike | apart).tolist() for back in range(_ABOVE + 1)}
    return find_tables_below(
        [cells_of(text, records, at, delimiter) if at in places else _A_ROW for at in range(count)]
    )


def cut_tables(text: bytes, records: Records, places: Sequence[TableBelow]) -> list[tuple[bytes, int]]:
    """Each table's text, from its header on, and how many lines stand before it.

    Args:
        text: The text.
        records: Its records.
        places: Where the tables stand.
    """
    edges = [*records.start.tolist(), len(text)]
    return [
        (text[edges[place.header] : edges[place.end]], int(records.line[place.header]) - 1)
        for place in places
    ]
