"""Several files: places of their own, versions of each other, columns renamed from year to year."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError, ForesaleError
from odd_tables import DAYS, saved, span
from sales_tables import total

PRODUCTS = ("Bread", "Milk", "Eggs")


def amount(place, product, day):
    return 10 + (7 * day * day + 13 * place + 5 * PRODUCTS.index(product)) % 41


def rows(place=0, month=1):
    return [
        (f"2024-{month:02d}-{day:02d}", name, amount(place, name, day))
        for day in range(1, 29)
        for name in PRODUCTS
    ]


def write(tmp_path, files):
    paths = []
    for name, (head, lines) in files.items():
        path = tmp_path / name
        path.write_text(
            "\n".join([head, *(",".join(map(str, line)) for line in lines)]) + "\n", encoding="utf-8"
        )
        paths.append(path)
    return paths


def read(paths, **options):
    sales = read_sales(paths, options=ReadOptions(**options))
    return sales, sales.frame[sales.roles.target].sum()


def sums(lines):
    return sum(line[2] for line in lines)


def test_files_of_two_places_are_told_apart_by_their_names(tmp_path):
    files = {"north.csv": ("day,product,qty", rows(1)), "south.csv": ("day,product,qty", rows(2))}
    sales, total = read(write(tmp_path, files))
    assert sales.roles.keys == ("product", "file")
    assert total == sums(rows(1)) + sums(rows(2))


def corrected():
    return [(day, name, qty + (i % 10 == 0)) for i, (day, name, qty) in enumerate(rows())]


@pytest.mark.parametrize(
    "names", [("a_v1.csv", "a_v2.csv"), ("march.csv", "april.csv"), ("old.csv", "new.csv")]
)
def test_files_that_could_be_versions_are_asked_about(tmp_path, names):
    head = "day,product,qty"
    paths = write(tmp_path, {names[0]: (head, rows()), names[1]: (head, corrected())})
    with pytest.raises(ColumnsError, match="versions"):
        read(paths)
    assert read(paths[1:])[1] == sums(corrected())
    sales, total = read(paths, keys=("product", "file"))
    assert total == sums(rows()) + sums(corrected())
    assert sales.frame["file"].n_unique() == 2


def test_a_file_called_new_with_other_numbers_throughout_is_asked_about(tmp_path):
    head = "day,product,qty"
    with pytest.raises(ColumnsError, match="versions"):
        read(write(tmp_path, {"sales old.csv": (head, rows(1)), "sales new.csv": (head, rows(2))}))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Date,Product,Qty 2023", "Date,Product,Quantity 2024"),
        ("Date,Product,Units 2023", "Date,Product,Units 2024"),
        ("Datum,Artikel,Menge", "Date,Product,Quantity"),
        ("Fecha,Producto,Cantidad", "Date,Product,Units sold"),
        ("date,product,qty", "DATE,PRODUCT,QTY"),
    ],
)
def test_columns_renamed_between_files_are_one(tmp_path, first, second):
    paths = write(tmp_path, {"a.csv": (first, rows(1, 1)), "b.csv": (second, rows(2, 2))})
    sales, total = read(paths)
    assert total == sums(rows(1)) + sums(rows(2))
    assert sales.frame.height == 2 * 84
    assert "renamed_columns" in {note.rule for note in sales.notes}


def test_columns_that_mean_something_else_are_not_joined(tmp_path):
    second = [(day, name, qty * 100) for day, name, qty in rows(2, 2)]
    paths = write(
        tmp_path, {"a.csv": ("date,product,qty", rows()), "b.csv": ("date,product,revenue", second)}
    )
    sales, total = read(paths)
    assert total == sums(rows())
    assert {"missing_columns", "missing_target"} <= {note.rule for note in sales.notes}


def test_columns_in_another_language_and_order_are_those_of_the_first_file(tmp_path):
    first = saved(
        tmp_path,
        "2023.csv",
        "Date,Store,Quantity,Amount\n" + "".join(f"{d},A,{d.day},{d.day}.5\n" for d in DAYS[:40]),
    )
    second = saved(
        tmp_path,
        "2024.csv",
        "Filiale;Datum;Betrag;Menge\n" + "".join(f"A;{d:%d.%m.%Y};{d.day},5;{d.day}\n" for d in DAYS[40:80]),
    )
    sales = read_sales([first, second])
    assert (sales.roles.date, sales.roles.target) == ("Date", "Quantity")
    assert total(sales) == sum(day.day for day in DAYS[:80])
    assert span(sales) == (DAYS[0], DAYS[79])


def test_weeks_of_one_file_are_no_days_of_another(tmp_path):
    first = saved(
        tmp_path, "a.csv", "Week,Store,Units,Price\n" + "".join(f"{d},A,{d.day},2\n" for d in DAYS[:70:7])
    )
    second = saved(
        tmp_path, "b.csv", "Price,Units,Store,Date\n" + "".join(f"2,{d.day},A,{d}\n" for d in DAYS[70:90])
    )
    try:
        said = " ".join(note.text for note in read_sales([first, second]).notes)
    except ForesaleError as error:
        said = str(error)
    assert "Date is Week" not in said


def test_weeks_that_shops_number_alike_are_told_apart_by_the_files_names(tmp_path):
    files = []
    for extra, shop in enumerate(("north", "south")):
        rows = [f"{week},{item},{week + 3 * extra}" for week in range(1, 53) for item in ("Tea", "Bread")]
        files.append(tmp_path / f"shop_{shop}.csv")
        files[-1].write_text("\n".join(["Week,Item,Units", *rows]))
    sales = read_sales(files)
    assert set(sales.roles.keys) == {"Item", "file"}
    assert sales.frame.filter(pl.col("file") == "south")["Units"].sum() == 2 * (52 * 53 / 2 + 3 * 52)


def test_a_file_of_purchases_beside_one_of_sales_is_not_added_to_it(tmp_path):
    lines = [f"{name}{{}},{day},{3 + place}" for place, (day, name, _) in enumerate(rows())]
    files = []
    for kind in ("sales", "purchases"):
        text = "\n".join(["No,Date,Units", *(line.format(kind) for line in lines)])
        files.append(saved(tmp_path, f"{kind}.csv", text))
    assert total(read_sales(files)) == sum(3 + place for place in range(len(lines)))
