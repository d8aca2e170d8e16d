"""Cells such as 5k, 1,2 Mio. € or 12 doz: thousands, millions and dozens count as what they are."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError


def _sales(cells, name="Units"):
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=i) for i in range(len(cells))]
    return pl.DataFrame({"date": days, name: cells})


def _total(cells, name="Units"):
    sales = read_sales(_sales(cells, name))
    return float(sales.frame[sales.roles.target].sum())


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["5k", "12K", "7 k"], 24_000),
        (["5.5k", "730", "12k"], 18_230),
        (["R$ 5,5 milhões", "R$ 900", "R$ 3 mil"], 5_503_900),
        (["US$5k", "US$ 730"], 5_730),
        (["5k$", "730 $", "1.5M€".replace("€", "$")], 1_505_730),
        (["5.5M", "800k", "12"], 6_300_012),
        (["1,2 Mio", "3,4 Mio.", "0,5 Mio"], 5_100_000),
        (["12 Tsd.", "3,5 Tsd", "1 Mio"], 1_015_500),
        (["5万", "1.2万", "8000"], 70_000),
        (["1亿", "2.5亿", "3万"], 350_030_000),
        (["3 lakh", "1.5 lakh", "2 crore"], 20_450_000),
        (["80 L", "3 Cr", "75000"], 38_075_000),
        (["3,5 тыс. шт", "12 тыс. шт", "500 шт"], 16_000),
        (["2 mila", "1,5 mila", "3 milioni"], 3_003_500),
        (["12 doz", "30", "7 pcs"], 181),
    ],
)
def test_a_word_for_thousands_or_millions_is_part_of_its_number(cells, total):
    assert _total(cells) == pytest.approx(total)


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["$5k", "$12.5k"], 17_500),
        (["12 TEUR", "5,5 TEUR"], 17_500),
        (["12k€", "5,5 k€"], 17_500),
        (["1,2 Mio. €", "0,3 Mio. €"], 1_500_000),
        (["€12m", "€5.5m"], 17_500_000),
        (["₹3 Cr", "₹80 L"], 38_000_000),
        (["1.2bn", "30m"], 1_230_000_000),
        (["500 Cr", "20 Dr", "100 Cr"], 580),
    ],
)
def test_a_currency_may_stand_beside_it(cells, total):
    assert _total(cells, "Revenue") == pytest.approx(total)


def test_metres_stay_metres_and_dozens_alone_stay_dozens():
    assert _total(["12 m", "5.5 m"]) == pytest.approx(17.5)
    assert _total(["12 doz", "3 doz"]) == pytest.approx(15)


def test_a_note_says_what_the_words_make_of_the_total():
    note = next(n for n in read_sales(_sales(["5k", "730", "12k"])).notes if n.rule == "scaled_numbers")
    assert "'5k' counts as 5,000" in note.text
    assert [reading.total for reading in note.evidence.readings] == [17_730, 747]


def test_grams_beside_bare_numbers_are_not_one_sum():
    sales = read_sales(_sales(["500 g", "30", "250 g", "2 kg"] * 5), ask=lambda question: question.answers[0])
    assert sales.roles.unit == "unit"


def test_cells_that_are_no_numbers_are_shown():
    with pytest.raises(ColumnsError, match="'5 foo', '12 bar'"):
        read_sales(_sales(["5 foo", "12 bar"]))


_SCALED = {"": 1, "k": 1e3, " Tsd": 1e3, "M": 1e6, " Mio": 1e6, "万": 1e4, " lakh": 1e5, " bn": 1e9}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9999), st.sampled_from(sorted(_SCALED))), min_size=3, max_size=20),
    st.sampled_from([".", ","]),
)
def test_any_mix_of_words_adds_up_to_its_total_or_is_asked_about(amounts, mark):
    cells = [f"{whole / 10:.1f}".replace(".", mark) + word for whole, word in amounts]
    total = sum(whole / 10 * _SCALED[word] for whole, word in amounts)
    assert _total(cells) == pytest.approx(total)
