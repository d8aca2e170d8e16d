"""Events from a file."""

from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from foresale.data.calendar.events import check_events, event_columns
from foresale.errors import BadRowsError, ColumnsError
from foresale.frequency import Frequency

SERIES = pl.DataFrame(
    {"store": ["S1", "S1", "S2"], "product": ["ale", "milk", "ale"], "region": ["N", "N", "S"]}
)
WEEK = np.arange("2024-05-06", "2024-05-13", dtype="datetime64[D]")


def columns(rows: list[dict], dates: np.ndarray = WEEK, freq: Frequency = Frequency.DAY) -> dict[str, list]:
    found = event_columns(pl.DataFrame(rows, infer_schema_length=None), SERIES, dates, freq)
    return {name: values.tolist() for name, values in found.items()}


def test_an_event_without_a_place_touches_every_series_from_start_to_end():
    found = columns([{"name": "Fair", "start": "2024-05-07", "end": "2024-05-08"}])
    assert found == {"event_fair": [[0, 1, 1, 0, 0, 0, 0]] * 3}


def test_an_event_touches_only_the_series_its_keys_name():
    found = columns([{"name": "Fair", "date": date(2024, 5, 6), "store": "S1", "product": "ale"}])
    assert found["event_fair"] == [[1, *[0] * 6], [0] * 7, [0] * 7]


def test_an_empty_key_means_everywhere_and_a_static_column_is_a_place_too():
    found = columns(
        [
            {"name": "Fair", "date": "2024-05-06", "store": "S1", "region": None},
            {"name": "Fair", "date": "2024-05-07", "store": None, "region": "S"},
            {"name": "Fair", "date": "2024-05-08", "store": "", "region": ""},
        ]
    )
    assert [row[:3] for row in found["event_fair"]] == [[1, 0, 1], [1, 0, 1], [0, 1, 1]]


def test_weeks_and_months_count_days_once_however_many_rows_cover_them():
    rows = [
        {"name": "Fair", "start": "2024-05-10", "end": "2024-05-14"},
        {"name": "Fair", "start": "2024-05-12", "end": "2024-05-13"},
    ]
    assert columns(rows, WEEK[[0]], Frequency.WEEK)["event_fair"][0] == [3]
    assert columns(rows, np.array([WEEK[0], WEEK[0] + np.timedelta64(7, "D")]), Frequency.WEEK)["event_fair"][
        0
    ] == [3, 2]
    months = np.array(["2024-04-01", "2024-05-01"], dtype="datetime64[D]")
    assert columns(rows, months, Frequency.MONTH)["event_fair"][0] == [0, 5]


def test_events_outside_the_dates_leave_zeros():
    rows = [{"name": "A", "date": "2020-01-01"}, {"name": "A", "date": "2030-01-01"}]
    assert columns(rows) == {"event_a": [[0] * 7] * 3}


def test_each_name_has_its_column_and_spellings_of_one_share_it():
    rows = [
        {"name": n, "date": f"2024-05-0{6 + i}"} for i, n in enumerate(["Cup final", "cup-final", "Fair"])
    ]
    found = columns(rows)
    assert list(found) == ["event_cup_final", "event_fair"]
    assert found["event_cup_final"][0][:3] == [1, 1, 0]


def test_a_time_of_day_and_a_missing_end_are_read_as_one_day():
    rows = [{"name": "Fair", "start": datetime(2024, 5, 6, 18), "end": None}]
    assert columns(rows)["event_fair"][0] == [1, *[0] * 6]


def test_bad_rows_are_set_aside_with_row_column_value_and_reason():
    events = pl.DataFrame(
        {
            "name": ["Fair", None, "Cup", "Gala"],
            "start": ["2024-05-06", "2024-05-06", "31/05/2024", "2024-05-09"],
            "end": ["2024-05-06", "2024-05-06", "2024-06-01", "2024-05-08"],
        }
    )
    good, rejects = check_events(events, ["store"], file="events.csv")
    assert good["name"].to_list() == ["Fair"]
    assert rejects.select("file", "row", "column", "value").rows() == [
        ("events.csv", 3, "name", None),
        ("events.csv", 4, "start", "31/05/2024"),
        ("events.csv", 5, "end", "2024-05-08"),
    ]


def test_bad_rows_stop_the_columns_with_the_first_example():
    with pytest.raises(BadRowsError) as caught:
        columns([{"name": "Fair", "date": "2024-05-06"}, {"name": "Cup", "date": "soon"}])
    assert "1 of 2 event rows" in caught.value.problem
    assert "row 3, column date: 'soon'" in caught.value.problem


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"date": "2024-05-06"}, "need a name and a day"),
        ({"name": "Fair"}, "need a name and a day"),
        ({"name": "Fair", "date": "2024-05-06", "town": "Leeds"}, "'town'"),
    ],
)
def test_missing_and_unknown_columns_are_named(row, words):
    with pytest.raises(ColumnsError, match=words):
        columns([row])


def test_a_table_without_rows_makes_no_columns():
    empty = pl.DataFrame(schema={"name": pl.String, "date": pl.Date})
    assert event_columns(empty, SERIES, WEEK, Frequency.DAY) == {}
