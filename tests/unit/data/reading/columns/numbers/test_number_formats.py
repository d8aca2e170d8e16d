"""A column's decimal mark is proved by its cells, by arithmetic, by the file, or asked; never guessed."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import BadRowsError, ColumnsError


def sales_of(cells, name="qty", ask=None, decimal=None, **others):
    days = [str(date(2024, 1, 1) + timedelta(days=i)) for i in range(len(cells))]
    return read_sales(
        pl.DataFrame({"date": days, name: cells, **others}), options=ReadOptions(decimal=decimal), ask=ask
    )


def total(cells, name="qty", **more):
    return sales_of(cells, name, **more).frame[name].sum()


def test_three_digits_after_the_only_mark_are_asked_with_both_totals():
    with pytest.raises(ColumnsError) as error:
        total(["12,000", "7,000", "9,000"])
    assert "28,000 in all" in error.value.problem
    assert ": 28 in all" in error.value.problem
    assert 'decimal="." or decimal=","' in error.value.fix


@pytest.mark.parametrize(("decimal", "wanted"), [(".", 28_000.0), (",", 28.0)])
def test_the_mark_that_the_question_proposes_settles_it(decimal, wanted):
    assert total(["12,000", "7,000", "9,000"], decimal=decimal) == wanted


def test_the_answer_settles_all_amounts_of_the_file_at_once():
    questions = []

    def ask(question):
        questions.append(question.text)
        return question.answers[1]

    sales = sales_of(["12,000", "7,500"], ask=ask, price=["1,250", "1,375"])
    assert sales.frame["qty"].to_list() == [12.0, 7.5]
    assert sales.frame["price"].to_list() == [1.25, 1.375]
    assert len(questions) == 1


def test_whole_numbers_below_a_thousand_beside_2_320_prove_a_thousands_mark():
    assert total(["906", "2.320", "910", "2.465"]) == 906 + 2320 + 910 + 2465


def test_small_whole_numbers_beside_three_decimals_prove_nothing():
    with pytest.raises(ColumnsError):
        total(["2", "1.250", "3", "4.110"])


def test_a_leading_zero_proves_decimals():
    assert total(["0,125", "12,000", "7,000"]) == pytest.approx(19.125)


def test_a_price_proves_the_quantity_of_the_same_file():
    assert total(["28,000", "37,000"], preis=["12,50", "3,25"]) == 65.0
    assert total(["28,000", "37,000"], price=["12.50", "3.25"]) == 65_000.0


def test_price_times_quantity_proves_the_mark_against_everything_else():
    quantity = ["1,500", "2,250", "3,125", "4,750", "1,125"]
    amount = ["3.00", "9.00", "25.00", "9.50", "4.50"]
    assert total(quantity, price=["2", "4", "8", "2", "4"], amount=amount) == pytest.approx(12.75)


def test_won_and_yen_have_no_decimals_but_euros_and_dinars_do():
    assert total(["₩12,000", "₩7,000"], name="amount") == 19_000.0
    with pytest.raises(ColumnsError):
        total(["12,000 TND", "7,000 TND"], name="amount")
    with pytest.raises(ColumnsError):
        total(["1,000 €", "1,250 €"], name="amount")


def test_what_decided_is_noted_with_the_other_reading():
    note = next(n for n in sales_of(["906", "2.320", "910"]).notes if n.rule == "decimal_mark")
    assert [reading.total for reading in note.evidence.readings] == [4136.0, pytest.approx(1818.32)]
    assert note.evidence.certainty == "proven"


def test_cells_of_two_conventions_are_read_each_by_itself():
    assert total(["1.234,50", "1,234.50"]) == 2469.0


def test_a_cell_with_two_readings_between_two_conventions_is_asked():
    with pytest.raises(ColumnsError):
        total(["1.234,50", "1,234.50", "1,234"])


def _written(value, decimal, group, digits):
    whole, _, rest = f"{abs(value):.{digits}f}".partition(".")
    if group == "lakh":
        head, tail = whole[:-3], whole[-3:]
        pairs = [head[max(0, i - 2) : i] for i in range(len(head), 0, -2)][::-1]
        whole = ",".join([*pairs, tail])
    elif group is not None:
        whole = f"{int(whole):,}".replace(",", group)
    return whole + (decimal + rest if digits else "")


SIGNS = [
    lambda t: f"-{t}",
    lambda t: f"\u2212{t}",
    lambda t: f"{t}-",
    lambda t: f"({t})",
    lambda t: f"\u2013{t}",
]
BESIDE = ["{}", "{} €", "$ {}", "EUR {}", "{} USD", "{} kg", "{} pcs", "CHF {}"]
MARKS = [
    (".", ","), (",", "."), (".", "'"), (".", "\u2019"), (",", "\u00a0"), (",", "\u202f"), (",", " "),
    (".", "lakh"), (".", None), (",", None), (".", "_"),
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    marks=st.sampled_from(MARKS),
    digits=st.integers(0, 3),
    sign=st.sampled_from(SIGNS),
    beside=st.sampled_from(BESIDE),
    scale=st.sampled_from([1.0, 1e3, 1e6]),
    values=st.lists(st.floats(-100, 1000), min_size=3, max_size=20),
)
def test_a_total_written_in_any_convention_is_read_or_asked_never_another(
    marks, digits, sign, beside, scale, values
):
    decimal, group = marks
    numbers = [round(value * scale, digits) for value in values]
    texts = [_written(value, decimal, group, digits) for value in numbers]
    cells = [sign(text) if value < 0 else text for text, value in zip(texts, numbers, strict=True)]
    cells = [beside.format(cell) for cell in cells]
    try:
        found = total(cells, name="units")
    except ColumnsError:
        found = total(cells, name="units", decimal=decimal)
    assert found == pytest.approx(sum(numbers), abs=1e-6 * scale)


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["Rp 1.234.000", "Rp 987.000"], 2_221_000),
        (["₩1,234", "₩987"], 2221),
        (["₹1.23 L", "₹98,765"], 221_765),
        (["987 ש״ח", "₪1,234.50"], 2221.5),
        (["ج.م. 1,234.50", "987 جنيه"], 2221.5),
    ],
)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_money_of_many_countries_is_read_whatever_parts_the_cells(tmp_path, cells, total, delimiter):
    rows = [f"2024-01-{day:02d}{delimiter}{cells[day % 2]}" for day in range(1, 21)]
    path = tmp_path / "sales.csv"
    path.write_text(f"date{delimiter}Amount\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert read_sales(path).frame["Amount"].sum() == pytest.approx(10 * total)


@pytest.mark.parametrize(
    "cells",
    [
        ["KWD 1.234", "KWD 2.345"],
        ["1,234만원", "2,345만원"],
        ["Rs 1,234/-", "Rs 987/-"],
        ["NT$1,234", "NT$987"],
        ["$1,234", "$2,345"],
    ],
)
def test_semicolons_prove_nothing_for_money_of_countries_with_a_decimal_point(tmp_path, cells):
    rows = [f"2024-01-{day:02d};{cells[day % 2]}" for day in range(1, 21)]
    path = tmp_path / "sales.csv"
    path.write_text("date;Amount\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(ColumnsError, match="can be a decimal mark or part thousands"):
        read_sales(path)


def test_no_error_proposes_to_leave_out_half_of_the_rows(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(
        "date,units\n" + "".join(f"2024-01-{d:02d},{'>5' if d % 2 else d}\n" for d in range(1, 21))
    )
    with pytest.raises(BadRowsError, match=r"10 of 20 rows") as error:
        read_sales(path)
    assert "max_bad_share" not in error.value.fix


@pytest.mark.parametrize("name", ["売上金額", "销售额", "매출"])
def test_commas_part_thousands_where_names_are_written_in_a_script_of_such_countries(tmp_path, name):
    days = "".join(f'2024-01-{d:02d},"{d},500"\n' for d in range(1, 29))
    path = tmp_path / "sales.csv"
    path.write_text(f"date,{name}\n{days}", encoding="utf-8")
    sales = read_sales(path)
    assert sales.frame[name].sum() == sum(range(1, 29)) * 1000 + 28 * 500
