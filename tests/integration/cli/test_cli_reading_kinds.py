"""Kinds of files that were once read wrong: by the command line they add up, or are asked about."""

from __future__ import annotations

import calendar
import io
import json
import zipfile

import pytest

DAYS = [f"2024-03-{day:02d}" for day in range(1, 29)]
MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
HEAD = "date,product,qty\n"


def lines(each, product="A", days=DAYS, mark=","):
    return "".join(f"{day}{mark}{product}{mark}{each}\n" for day in days)


def grid():
    rows = ["Year,Month," + ",".join(map(str, range(1, 32)))]
    for month in MONTHS[:6]:
        year, number = map(int, month.split("-"))
        count = calendar.monthrange(year, number)[1]
        rows.append(f"{year},{number}," + ",".join(["2"] * count + [""] * (31 - count)))
    return "\n".join(rows) + "\n"


def pivot():
    rows = ["Row Labels," + ",".join(MONTHS)]
    for group, items in {"Fruit": (5, 9), "Nuts": (4,), "Veg": (7, 2)}.items():
        cells = [[n + (m * m * (i + 3)) % 17 for m in range(24)] for i, n in enumerate(items)]
        rows.append(f"{group}," + ",".join(str(sum(column)) for column in zip(*cells, strict=True)))
        rows += [f"{group} {i}," + ",".join(map(str, row)) for i, row in enumerate(cells)]
    return "\n".join(rows) + "\n", sum(sum(map(int, row.split(",")[1:])) for row in rows if " 0," in row
                                       or " 1," in row)  # fmt: skip


def sections():
    rows = ["Date,Product,Qty"]
    for store in ("North", "South"):
        rows += [f"{store},,", *(f"{day},{p},3" for day in DAYS for p in "AB"), f"Total {store},,168"]
    return "\n".join([*rows, "Grand Total,,336"]) + "\n"


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


PAGE = "<table><tr><th>date</th><th>product</th><th>qty</th></tr>" + "".join(
    f"<tr><td>{day}</td><td>A</td><td>4</td></tr>" for day in DAYS
)
READ = {
    "a grid of days": (grid(), "sales.csv", 2 * 181),
    "sections with headings": (sections(), "sales.csv", 336),
    "groups above their members": (pivot()[0], "sales.csv", pivot()[1]),
    "a zip": (zipped({"a.csv": HEAD + lines(4, days=DAYS[:9]), "b.csv": HEAD + lines(4, days=DAYS[9:])}),
              "sales.zip", 112),
    "a page": (PAGE, "sales.html", 112),
    "columns named once": (json.dumps({"columns": ["date", "product", "qty"],
                                       "data": [[day, "A", 4] for day in DAYS]}), "sales.json", 112),
    "lists of cells": (json.dumps([["date", "product", "qty"], *([day, "A", 4] for day in DAYS)]),
                       "sales.json", 112),
    "tildes between cells": ((HEAD + lines(4)).replace(",", "~"), "sales.csv", 112),
    "Hungarian": ("Dátum;Cikk;Mennyiség;Érték\n" + lines("4 db;900", mark=";"), "sales.csv", 112),
    "Indonesian": ("Tanggal;Produk;Jumlah;Total\n" + lines("4;Rp60.000", mark=";"), "sales.csv", 112),
    "lakhs": (HEAD + lines('"1,23,456.5"'), "sales.csv", 28 * 123_456.5),
    "millions of reais": (HEAD.replace("qty", "valor") + lines("R$ 2.5 milhões"), "sales.csv", 70e6),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_a_file_adds_up_to_what_it_says(run, tmp_path, kind):
    content, name, total = READ[kind]
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    ended = run("profile", file, "--json", "--yes", "--out", tmp_path / "out")
    assert ended.code == 0, ended.out
    portrait = json.loads((tmp_path / "out" / "profile.json").read_text())
    assert portrait["overview"]["total"] == pytest.approx(total)


ASKED = {
    "thousands or millions": (HEAD.replace("qty", "valor") + lines("5 mil"),
                              ("--number-words", "mil=1000"), 140_000),
    "miles or millions": (HEAD.replace("qty", "valor") + lines("5 mi"),
                          ("--number-words", "mi=1000000"), 140e6),
    "a mark before three digits": (HEAD + lines('"12,000"'), ("--decimal", "."), 336_000),
    "a word for a total": (HEAD + lines(4) + lines(5, "B") + lines(7, "Total"),
                           ("--without", "product=Total"), 252),
    "plans alone": ("date,product,scenario,qty\n" + lines("Budget,4") + lines("Zaphod,5"),
                    ("--only", "scenario=Zaphod"), 140),
}  # fmt: skip


@pytest.mark.parametrize("kind", ASKED)
def test_what_may_be_read_in_two_ways_is_an_error_whose_way_out_works(run, tmp_path, kind):
    text, way_out, total = ASKED[kind]
    file = tmp_path / "sales.csv"
    file.write_text(text, encoding="utf-8")
    asked = run("profile", file, "--json", "--yes", "--out", tmp_path / "out")
    assert asked.code == 1
    assert way_out[0] in json.loads(asked.out)["error"]["fix"]
    settled = run("profile", file, *way_out, "--json", "--yes", "--out", tmp_path / "out")
    assert settled.code == 0, settled.out
    portrait = json.loads((tmp_path / "out" / "profile.json").read_text())
    assert portrait["overview"]["total"] == pytest.approx(total)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Day,Jan,Feb,Mar\n" + "".join(f"{d},1,2,3\n" for d in range(1, 29)), "Jan 2024"),
        (
            "Datum;Artikel;Menge\n" + "".join(f"{d:02d}.03.;A;4\n" for d in range(1, 29)),
            "--year 2024",
        ),
    ],
)
def test_days_without_a_year_say_what_is_missing(run, tmp_path, text, words):
    file = tmp_path / "sales.csv"
    file.write_text(text, encoding="utf-8")
    refused = run("profile", file, "--json", "--yes", "--out", tmp_path / "out")
    error = json.loads(refused.out)["error"]
    assert (refused.code, "year" in error["problem"], words in error["fix"]) == (1, True, True)
