"""Tables in web pages saved as workbooks, in Excel's XML, and in ZIP archives."""

from __future__ import annotations

import zipfile

import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ForesaleError, UnreadableFileError

ROWS = [
    (f"2024-01-{day:02d}", name, day + len(name)) for day in range(1, 31) for name in ("Bread", "Tea & Co")
]
TOTAL = sum(units for *_, units in ROWS)
CSV = "day,product,units\n" + "".join(f"{day},{name},{units}\n" for day, name, units in ROWS)


def cells(tag, *values):
    return (
        "<tr>" + "".join(f"<{tag}>{str(value).replace('&', '&amp;')}</{tag}>" for value in values) + "</tr>"
    )


def page(rows=ROWS, head="<th>day</th><th>product</th><th>units</th>"):
    body = "".join(cells("td", *row) for row in rows)
    return f"<html><body><table><tr>{head}</tr>{body}</table></body></html>"


def read(path):
    sales = read_sales(path)
    return sales, sales.frame[sales.roles.target].sum()


@pytest.mark.parametrize("name", ["sales.xls", "sales.html", "sales.htm", "sales.csv"])
def test_a_page_is_read_whatever_its_name(tmp_path, name):
    path = tmp_path / name
    path.write_text(page(), encoding="utf-8")
    sales, total = read(path)
    assert total == TOTAL
    assert set(sales.frame["product"]) == {"Bread", "Tea & Co"}


def test_the_largest_table_of_a_page_counts_and_its_title_does_not(tmp_path):
    path = tmp_path / "report.xls"
    menu = "<table><tr><td>Menu</td></tr></table>"
    path.write_text(page().replace("<body>", f"<body>{menu}").replace("<tr>", "<TR>", 1), encoding="utf-8")
    assert read(path)[1] == TOTAL


def test_a_page_in_an_old_encoding_says_which(tmp_path):
    text = page(
        [(day, "Хлеб" if name == "Bread" else "Чай", units) for day, name, units in ROWS],
        "<td>Дата</td><td>Товар</td><td>Количество</td>",
    )
    path = tmp_path / "otchet.xls"
    path.write_bytes(
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">' + text).encode("cp1251")
    )
    sales, total = read(path)
    assert total == TOTAL
    assert set(sales.frame["Товар"]) == {"Хлеб", "Чай"}


def test_a_cell_over_several_rows_holds_for_each(tmp_path):
    lines = [
        f"<tr><td rowspan=2>2024-01-{day:02d}<td>Bread<td>{day}<tr><td>Milk<td>{day + 1}"
        for day in range(1, 31)
    ]
    path = tmp_path / "sales.xls"
    path.write_text("<table><tr><td>day<td>product<td>units" + "".join(lines) + "</table>", encoding="utf-8")
    sales, total = read(path)
    assert total == sum(2 * day + 1 for day in range(1, 31))
    assert sales.frame.height == 60


def test_a_page_without_a_table_is_refused(tmp_path):
    path = tmp_path / "sales.xls"
    path.write_text("<html><body>Please log in</body></html>", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="without a table"):
        read(path)


def test_excels_xml_is_read(tmp_path):
    space = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    rows = [
        ("day", "product", "units"),
        *((day, name.replace("&", "&amp;"), units) for day, name, units in ROWS),
    ]
    body = "".join(
        "<Row>" + "".join(f"<Cell><Data>{cell}</Data></Cell>" for cell in row) + "</Row>" for row in rows
    )
    path = tmp_path / "sales.xls"
    path.write_text(
        f'<?xml version="1.0"?><Workbook {space}><Worksheet><Table>{body}</Table></Worksheet></Workbook>'
    )
    assert read(path)[1] == TOTAL


def archive(tmp_path, members, name="sales.zip"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as packed:
        for inside, content in members.items():
            packed.writestr(inside, content)
    return path


@pytest.mark.parametrize("name", ["sales.zip", "sales.csv"])
def test_one_table_in_an_archive(tmp_path, name):
    members = {
        "sales.csv": CSV,
        "__MACOSX/._sales.csv": b"\x00\x05",
        ".DS_Store": b"x",
        "readme.txt": "hello\n",
    }
    assert read(archive(tmp_path, members, name))[1] == TOTAL


def test_several_parts_in_an_archive_are_one_history(tmp_path):
    later = CSV.replace("2024-01", "2024-03").replace("2024-03-30", "2024-03-31")
    sales, total = read(archive(tmp_path, {"a/jan.csv": CSV, "b/mar.csv": later}))
    assert total == 2 * TOTAL
    assert sales.roles.keys == ("product",)


def test_an_archive_without_a_table_names_what_it_holds(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"picture\.png"):
        read(archive(tmp_path, {"picture.png": b"\x89PNG"}))


def test_a_damaged_archive_is_told(tmp_path):
    path = tmp_path / "sales.zip"
    path.write_bytes(archive(tmp_path, {"a.csv": CSV}, "whole.zip").read_bytes()[:80])
    with pytest.raises(UnreadableFileError, match="no archive"):
        read(path)


def test_members_never_leave_their_folder(tmp_path):
    with pytest.raises(UnreadableFileError, match="holds no table"):
        read(archive(tmp_path, {"../../evil.csv": CSV}))
    assert not (tmp_path.parent.parent / "evil.csv").exists()


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_whose_bytes_are_damaged_says_so(tmp_path, packing):
    place = tmp_path / "sales.zip"
    with zipfile.ZipFile(place, "w", packing) as packed:
        packed.writestr("sales.csv", "date,qty\n" + "2024-01-01,1\n2024-01-02,7\n" * 700)
    raw = bytearray(place.read_bytes())
    raw[60:90] = bytes(byte ^ 0x5A for byte in raw[60:90])
    place.write_bytes(raw)
    with pytest.raises(UnreadableFileError, match="no archive that can be unpacked"):
        read_sales(place)


@pytest.mark.parametrize("name", ["sales.zip", "sales.csv", "sales.xlsx"])
def test_a_package_of_a_version_that_there_isnt_ends_in_a_sentence(tmp_path, name):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("sales.csv", CSV)
    content = bytearray(path.read_bytes())
    listed = content.rindex(b"PK\x01\x02")
    content[listed + 6] = 85  # the version that is needed to unpack it: 8.5
    path.write_bytes(content)
    with pytest.raises(ForesaleError):
        read_sales(path)
