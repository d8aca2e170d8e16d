"""One number for each different combination of cells."""

from __future__ import annotations

import datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from foresale.data.reading.columns.roles.row_codes import count_different, row_codes

_CELLS = {
    "text": st.none() | st.sampled_from(["a", "b", "", "A"]),
    "whole": st.none() | st.integers(-(2**63), 2**63 - 1),
    "few": st.integers(-2, 2),
    "number": st.none() | st.sampled_from([0.5, -1.0, 2.25]),
    "day": st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)),
    "moment": st.none() | st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1)),
    "flag": st.none() | st.booleans(),
}
_ROWS = st.lists(st.fixed_dictionaries(_CELLS), min_size=1, max_size=30)
_SCHEMA = {
    "text": pl.String,
    "whole": pl.Int64,
    "few": pl.Int8,
    "number": pl.Float64,
    "day": pl.Date,
    "moment": pl.Datetime("us"),
    "flag": pl.Boolean,
}


@given(_ROWS, st.lists(st.sampled_from(sorted(_CELLS)), min_size=1, max_size=7, unique=True))
def test_rows_have_the_same_code_where_all_their_cells_are_the_same(rows, names):
    frame = pl.DataFrame(rows, schema=_SCHEMA)
    codes = row_codes(frame, names).to_list()
    cells = frame.select(names).rows()
    assert [codes.index(code) for code in codes] == [cells.index(row) for row in cells]
    assert count_different(frame, names) == len(set(cells))


def test_a_table_without_rows_holds_nothing():
    assert count_different(pl.DataFrame(schema=_SCHEMA), ["text", "day"]) == 0
