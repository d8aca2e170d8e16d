"""A history that came after training means the same to the model, or is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.errors import SavedModelError
from foresale.forecasting.trained.newer_history import in_trained_form
from foresale.panel import Panel


def with_colours(panel: Panel, codes: list[float], labels: tuple[str, ...]) -> Panel:
    """The panel with a text column among the known-ahead ones and one among the past ones."""
    column = np.array([codes])
    return replace(
        panel,
        known_ahead={"colour": column, "price": np.full(column.shape, 2.0)},
        past_only={"weather": column[:, : panel.n_periods]},
        categories={"colour": labels, "weather": labels},
    )


def test_labels_get_the_codes_of_training_and_new_labels_become_unknown(make_panel) -> None:
    trained = with_colours(make_panel(np.ones(3)), [0, 1, 2, 0], ("blue", "green", "red"))
    newer = with_colours(make_panel(np.ones(3)), [0, 1, 2, np.nan], ("green", "pink", "red"))
    found = in_trained_form(newer, trained)
    np.testing.assert_array_equal(found.known_ahead["colour"], [[1, np.nan, 2, np.nan]])
    np.testing.assert_array_equal(found.past_only["weather"], [[1, np.nan, 2]])
    assert found.categories == trained.categories


def test_numbers_and_demand_stay_as_they_are(make_panel) -> None:
    trained = with_colours(make_panel(np.ones(3)), [0, 1, 0], ("blue", "green"))
    newer = with_colours(make_panel(np.array([4.0, np.nan, 6.0])), [0, 1, 0], ("green", "blue"))
    found = in_trained_form(newer, trained)
    np.testing.assert_array_equal(found.target, newer.target)
    np.testing.assert_array_equal(found.known_ahead["price"], newer.known_ahead["price"])


def test_the_newer_history_itself_is_left_alone(make_panel) -> None:
    trained = with_colours(make_panel(np.ones(3)), [0, 1, 0], ("blue", "green"))
    newer = with_colours(make_panel(np.ones(3)), [0, 1, 0], ("green", "blue"))
    in_trained_form(newer, trained)
    np.testing.assert_array_equal(newer.known_ahead["colour"], [[0, 1, 0]])
    assert newer.categories["colour"] == ("green", "blue")


def test_a_column_known_ahead_that_training_left_out_is_left_out_here(make_panel) -> None:
    newer = with_colours(make_panel(np.ones(3)), [1, 0, 1], ("green", "pink"))
    found = in_trained_form(newer, make_panel(np.ones(3)))
    assert "colour" not in found.known_ahead


def test_series_told_apart_by_other_columns_are_refused(make_panel) -> None:
    newer = make_panel(np.ones(3), series={"store": ["Leeds"]}, keys=("product", "store"))
    with pytest.raises(SavedModelError, match="told apart by product, the file's by product, store"):
        in_trained_form(newer, make_panel(np.ones(3)))


def test_periods_of_another_length_are_refused(make_panel) -> None:
    with pytest.raises(SavedModelError, match="forecasts days, the history holds weeks") as error:
        in_trained_form(make_panel(np.ones(3), "W"), make_panel(np.ones(3)))
    assert "Give a history by day" in error.value.fix


def test_codes_that_a_newer_file_has_only_as_numbers_are_the_labels_of_training(make_panel) -> None:
    trained = with_colours(make_panel(np.ones(3)), [0, 1, 2, 0], ("0", "10", "a"))
    newer = replace(with_colours(make_panel(np.ones(3)), [0, 10, 7, np.nan], ("x",)), categories={})
    found = in_trained_form(newer, trained)
    np.testing.assert_array_equal(found.known_ahead["colour"], [[0, 1, np.nan, np.nan]])
    assert found.categories == trained.categories


def test_numbers_that_a_newer_file_mixes_with_words_are_numbers_or_unknown(make_panel) -> None:
    trained = replace(with_colours(make_panel(np.ones(3)), [2, 3, 4], ("x",)), categories={})
    newer = with_colours(make_panel(np.ones(3)), [0, 1, 2], ("2", "3.5", "soon"))
    found = in_trained_form(newer, trained)
    np.testing.assert_array_equal(found.known_ahead["colour"], [[2, 3.5, np.nan]])
    assert "colour" not in found.categories
