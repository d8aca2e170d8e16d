"""Files and sheets that are named after what their rows are: sales, goods on their way, plans, places."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

import foresale as fs
from foresale.errors import ColumnsError
from odd_tables import DAYS, amount, saved
from sales_tables import total

HEAD = ("date", "product", "qty")


def lines(place: int) -> list[tuple[str, str, int]]:
    return [(str(day), name, amount(day, place + at)) for day in DAYS[:40] for at, name in enumerate("AB")]


def files(folder: Path, names: tuple[str, ...], head: str = ",".join(HEAD), more: str = "") -> list[Path]:
    """A file of sales of the same days and products for each name, and what further cells the last has."""
    found = []
    for place, name in enumerate(names):
        last = more if place == len(names) - 1 else "," * more.count(",")
        rows = "".join(f"{day},{product},{units}{last}\n" for day, product, units in lines(place))
        found.append(saved(folder, f"{name}.csv", f"{head}\n{rows}"))
    return found


def book(folder: Path, names: tuple[str, ...], number: str = "") -> Path:
    with xlsxwriter.Workbook(folder / "shop.xlsx") as workbook:
        for place, name in enumerate(names):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, [*HEAD, *([number] if number else [])])
            for at, line in enumerate(lines(place), start=1):
                sheet.write_row(at, 0, [*line, *([f"{name[0]}-{at}"] if number else [])])
    return folder / "shop.xlsx"


def sold(*places: int) -> int:
    return sum(units for place in places for _, _, units in lines(place))


@pytest.mark.parametrize(
    "names",
    [("sales", "deliveries"), ("verkauf", "lieferungen"), ("sales", "receipts"), ("north", "deliveries"),
     ("sales", "orders"), ("ventes", "livraisons"), ("продажи", "поставки"), ("sales", "transfers")],
)  # fmt: skip
def test_goods_on_their_way_are_never_added_to_sales_unasked(tmp_path: Path, names: tuple[str, str]) -> None:
    paths = files(tmp_path, names)
    with pytest.raises(ColumnsError, match="are these sales too") as asked:
        fs.read(paths)
    assert f"file={names[1]}" in str(asked.value)
    assert total(fs.read(paths, without=[f"file={names[1]}"])) == sold(0)
    assert total(fs.read(paths, only=[f"file={','.join(names)}"])) == sold(0, 1)


def test_sheets_follow_the_rule_of_files(tmp_path: Path) -> None:
    path = book(tmp_path, ("Sales", "Deliveries"))
    with pytest.raises(ColumnsError, match="are these sales too"):
        fs.read(path)
    assert total(fs.read(path, without=["sheet=Deliveries"])) == sold(0)


def test_sheets_of_goods_bought_are_left_out_as_such_files_are(tmp_path: Path) -> None:
    assert total(fs.read(book(tmp_path, ("Sales", "Purchases")))) == sold(0)
    assert total(fs.read(files(tmp_path, ("sales", "purchases")))) == sold(0)


def test_goods_of_a_supplier_were_bought(tmp_path: Path) -> None:
    paths = files(tmp_path, ("sales", "deliveries"), "date,product,qty,supplier", ",Miller Ltd")
    assert total(fs.read(paths)) == sold(0)


def test_a_word_that_is_a_city_too_is_asked_about(tmp_path: Path) -> None:
    paths = files(tmp_path, ("lisboa", "porto"))
    with pytest.raises(ColumnsError, match="are these sales too"):
        fs.read(paths)
    sales = fs.read(paths, only=["file=lisboa,porto"])
    assert (total(sales), sales.roles.keys) == (sold(0, 1), ("product", "file"))


def test_a_forecast_beside_two_files_of_sales_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(ColumnsError, match="forecast"):
        fs.read(files(tmp_path, ("sales", "north", "forecast")))


@pytest.mark.parametrize("names", [("north", "south"), ("sales_berlin", "sales_munich", "sales_hamburg")])
@pytest.mark.parametrize(
    ("head", "of"),
    [
        ("order_no,date,product,qty", "{n},{day},{product},{units}"),
        ("Order ID,date,product,qty", "ORD-{n},{day},{product},{units}"),
        ("date,time,receipt,product,qty", "{day},{hour:02d}:15,{n},{product},{units}"),
        ("timestamp,product,qty", "{day} {hour:02d}:15:30,{product},{units}"),
        ("invoice,date,customer,product,qty", "{n},{day},C{hour},{product},{units}"),
    ],
)
def test_files_of_single_sales_keep_the_store_that_their_names_say(
    tmp_path: Path, names: tuple[str, ...], head: str, of: str
) -> None:
    paths = []
    for place, name in enumerate(names):
        rows = [
            of.format(n=1000 + 200 * place + at, day=day, product=product, units=units + k, hour=9 + at % 9)
            for at, (day, product, units) in enumerate(lines(place))
            for k in range(1 + at % 2)
        ]
        paths.append(saved(tmp_path, f"{name}.csv", "\n".join([head, *rows]) + "\n"))
    sales = fs.read(paths)
    assert sales.roles.keys == ("product", "file")
    assert sales.frame["file"].n_unique() == len(names)


def test_sheets_of_single_sales_keep_the_store_that_their_names_say(tmp_path: Path) -> None:
    sales = fs.read(book(tmp_path, ("North", "South"), "order"))
    assert sales.roles.keys == ("product", "sheet")
    assert total(sales) == sold(0, 1)


def test_parts_of_one_history_of_single_sales_get_no_key(tmp_path: Path) -> None:
    rows = [f"ORD-{at},{day},{product},{units}\n" for at, (day, product, units) in enumerate(lines(0))]
    head = "Order ID,date,product,qty\n"
    half = len(rows) // 2 + 1
    paths = [
        saved(tmp_path, "first_part.csv", head + "".join(rows[:half])),
        saved(tmp_path, "last_part.csv", head + "".join(rows[half:])),
    ]
    sales = fs.read(paths)
    assert (total(sales), sales.roles.keys) == (sold(0), ("product",))
