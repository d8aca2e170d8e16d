"""Arguments as other libraries call them are answered with the name that they have here."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import foresale as fs

SALES = pl.DataFrame({"date": ["2024-01-01", "2024-01-02"], "units": [1, 2]})


@pytest.mark.parametrize(
    ("given", "way"),
    [
        ({"h": 7}, "It is called 'horizon' here."),
        ({"prediction_length": 7}, "It is called 'horizon' here."),
        ({"level": [80]}, "to_frame\\(quantiles="),
        ({"id_col": "item"}, "It is called 'keys' here."),
        ({"n_windows": 4}, "It is called 'folds' here."),
        ({"time_limit": 60}, "It is called 'budget_seconds' here."),
        ({"horizonn": 7}, "Did you mean"),
    ],
)
def test_an_argument_of_another_library_is_answered_with_its_name_here(
    given: dict[str, Any], way: str
) -> None:
    with pytest.raises(fs.ForesaleError, match=way):
        fs.forecast(SALES, **given)
