"""Files of sales become rows for the system of record."""

from __future__ import annotations

import datetime
import json

import polars as pl
import pytest

from foresale.errors import ColumnsError, OptionError, UnreadableFileError
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.read_import import lines_to_store, of_stores, preview, read_import
from foresale.workflows.importing.sale_lines import build_sale_lines, check_lines
from foresale.workflows.importing.upload import Upload

TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def read(tmp_path):
    """A function that reads a text as an uploaded file."""

    def from_text(text, name="sales.csv", **options):
        path = tmp_path / f"0a1b{name[name.rindex('.') :]}"
        path.write_text(text)
        return read_import(Upload(path, name), ImportOptions(**options), today=TODAY)

    return from_text


def ids(found):
    return found.frame["transaction_id"].to_list()


def test_every_field_finds_its_column_whatever_it_is_called(read):
    found = read(
        "Rechnungsnr;Filiale;Artikelnummer;Bezeichnung;Warengruppe;Datum;Menge;Einzelpreis;Umsatz;Kundengruppe;Aktion\n"
        + "".join(
            f"R{n};F{n % 3};A{n % 4};Ding {n % 4};Obst;{n % 28 + 1:02d}.03.2026;2;1,50;3,00;Stamm;{n % 2}\n"
            for n in range(60)
        )
    )
    assert dict(found.columns) == {
        "transaction_id": "Rechnungsnr", "store": "Filiale", "product": "Artikelnummer",
        "product_name": "Bezeichnung", "category": "Warengruppe", "timestamp": "Datum", "quantity": "Menge",
        "unit_price": "Einzelpreis", "revenue": "Umsatz", "customer_group": "Kundengruppe",
        "promotion": "Aktion",
    }  # fmt: skip
    first, second = found.frame.select("unit_price", "promotion", "sold_at").rows()[:2]
    assert first == (1.5, None, datetime.datetime(2026, 3, 1))
    assert second[1] == "yes"
    assert found.is_ready
    assert not found.has_times


def test_what_the_caller_says_wins_and_a_field_may_be_left_out(read):
    text = "date,sku,units,price\n" + "".join(f"2026-01-{d:02d},A,{d},5\n" for d in range(1, 20))
    found = read(text, columns={"quantity": "price", "unit_price": None}, constants={"store": "S7"})
    assert found.frame["quantity"].unique().to_list() == [5.0]
    assert found.frame["unit_price"].null_count() == 19
    assert found.frame["store"].unique().to_list() == ["S7"]


def test_one_of_quantity_price_and_revenue_is_worked_out(read):
    text = "date,sku,price,revenue\n" + "".join(f"2026-01-{d:02d},A,2.5,{d * 2.5}\n" for d in range(1, 20))
    assert read(text).frame["quantity"].to_list() == list(range(1, 20))
    text = "date,sku,units,revenue\n" + "".join(f"2026-01-{d:02d},A,4,{d}\n" for d in range(1, 20))
    assert read(text).frame["unit_price"].to_list()[:3] == [0.25, 0.5, 0.75]


def test_bad_rows_are_set_aside_with_row_column_value_and_reason(read):
    good = [f"R{n},S,A,2026-02-{n % 28 + 1:02d},3,1.5" for n in range(200)]
    bad = {
        "R900,S,A,2026-02-30,3,1.5": ("when", "2026-02-30", "is not a date"),
        "R901,S,A,,3,1.5": ("when", None, "has no date"),
        "R902,S,A,2027-02-01,3,1.5": ("when", "2027-02-01", "lies after today (2026-11-20)"),
        "R903,S,A,2026-02-01,three,1.5": ("qty", "three", "is not a number"),
        "R904,S,A,2026-02-01,,": ("qty", None, "has no quantity"),
        "R905,S,A,2026-02-01,3,-1.5": ("price", "-1.5", "is a negative price"),
        "R906,S,,2026-02-01,3,1.5": ("sku", None, "names no product"),
        f"R907,{'S' * 101},A,2026-02-01,3,1.5": ("shop", "S" * 101, "is longer than 100 letters"),
        f"{'R' * 65},S,A,2026-02-01,3,1.5": ("id", "R" * 65, "is longer than 64 letters"),
        "R909,S,A,2026-02-01,1e15,1.5": ("qty", "1e15", "is larger than 1e+12"),
        "R910,S,A,2026-02-01,inf,1.5": ("qty", "inf", "is not a finite number"),
    }
    text = "\n".join(["id,shop,sku,when,qty,price", *good, *bad, "R911,S,A,2026-02-01,3"])
    found = read(text, columns={"transaction_id": "id"})
    assert found.frame.height == 200
    rejects = {row["row"]: row for row in found.rejects.to_dicts()}
    for line, (column, value, reason) in enumerate(bad.values(), start=202):
        told = rejects[line]
        assert (told["column"], told["value"], told["reason"]) == (column, value, reason)
        assert told["file"] == "sales.csv"
    assert "cells where the header has" in rejects[213]["reason"]
    assert found.rejects["row"].is_sorted()
    assert found.n_read == found.frame.height + found.rejects.height


