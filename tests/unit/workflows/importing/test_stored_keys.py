"""Products and stores of a file that are stored under another spelling."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.read_import import ReadImport, read_import
from foresale.workflows.importing.stored_keys import StoredKeys
from foresale.workflows.importing.upload import Upload

DAYS = [datetime.date(2026, 3, 1) + datetime.timedelta(days=n) for n in range(6)]
SAME, OTHER = "the same products", "other products"


@pytest.fixture
def read(tmp_path):
    """A function that reads sales of these products, beside those that are stored."""

    def of(products, stored, *, stores=(), name=None, store="S1", **options) -> ReadImport:
        path = tmp_path / "sales.csv"
        head = "date,store,sku,product name,units\n" if name else "date,store,sku,units\n"
        names = {product: f"{name[product]}," if name else "" for product in products}
        rows = [f'{day},{store},"{p}",{names[p]}{n + 1}' for day in DAYS for n, p in enumerate(products)]
        path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
        known = stored if isinstance(stored, dict) else {sku: sku for sku in stored}
        keys = StoredKeys(known, {code: code for code in stores})
        upload = Upload(path, path.name)
        return read_import(upload, ImportOptions(**options), today=datetime.date(2026, 11, 20), stored=keys)

    return of


def products_of(found):
    return sorted(found.frame["product"].unique().to_list())


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("MILK", "Milk"),
        (" Milk\u00a0 whole ", "Milk whole"),
        ("Cafe\u0301", "Café"),
        ("\uff2dilk", "Milk"),
        ("O\u2019Neil", "O'Neil"),
        ('=""0017""', "0017"),
    ],
)
def test_case_blanks_and_forms_of_letters_are_the_stored_product(read, written, stored):
    found = read([written], [stored, "Bread"])
    assert (products_of(found), found.is_ready) == ([stored], True)
    assert found.frame["quantity"].sum() == 6


@pytest.mark.parametrize(
    ("written", "stored"),
    [("0042", "42"), ("42", "0042"), ("1,001", "1001"), ("AB 100", "AB-100"), ("Coca Cola", "Coca-Cola")],
)
def test_what_may_be_the_stored_product_is_asked_and_every_way_out_works(read, written, stored):
    asked = read([written], [stored])
    assert not asked.is_ready
    (question,) = asked.questions
    assert question.answers == (SAME, OTHER)
    assert f"{written} for {stored}" in question.text
    assert "key_spelling" in question.fix
    for options, product in (
        ({"answers": (SAME,)}, stored),
        ({"answers": (OTHER,)}, written),
        ({"key_spelling": "merge-likely"}, stored),
        ({"key_spelling": "keep"}, written),
    ):
        settled = read([written], [stored], **options)
        assert (products_of(settled), settled.is_ready) == ([product], True), options


def test_a_decimal_point_behind_a_whole_number_makes_no_other_product(read):
    found = read(["1001.0", "1002.0"], ["1001", "1002"])
    assert (products_of(found), found.is_ready) == (["1001", "1002"], True)
    assert not read(["1001.0", "1.5"], ["1001"]).is_ready


@pytest.mark.parametrize(
    ("written", "stored", "products"),
    [
        (["17", "450", "901"], ["0017", "0450", "0901", "1001"], ["0017", "0450", "0901"]),
        (["0017", "0450", "0901", "1001"], ["17", "450", "901"], ["1001", "17", "450", "901"]),
    ],
)
def test_three_codes_that_differ_alike_prove_that_zeros_were_lost_or_added(read, written, stored, products):
    found = read(written, stored)
    assert (products_of(found), found.is_ready) == (products, True)
    (note,) = [note for note in found.notes if note.rule == "stored_product_spelling"]
    assert (note.count, note.evidence.certainty, "zeros" in note.text) == (3, "proven", True)


def test_zeros_of_several_lengths_prove_nothing(read):
    assert not read(["017", "0450", "00901"], ["17", "450", "901"]).is_ready


def test_equal_names_prove_two_codes_to_be_one_and_other_names_do_not(read):
    assert products_of(read(["42"], {"0042": "Oat milk"}, name={"42": "OAT MILK "})) == ["0042"]
    assert not read(["42"], {"0042": "Oat milk"}, name={"42": "Butter"}).is_ready


def test_what_may_be_several_stored_products_is_set_aside_with_the_way_out(read):
    found = read(["042", "7"], ["42", "0042", "7"])
    assert products_of(found) == ["7"]
    assert found.rejects["value"].unique().to_list() == ["042"]
    assert "several stored products" in found.rejects["reason"][0]
    assert products_of(read(["042", "7"], ["42", "0042", "7"], key_spelling="keep")) == ["042", "7"]


def test_codes_that_lost_digits_are_set_aside_and_none_is_made_up(read):
    found = read(["4.00638E+12", "A"], ["4006381333931"])
    assert products_of(found) == ["A"]
    assert found.rejects.height == len(DAYS)
    assert "spreadsheet" in found.rejects["reason"][0]
    whole = read(["4.006381333931E+12"], ["4006381333931"])
    assert products_of(whole) == ["4006381333931"]


def test_a_store_is_asked_about_by_itself(read):
    asked = read(["A"], ["A"], store="01", stores=["1"])
    assert [question.answers for question in asked.questions] == [("the same stores", "other stores")]
    settled = read(["A"], ["A"], store="01", stores=["1"], answers=("the same stores",))
    assert settled.frame["store"].unique().to_list() == ["1"]
    assert read(["A"], ["A"], store="s1", stores=["S1"]).frame["store"].unique().to_list() == ["S1"]


def test_a_sale_has_one_number_however_its_product_is_written(read):
    first = read(["0042"], ["0042"])
    again = read(["42"], ["0042"], answers=(SAME,))
    shouted = read(["MILK"], ["Milk"])
    assert first.frame["transaction_id"].equals(again.frame["transaction_id"])
    assert shouted.frame["transaction_id"].equals(read(["Milk"], []).frame["transaction_id"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    codes=st.lists(st.integers(1, 9_999), min_size=1, max_size=6, unique=True),
    width=st.integers(4, 6),
    stored_padded=st.booleans(),
)
def test_codes_with_and_without_zeros_never_quietly_become_a_second_product(
    read, codes, width, stored_padded
):
    plain, padded = [str(code) for code in codes], [str(code).zfill(width) for code in codes]
    written, stored = (plain, padded) if stored_padded else (padded, plain)
    found = read(written, stored)
    assert set(products_of(found)) <= set(stored)
    assert found.frame["quantity"].sum() == len(DAYS) * sum(range(1, len(codes) + 1))
