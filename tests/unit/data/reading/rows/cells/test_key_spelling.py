"""Products and stores written in several ways."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.panel.build import build_panel
from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales

FIRST = date(2024, 1, 1)


def _days(n, start=0):
    return [str(FIRST + timedelta(start + i)) for i in range(n)]


def _rows(parts):
    """`parts`: (label, first day, units of each day)."""
    rows = [
        (day, label, n)
        for label, start, units in parts
        for day, n in zip(_days(len(units), start), units, strict=True)
    ]
    return pl.DataFrame(rows, schema=["date", "sku", "qty"], orient="row")


def _totals(sales):
    return dict(sales.frame.group_by("sku").agg(pl.col("qty").sum()).iter_rows())


def _read(parts, **options):
    sales = read_sales(_rows(parts), options=ReadOptions(**options))
    return _totals(sales), {note.rule: note for note in sales.notes}


@pytest.mark.parametrize(
    "other",
    [
        "CAFÉ CRÈME ",
        "cafe\u0301 cre\u0300me",
        "Café\u00a0crème",
        "Café  crème",
        "Café\u200b crème",
        "\uff23afé crème",
    ],
)
def test_one_product_in_several_forms_of_text_is_one(other):
    totals, notes = _read([("Café crème", 0, [5] * 30), (other, 30, [2] * 20), ("Thé", 0, [1] * 50)])
    assert totals == {"Café crème": 190, "Thé": 50}
    assert notes["key_spelling"].count == 1


def test_letters_with_and_without_accents_stay_apart():
    totals, _ = _read([("Thé", 0, [5] * 30), ("The", 0, [2] * 30)])
    assert totals == {"Thé": 150, "The": 60}


@pytest.mark.parametrize(("marked", "plain"), [('="0017"', "0017"), ("'0017", "0017"), ("1001.0", "1001")])
def test_the_marks_of_a_spreadsheet_are_no_part_of_a_code(marked, plain):
    totals, _ = _read([(plain, 0, [5] * 30), (marked, 30, [2] * 20), ("2002", 0, [1] * 50)])
    assert totals == {plain: 190, "2002": 50}


@pytest.mark.parametrize(
    ("written", "name"),
    [("M&amp;M", "M&M"), ("Caf&eacute;&nbsp;noir", "Café noir"), ("5&#39; rod", "5' rod")],
)
def test_the_marks_of_a_web_page_are_no_part_of_a_name(written, name):
    totals, _ = _read([(name, 0, [5] * 30), (written, 30, [2] * 20), ("A&B;C", 0, [1] * 50)])
    assert totals == {name: 190, "A&B;C": 50}


def test_a_dutch_town_keeps_its_apostrophe():
    totals, _ = _read([("'s-Hertogenbosch", 0, [5] * 30), ("Utrecht", 0, [1] * 30)])
    assert set(totals) == {"'s-Hertogenbosch", "Utrecht"}


def test_versions_with_a_point_are_not_whole_numbers():
    totals, _ = _read([("10.0", 0, [5] * 30), ("10", 0, [2] * 30), ("10.5", 0, [1] * 30)])
    assert totals == {"10.0": 150, "10": 60, "10.5": 30}


def test_zeros_that_a_spreadsheet_lost_in_a_later_period_are_given_back():
    totals, notes = _read(
        [("0017", 0, [5] * 90), ("0450", 0, [3] * 90), ("1200", 0, [1] * 150),
         ("17", 90, [4] * 60), ("450", 90, [2] * 60)]
    )  # fmt: skip
    assert totals == {"0017": 690, "0450": 390, "1200": 150}
    note = notes["key_leading_zeros"]
    assert "17 for 0017" in note.text
    assert note.evidence.certainty == "proven"


def test_a_shop_that_writes_no_zeros_sells_the_same_codes():
    rows = pl.concat(
        [_rows([("0017", 0, [5] * 60), ("0450", 0, [3] * 60)]).with_columns(store=pl.lit("A")),
         _rows([("17", 0, [4] * 60), ("450", 0, [2] * 60)]).with_columns(store=pl.lit("B"))]
    )  # fmt: skip
    assert _totals(read_sales(rows)) == {"0017": 540, "0450": 300}


def test_codes_sold_on_the_same_days_stay_apart_and_are_named():
    totals, notes = _read([("0017", 0, [5] * 90), ("17", 0, [4] * 90), ("450", 0, [1] * 90)])
    assert totals == {"0017": 450, "17": 360, "450": 90}
    assert "90 days have both" in notes["key_leading_zeros"].text


def test_what_is_only_likely_is_said_and_the_option_joins_it():
    parts = [("0017", 0, [5] * 40), ("17", 40, [4] * 40), ("23", 0, [1] * 80)]
    totals, notes = _read(parts)
    assert totals == {"0017": 200, "17": 160, "23": 80}
    assert notes["key_leading_zeros"].evidence.certainty == "likely"
    assert 'key_spelling="merge-likely"' in notes["key_leading_zeros"].text
    totals, _ = _read(parts, key_spelling="merge-likely")
    assert totals == {"0017": 360, "23": 80}


def test_marks_between_thousands_are_taken_out_of_the_codes_of_one_period():
    totals, notes = _read([("1,001", 0, [5] * 40), ("1001", 40, [4] * 40), ("998", 0, [1] * 80)])
    assert totals == {"1001": 360, "998": 80}
    assert notes["key_thousands"].count == 1


def test_rounded_codes_are_told_as_damaged_with_their_counts():
    rows = [(day, "4.00638E+12", n) for day in _days(60) for n in (1, 2, 3)]
    sales = read_sales(
        pl.DataFrame(rows, schema=["date", "ean", "qty"], orient="row"), options=ReadOptions(keys=("ean",))
    )
    note = next(note for note in sales.notes if note.rule == "damaged_codes")
    assert "1 different codes for 3.0 rows a day" in note.text
    assert sales.frame["qty"].sum() == 360


def test_scientific_notation_that_kept_all_digits_is_the_code():
    totals, _ = _read(
        [("4006381333931", 0, [5] * 40), ("4.006381333931E+12", 40, [4] * 40), ("4001234567890", 0, [1] * 80)]
    )
    assert totals == {"4006381333931": 360, "4001234567890": 80}


def test_full_width_letters_give_way_to_ordinary_ones_even_where_these_are_rarer():
    totals, _ = _read([("\uff34\uff45\uff41 \uff11", 0, [5] * 30), ("Tea 1", 30, [2] * 10)])
    assert totals == {"Tea 1": 170}


def test_letter_and_digit_lookalikes_are_only_reported():
    totals, notes = _read([("A100", 0, [5] * 30), ("A1O0", 0, [2] * 30), ("B2", 0, [1] * 30)])
    assert set(totals) == {"A100", "A1O0", "B2"}
    assert "A100 and A1O0" in notes["key_lookalikes"].text


def test_keys_are_kept_as_written_where_the_caller_wants_it():
    parts = [("Milk", 0, [5] * 30), ("MILK", 0, [2] * 30)]
    sales = read_sales(_rows(parts), options=ReadOptions(key_spelling="keep"))
    assert _totals(sales) == {"Milk": 150, "MILK": 60}


_DRESS = st.sampled_from(
    [str.upper, str.lower, lambda t: t + "  ", lambda t: "\u00a0" + t, lambda t: t.replace(" ", "\u2009"),
     lambda t: "\u200b" + t, lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t)]
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Green Tea", "Crème 12", "O'Neil 0x"]), _DRESS, st.integers(1, 9)),
        min_size=12,
        max_size=40,
    )
)
def test_no_spelling_changes_the_total_of_a_product(sold):
    named = {"Green Tea", "Crème 12", "O'Neil 0x"}
    rows = [(day, name, 1) for day in _days(2) for name in sorted(named)]
    rows += [(_days(1, 2 + i)[0], dress(name), n) for i, (name, dress, n) in enumerate(sold)]
    sales = read_sales(pl.DataFrame(rows, schema=["date", "product", "qty"], orient="row"))
    panel, _ = build_panel(sales)
    wanted = {name.lower(): 2 + sum(n for other, _, n in sold if other == name) for name in named}
    found = dict(zip((p.lower() for p in panel.series["product"]), panel.target.sum(axis=1), strict=True))
    assert found == wanted


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(1, 9999), min_size=2, max_size=8), st.integers(20, 60))
def test_lost_zeros_never_make_another_total_in_silence(codes, cut):
    parts = [(f"{code:04d}", 0, [2] * cut) for code in codes] + [(str(code), cut, [3] * 30) for code in codes]
    totals, notes = _read(parts, keys=("sku",))
    whole = {f"{code:04d}": 2 * cut + 90 for code in codes}
    assert totals == whole or "key_leading_zeros" in notes