def test_a_long_description_is_cut_and_said_and_its_sale_is_kept(read):
    text = "date,sku,qty,product name,category\n" + "".join(
        f"2026-03-{d:02d},A,{d},{'n' * (199 + d)},{'c' * (99 + d)}\n" for d in range(1, 4)
    )
    found = read(text)
    assert found.frame["product_name"].str.len_chars().to_list() == [200, 200, 200]
    assert found.frame["category"].str.len_chars().to_list() == [100, 100, 100]
    said = {note.rule: note.count for note in found.notes}
    assert (said["product_name_shortened"], said["category_shortened"]) == (2, 2)
    check_lines(build_sale_lines(lines_to_store(found, None)))


def test_lines_of_a_receipt_are_numbered_and_stay_so_once_a_bad_one_is_mended(read):
    lines = ["R1,A,2026-03-01,1", "R1,B,2026-03-01,?!", "R1,C,2026-03-01,3", "R2,A,2026-03-02,1"]
    head = "receipt,sku,date,qty\n"
    assert ids(read(head + "\n".join(lines))) == ["R1", "R1~2", "R2"]
    mended = [line.replace("?!", "2") for line in lines]
    assert ids(read(head + "\n".join(mended))) == ["R1", "R1~1", "R1~2", "R2"]


def test_a_number_that_is_one_sales_comes_once(read):
    lines = [f"T{n},A,2026-03-{n + 1:02d},1" for n in range(20)]
    again = [*lines, lines[3], "T5,A,2026-03-06,9"]
    found = read("transaction_id,sku,date,qty\n" + "\n".join(again))
    assert ids(found) == [f"T{n}" for n in range(20)]
    assert found.rejects.select("row", "value").rows() == [(23, "T5")]
    assert any(note.rule == "repeated_rows" and note.count == 1 for note in found.notes)


def test_sales_without_numbers_get_the_same_ones_from_every_file_they_are_in(read):
    lines = [f"2026-03-{d:02d},S1,{p},{d}" for d in range(1, 21) for p in "AB"]
    head = "date,store,sku,units\n"
    whole, part = read(head + "\n".join(lines)), read(head + "\n".join(lines[10:30]))
    assert ids(part) == ids(whole)[10:30]
    assert len(set(ids(whole))) == 40
    corrected = read(head + "\n".join(lines[:10]).replace(",5", ",50"))
    assert ids(corrected) == ids(whole)[:10]


def test_two_equal_sales_of_one_moment_are_two_sales_where_rows_are_sales(read):
    lines = ["2026-03-01 10:00,A,1"] * 3 + ["2026-03-01 11:00,B,2"] * 2 + ["2026-03-02 09:00,A,1"]
    found = read("timestamp,sku,qty\n" + "\n".join(lines))
    assert found.frame.height == 6
    assert len(set(ids(found))) == 6


def test_a_wide_table_becomes_rows_and_its_empty_cells_none(read):
    days = [f"2026-01-{d:02d}" for d in range(1, 15)]
    text = (
        "store,sku,"
        + ",".join(days)
        + "\n"
        + "".join(f"S{n},A{n},{','.join(['2'] * 13)},\n" for n in range(5))
    )
    found = read(text)
    assert (found.frame.height, found.rejects.height) == (65, 0)
    assert any(note.rule == "empty_cells" and note.count == 5 for note in found.notes)


def test_what_is_open_is_a_question_until_it_is_answered(read):
    text = "date,product,quantity\n03/04/2026,A,1\n01/02/2026,A,2\n05/01/2026,A,5\n"
    asked = read(text)
    assert not asked.is_ready
    assert asked.questions[0].answers == ("day first", "month first")
    answered = read(text, answers=("month first",))
    assert answered.is_ready
    assert answered.frame["sold_at"][0] == datetime.datetime(2026, 3, 4)


def test_what_is_missing_is_named_and_nothing_is_made_up(read):
    found = read("date,colour\n" + "2026-01-01,red\n2026-01-02,blue\n" * 5)
    assert "quantity" in found.missing
    assert found.frame.height == 0
    assert not found.is_ready


def test_messages_are_in_the_owners_words(read):
    with pytest.raises(ColumnsError, match="no column 'Qty'") as wrong:
        read("date,sku,qty\n2026-01-01,A,1\n", columns={"quantity": "Qty"})
    assert "'qty'" in wrong.value.fix
    with pytest.raises(UnreadableFileError, match=r"^May sales\.csv is empty"):
        read("   ", "May sales.csv")
    with pytest.raises(ColumnsError) as undated:
        read("sku,qty\nA,1\n", "May sales.csv")
    assert "May sales.csv" in undated.value.problem
    assert "columns.timestamp" in undated.value.fix
    assert "--" not in undated.value.fix


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"columns": {"colour": "x"}}, "colour"),
        ({"columns": {"quantity": "a", "product": "a"}}, "two fields"),
        ({"constants": {"quantity": "3"}}, "quantity"),
        ({"columns": {"store": "a"}, "constants": {"store": "b"}}, "both"),
    ],
)
def test_options_that_cant_be_meant_are_refused(options, word):
    with pytest.raises(OptionError, match=word):
        ImportOptions(**options)


