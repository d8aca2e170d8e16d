"""Lines that come again under the same number: asked about where they may be pieces."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.read_sales import read_sales

DAYS = [datetime.date(2024, 3, 1) + datetime.timedelta(n) for n in range(40)]
LINES = [
    {"Invoice": f"I{n}", "Date": str(day), "Item": "Milk", "Qty": 2}
    for n, day in enumerate(DAYS)
    for _ in range(1 + (n % 3 == 0))
]


@pytest.mark.parametrize(("answer", "total"), [(0, 80), (1, 108)])
def test_the_answer_about_equal_lines_holds_up_to_the_series(answer, total):
    asked = []

    def ask(question):
        asked.append(question.whole_text)
        return question.answers[answer]

    panel, _ = build_panel(read_sales(pl.DataFrame(LINES), ask=ask))
    assert float(panel.target.sum()) == total
    assert "80" in asked[0]
    assert "108" in asked[0]


@pytest.mark.parametrize(
    ("times", "broken", "counted"), [(2, False, 1), (3, False, 1), (2, True, 2), (1, False, 1)]
)
def test_a_file_pasted_twice_counts_once(times, broken, counted):
    rows = [(str(day), item, 2 + n % 5) for n, day in enumerate(DAYS) for item in ("Milk", "Tea")]
    pasted = rows * times
    if broken:  # one line elsewhere: sales that happen to be alike
        pasted[3], pasted[-1] = pasted[-1], pasted[3]
    sales = read_sales(pl.DataFrame(pasted, schema=["date", "item", "qty"], orient="row"))
    assert sales.frame["qty"].sum() == counted * sum(qty for _, _, qty in rows)
    said = next((note.text for note in sales.notes if note.rule == "lines_sent_again"), "")
    assert bool(said) == (times > 1 and not broken)
