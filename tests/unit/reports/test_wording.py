"""Numbers as people say them."""

import pytest

from foresale.reports import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (42.4, "42.4"), (999.6, "1,000"), (12_345.0, "12,340"), (-23_456.0, "−23,460")],
)
def test_a_total_has_four_digits_that_count(value, text):
    assert wording.total(value) == text