def test_options_come_back_from_json_as_they_were():
    options = ImportOptions(
        columns={"store": None, "quantity": "Qty"}, answers=("day first",), day_first=False
    )
    assert ImportOptions.from_json(json.loads(json.dumps(options.as_json()))) == options


def test_a_preview_is_json_and_adds_up(read):
    text = "date,sku,units\n" + "".join(f"2026-01-{d:02d},A,{d}\n" for d in range(1, 25)) + "soon,A,3\n"
    shown = json.loads(json.dumps(preview(read(text), rows=5)))
    assert shown["counts"] == {
        "read": 25, "usable": 24, "rejected": 1, "products": 1, "stores": 1, "first_day": "2026-01-01",
        "last_day": "2026-01-24", "quantity": 300.0, "revenue": None,
    }  # fmt: skip
    assert len(shown["rows"]) == 5
    assert shown["columns"][1] == {"column": "sku", "field": "product", "samples": ["A", "A", "A"]}


def test_rows_of_stores_that_arent_the_callers_are_set_aside(read):
    text = "date,store,sku,units\n2026-01-01,S1,A,1\n2026-01-01,S2,A,2\n2026-01-02,S1,A,3\n"
    own = of_stores(read(text), {"S1"})
    assert own.frame["store"].unique().to_list() == ["S1"]
    assert own.rejects.select("file", "row", "column", "value").rows() == [("sales.csv", 3, "store", "S2")]
    assert of_stores(read(text), None).frame.height == 3


def test_days_stay_days_and_times_may_be_of_a_zone(read):
    days = read("date,sku,units\n2026-01-01,A,1\n2026-01-02,A,2\n")
    assert lines_to_store(days, "Europe/Rome").schema["sold_at"] == pl.Date
    times = read("timestamp,sku,units\n2026-01-01 00:30,A,1\n2026-01-02 10:00,A,2\n")
    assert lines_to_store(times, None).schema["sold_at"] == pl.Datetime("us")
    zoned = lines_to_store(times, "Europe/Rome")["sold_at"].dt.convert_time_zone("UTC")
    assert zoned[0].isoformat() == "2025-12-31T23:30:00+00:00"


def test_more_columns_than_anybody_needs_are_refused_at_once(read):
    names = ",".join(f"c{n}" for n in range(20_000))
    with pytest.raises(ColumnsError, match=r"20,003 columns, more than 5,000"):
        read(f"date,sku,units,{names}\n2026-01-01,A,1{',1' * 20_000}\n")


def test_a_ledger_below_zero_is_turned_round_with_its_revenue_and_returns_by_name_are_not(tmp_path):
    path = tmp_path / "0a1b.csv"
    days = [datetime.date(2026, 1, 1) + datetime.timedelta(n) for n in range(20)]
    path.write_text("date,sku,units,revenue\n" + "".join(f"{day},A,-2,-5.5\n" for day in days))
    sold = read_import(Upload(path, "ledger.csv"), ImportOptions(), today=TODAY).frame
    assert (sold["quantity"].sum(), sold["revenue"].sum()) == (40, 110)
    back = read_import(Upload(path, "returns_january.csv"), ImportOptions(), today=TODAY).frame
    assert (back["quantity"].sum(), back["revenue"].sum()) == (-40, -110)


def test_cells_of_several_products_are_a_question_that_either_answer_settles(read):
    baskets = ["Tea; Latte", "Tea", "Latte", "Bagel; Tea", "Bagel", "Muffin; Latte", "Muffin"]
    rows = "".join(f"R{n},2026-01-{n % 28 + 1:02d},{baskets[n % 7]},{3 + n % 5}\n" for n in range(70))
    text = "Order,Date,Product,Quantity\n" + rows
    asked = read(text)
    assert not asked.is_ready
    (question,) = asked.questions
    assert "several products in a cell" in question.text
    for answer, products in zip(question.answers, (1, 7), strict=True):
        found = read(text, answers=(answer,))
        assert (found.is_ready, found.frame["quantity"].sum()) == (True, sum(3 + n % 5 for n in range(70)))
        assert found.frame["product"].n_unique() == products


def test_what_stands_above_the_header_is_known_by_the_owners_name_of_the_file(read):
    text = "Sales 2025\n\nMonth,Product,Units\n" + "".join(
        f"{month},Tea,{n}\n" for n, month in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun"), start=3)
    )
    (question,) = [q for q in read(text).questions if "title of sales.csv" in q.text]
    assert question.answers == ("yes", "no")
