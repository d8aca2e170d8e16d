"""Which series belong together, and what each group sold."""

from __future__ import annotations

import numpy as np

from foresale.forecasting.features.groups import group_columns, make_groups


def test_a_column_that_nearly_names_each_series_or_puts_all_together_groups_nothing(make_panel) -> None:
    panel = make_panel(
        np.ones((4, 3)),
        series={
            "category": ["food", "food", "toys", "toys"],
            "colour": ["red", "blue", "green", "red"],
            "country": ["GB"] * 4,
        },
    )
    assert group_columns(panel) == ("category",)


def test_one_series_has_no_group_but_itself(make_panel) -> None:
    panel = make_panel(np.ones((1, 3)), series={"category": ["food"]})
    assert group_columns(panel) == ()
    assert [group.name for group in make_groups(panel)] == ["all"]


def test_two_kinds_are_a_group_column_even_among_two_series(make_panel) -> None:
    assert group_columns(make_panel(np.ones((2, 3)))) == ("product",)


def test_a_group_sold_the_mean_of_its_series_with_known_demand(make_panel) -> None:
    panel = make_panel(
        [[1.0, np.nan, np.nan], [10.0, 20.0, 30.0], [3.0, 4.0, np.nan], [20.0, 40.0, np.nan]],
        series={"category": ["toys", "food", "toys", "food"]},
    )
    everything, category = make_groups(panel)
    assert (everything.name, everything.labels) == ("all", ("all",))
    np.testing.assert_allclose(everything.sales, [[34 / 4, 64 / 3, 30]])
    assert (category.name, category.labels) == ("category", ("food", "toys"))
    np.testing.assert_array_equal(category.of_series, [1, 0, 1, 0])
    np.testing.assert_array_equal(category.sales, [[15, 30, 30], [2, 4, np.nan]])


def test_series_without_a_label_are_a_group_of_their_own(make_panel) -> None:
    panel = make_panel(np.arange(8.0).reshape(4, 2), series={"category": [None, "food", None, "food"]})
    category = make_groups(panel)[1]
    assert category.labels == ("", "food")
    np.testing.assert_array_equal(category.of_series, [0, 1, 0, 1])
    np.testing.assert_array_equal(category.sales, [[2, 3], [4, 5]])
