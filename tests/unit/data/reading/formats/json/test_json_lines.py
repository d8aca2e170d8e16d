"""JSON arrays and JSON lines."""

import json

import pytest

from foresale.data.reading.formats.json.json_lines import read_json_lines
from foresale.data.reading.provenance import ROW
from foresale.errors import ColumnsError, UnreadableFileError

RECORDS = [{"day": "2024-01-01", "units": 3}, {"day": "2024-01-02", "units": 4.5, "shop": "a"}]


def write(tmp_path, text, name="sales.json"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=2),
        "\n".join(map(json.dumps, RECORDS)),
        json.dumps({"data": RECORDS}, indent=1),
        json.dumps({"data": RECORDS}),
    ],
)
def test_arrays_lines_and_wrapped_arrays_hold_the_same_records(tmp_path, text):
    table = read_json_lines(write(tmp_path, text))
    assert table.frame["units"].to_list() == [3, 4.5]
    assert table.frame["shop"].to_list() == [None, "a"]
    assert table.frame[ROW].to_list() == [1, 2]


def test_columns_of_values_are_a_table_too(tmp_path):
    table = read_json_lines(write(tmp_path, json.dumps({"day": ["2024-01-01"], "units": [3]})))
    assert table.columns == ["day", "units"]


def test_lines_that_are_not_json_are_rejected_with_their_number(tmp_path):
    text = '{"day": "2024-01-01", "units": 3}\n{"day": \n\n[1]\n{"day": "2024-01-02", "units": NaN}\n'
    table = read_json_lines(write(tmp_path, text, "sales.jsonl"))
    assert table.frame[ROW].to_list() == [1, 5]
    assert table.rejects.select("row", "value").rows() == [(2, '{"day":'), (4, "[1]")]


def test_a_record_inside_a_record_becomes_columns_and_lists_are_left_out(tmp_path):
    text = json.dumps([{"day": "2024-01-01", "shop": {"id": 7, "city": {"name": "Rome"}}, "tags": ["a"]}])
    table = read_json_lines(write(tmp_path, text))
    assert set(table.columns) == {"day", "shop.id", "shop.city.name"}
    assert table.notes[-1].rule == "nested_columns"


def test_mixed_numbers_and_text_come_as_text(tmp_path):
    table = read_json_lines(write(tmp_path, '[{"units": 1}, {"units": "many"}, {"units": 2.5}]'))
    assert table.frame["units"].to_list() == ["1", "many", "2.5"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"day": "2024-01-01"', "isn't whole JSON"),
        ("[1, 2]", "isn't a list of records"),
        ("[]", "has no records"),
        ("day,units\n", "isn't JSON"),
        ("{bad}\n{worse}\n", "holds no JSON record"),
        ("", "is empty"),
    ],
)
def test_what_holds_no_records_has_its_own_error(tmp_path, text, problem):
    with pytest.raises(UnreadableFileError, match=problem):
        read_json_lines(write(tmp_path, text))


ORDERS = [
    {
        "id": 1,
        "day": "2024-01-01",
        "total": "5.00",
        "lines": [{"sku": "a", "quantity": 2}, {"sku": "b", "quantity": 1}],
    },
    {"id": 2, "day": "2024-01-02", "total": "9.00", "lines": [{"sku": "a", "quantity": 4}]},
]


@pytest.mark.parametrize(
    "text", [json.dumps(ORDERS), json.dumps({"data": {"orders": ORDERS}}), "\n".join(map(json.dumps, ORDERS))]
)
def test_the_lines_of_orders_become_rows_with_their_orders_fields(tmp_path, text):
    table = read_json_lines(write(tmp_path, text))
    assert table.frame.select("day", "sku", "quantity", ROW).rows() == [
        ("2024-01-01", "a", 2, 1), ("2024-01-01", "b", 1, 1), ("2024-01-02", "a", 4, 2),
    ]  # fmt: skip
    assert table.frame["total"].to_list() == ["5.00", None, "9.00"]


def test_of_several_nested_lists_the_one_with_quantities_is_taken(tmp_path):
    orders = [order | {"taxes": [{"rate": 5}]} for order in ORDERS]
    assert read_json_lines(write(tmp_path, json.dumps(orders))).frame["quantity"].sum() == 7
    both = [order | {"refunds": [{"quantity": 1}]} for order in ORDERS]
    with pytest.raises(ColumnsError, match="lines, refunds"):
        read_json_lines(write(tmp_path, json.dumps(both)))


@pytest.mark.parametrize(
    "content",
    [
        {"columns": ["day", "units"], "index": [0, 1], "data": [["2024-01-01", 3], ["2024-01-02", 4]]},
        {"schema": [{"name": "day"}, {"name": "units"}], "rows": [["2024-01-01", 3], ["2024-01-02", 4]]},
        {"fields": ["day", "units"], "values": [["2024-01-01", 3], ["2024-01-02", 4]]},
        [["day", "units"], ["2024-01-01", 3], ["2024-01-02", 4]],
    ],
)
def test_columns_that_are_named_once_are_those_of_the_lists_below(tmp_path, content):
    frame = read_json_lines(write(tmp_path, json.dumps(content))).frame
    assert frame.select("day", "units").rows() == [("2024-01-01", 3), ("2024-01-02", 4)]
