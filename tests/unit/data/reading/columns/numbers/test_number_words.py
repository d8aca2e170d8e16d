"""Words beside numbers that mean a thousand in one language and a million in another."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError, OptionError


def total(cells, **options):
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=i) for i in range(len(cells))]
    ask = options.pop("ask", None)
    sales = read_sales(pl.DataFrame({"data": days, "valor": cells}), options=ReadOptions(**options), ask=ask)
    return float(sales.frame[sales.roles.target].sum()), sales


@pytest.mark.parametrize(
    ("cells", "words", "amounts"),
    [
        (["5 mil", "6 mil", "7 mil"], ("mil=1000", "mil=1000000"), (18e3, 18e6)),
        (["R$ 5 mil", "R$ 6,5 mil", "R$ 900"], ("mil=1000", "mil=1000000"), (12_400, 11_500_900)),
        (["1,2 mi", "3,4 mi", "5,6 mi"], ("mi=1000000", "mi=1"), (10.2e6, 10.2)),
        (["5 MIL", "6 Mil.", "7"], ("mil=1000", "mil=1000000"), (11_007, 11_000_007)),
    ],
)
def test_a_word_with_two_meanings_is_asked_about_with_both_totals(cells, words, amounts):
    with pytest.raises(ColumnsError) as asked:
        total(cells)
    for word, amount in zip(words, amounts, strict=True):
        assert word in asked.value.fix
        assert f"{amount:,.10g} in all" in asked.value.problem
        assert total(cells, number_words=(word,))[0] == pytest.approx(amount)
        assert total(cells, ask=lambda _, word=word: word)[0] == pytest.approx(amount)


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        (["900 mil", "1,2 mi", "850 mil", "2 mi"], 4_950_000),
        (["900 mil", "1,2 milhões", "850 mil"], 2_950_000),
        (["900 mil", "2 millones", "850 mil"], 3_750_000),
        (["900k", "1.2 mil", "850k"], 2_950_000),
    ],
)
def test_another_word_of_the_column_proves_it(cells, amount):
    found, sales = total(cells)
    assert found == pytest.approx(amount)
    (note, *_) = [note for note in sales.notes if note.rule == "number_words"]
    assert note.evidence.certainty == "proven"


def test_any_word_may_be_given_a_size():
    assert total(["5 lusin", "2 lusin", "1 lusin"], number_words=("lusin=12",))[0] == 96


@pytest.mark.parametrize("word", ["mil", "=5", "mil=", "mil=many", "mil=-1", "mil=0"])
def test_a_size_that_is_none_is_refused(word):
    with pytest.raises(OptionError, match="how much"):
        total(["5 mil", "6 mil", "7 mil"], number_words=(word,))
