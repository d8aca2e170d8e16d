"""Text that is a table for the eye: comments, rulers, columns parted by blanks, odd ends of lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.read_sales import read_sales

ROWS = [
    (f"2024-01-{day:02d}", name, day + len(name))
    for day in range(1, 31)
    for name in ("Bread", "Rye loaf", "Milk")
]
TOTAL = sum(units for *_, units in ROWS)
PLAIN = "day,product,units\n" + "".join(f"{day},{name},{units}\n" for day, name, units in ROWS)
NUMBERED = "day,product,units\n" + "".join(f"{i},{line}\n" for i, line in enumerate(PLAIN.splitlines()[1:]))
WIDE = "".join(f"{day}  {name:12s}  {units:5d}\n" for day, name, units in ROWS)


def read(tmp_path, text, name="sales.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    sales = read_sales(path)
    return sales, sales.frame[sales.roles.target].sum()


@pytest.mark.parametrize(
    "text",
    [
        "# till 5\n# 2024-06-01\n" + PLAIN,
        "# source, till, 5\n" + PLAIN,
        "// exported\n//\n" + PLAIN,
        "#day,product,units\n" + PLAIN.partition("\n")[2],
        "sep=,\n" + PLAIN,
        PLAIN + "\x1a",
        PLAIN.replace("\n", ",\n"),
        "day,product,units\n" + PLAIN.partition("\n")[2].replace("\n", ",\n"),
        "day,product,units,\n" + PLAIN.partition("\n")[2],
        "".join(f'"{line}"\n' for line in PLAIN.splitlines()),
        "day         product       units\n" + WIDE,
        "day         product       units\n----------  ------------  -----\n" + WIDE + "\n(90 rows)\n",
        NUMBERED,
        "".join(f"|{line.replace(',', '|')}|\n" for line in PLAIN.splitlines()),
    ],
    ids=["comments", "comment with commas", "slashes", "header in a comment", "sep", "end mark", "ends",
         "ends of rows", "end of header", "quoted lines", "blanks", "ruler", "row numbers", "bars"],
)  # fmt: skip
def test_every_layout_reads_the_same(tmp_path, text):
    sales, total = read(tmp_path, text, "sales.txt")
    assert total == TOTAL
    assert sales.frame["product"].n_unique() == 3
    assert sales.roles.keys == ("product",)


def test_rows_keep_the_numbers_of_their_lines(tmp_path):
    sales, _ = read(tmp_path, "# a comment\n" + PLAIN.replace("2024-01-03,Milk,7", "2024-01-03,Milk,many"))
    assert sales.rejects["row"].to_list() == [2 + 3 * 3]


def test_a_product_with_a_hash_is_no_comment(tmp_path):
    _, total = read(tmp_path, PLAIN.replace("\n2024-01-05", "\n2024-01-05").replace("Bread", "#1 Bread"))
    assert total == TOTAL


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 6), st.lists(st.integers(0, 9999), min_size=20, max_size=40))
def test_columns_parted_by_any_number_of_blanks(tmp_path_factory, gap, units):
    lines = [f"2024-01-{i % 28 + 1:02d}{' ' * gap}{value:5d}\n" for i, value in enumerate(units)]
    _, total = read(
        tmp_path_factory.mktemp("blanks"), f"day{' ' * (gap + 3)}units\n{''.join(lines)}", "a.txt"
    )
    assert total == sum(units)
