"""What a caller says of a file holds for imports as it does for the command line's own reading."""

from __future__ import annotations

import datetime

import pytest

from foresale.errors import OptionError
from foresale.workflows.importing.options import ImportOptions
from foresale.workflows.importing.read_import import read_import
from foresale.workflows.importing.upload import Upload

TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def read(tmp_path):
    """A function that reads a text as an uploaded file."""

    def from_text(text, **options):
        path = tmp_path / "sales.csv"
        path.write_text(text)
        return read_import(Upload(path, "sales.csv"), ImportOptions(**options), today=TODAY)

    return from_text


def money(codes=("EUR", "USD")):
    lines = [
        f"2026-01-{day:02d},A{i},{code},{10 * day}" for day in range(1, 29) for i, code in enumerate(codes)
    ]
    return "date,sku,currency,amount\n" + "\n".join(lines)


def amounts(read_file):
    return read_file.frame["revenue"].sum()


def test_rates_convert_amounts_and_close_the_question_on_currencies(read):
    columns = {"quantity": None, "revenue": "amount"}
    open_one = read(money(), columns=columns)
    assert [question.answers for question in open_one.questions] == [("EUR", "USD")]
    found = read(money(), columns={"revenue": "amount", "quantity": None}, rates=("EUR=1", "USD=0.5"))
    assert not found.questions
    assert any(note.rule == "exchange_rates" for note in found.notes)


def test_rates_of_prices_leave_quantities_alone(read):
    lines = "\n".join(
        f"2026-01-{d:02d},A{d % 2},3,{4 + 4 * (d % 2)}.00,{('EUR', 'USD')[d % 2]}" for d in range(1, 29)
    )
    found = read(f"date,sku,qty,price,currency\n{lines}", rates=("EUR=1", "USD=0.5"))
    assert set(found.frame["unit_price"]) == {4.0}
    assert found.frame["quantity"].sum() == 84
    assert found.frame["revenue"].sum() == 28 * 12


def test_rates_without_a_column_of_currencies_are_refused(read):
    with pytest.raises(OptionError, match="no column says"):
        read("date,sku,qty\n" + "\n".join(f"2026-01-{d:02d},A,{d}" for d in range(1, 20)), rates=("EUR=1",))


def test_names_stand_in_for_a_missing_header(read):
    text = "\n".join(f"2026-01-{d:02d},A,{d}" for d in range(1, 20))
    assert read(text, names=("date", "sku", "qty")).frame["quantity"].sum() == sum(range(1, 20))


@pytest.mark.parametrize(("spelling", "products"), [("merge", 1), ("keep", 2)])
def test_key_spelling_says_whether_products_are_joined(read, spelling, products):
    text = "date,sku,qty\n" + "\n".join(f"2026-01-{d:02d},{('Milk', 'MILK ')[d % 2]},1" for d in range(1, 29))
    assert read(text, key_spelling=spelling).frame["product"].n_unique() == products


def test_labels_of_a_block_are_filled_down_when_said_so(read):
    lines = [f"{'A' if d == 1 else 'B' if d == 10 else ''},2026-01-{d:02d},2" for d in range(1, 20)]
    found = read("sku,date,qty\n" + "\n".join(lines), fill_down=True)
    assert set(found.frame["product"]) == {"A", "B"}
    assert found.frame.height == 19


def test_options_come_back_from_json_as_they_were():
    options = ImportOptions(
        names=("a", "b"), rates=("EUR=1",), fill_down=False, duplicates="keep", cumulative=True
    )
    assert ImportOptions.from_json(options.as_json()) == options


@pytest.mark.parametrize("answers", [{"date_order:day": "day first"}, ("day first",), ()])
def test_answers_come_back_from_json_as_they_were(answers):
    assert ImportOptions.from_json(ImportOptions(answers=answers).as_json()).answers == answers
