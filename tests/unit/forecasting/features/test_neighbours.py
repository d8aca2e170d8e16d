"""What the others of a group do on the target day."""

import numpy as np
import pytest

from foresale.forecasting.features.groups import make_groups
from foresale.forecasting.features.neighbours import Neighbours


@pytest.fixture
def groups(make_panel):
    panel = make_panel(np.ones((5, 10)), series={"shop": ["a", "a", "a", "b", "b"]})
    return make_groups(panel)


def test_it_is_the_mean_of_the_others_without_the_series_itself(groups) -> None:
    offer = np.zeros((5, 12))
    offer[0, 11] = offer[1, 11] = offer[3, 11] = 1
    found = Neighbours({"offer": offer}, groups).columns(np.arange(5), np.full(5, 11))
    assert list(found) == ["offer_of_shop"]
    np.testing.assert_allclose(found["offer_of_shop"], [0.5, 0.5, 1.0, 0.0, 1.0])


def test_others_that_are_not_known_do_not_count(groups) -> None:
    price = np.full((5, 12), np.nan)
    price[0, 11], price[1, 11], price[4, 11] = 0.8, 1.0, 0.9
    found = Neighbours({"price": price}, groups).columns(np.arange(5), np.full(5, 11))["price_of_shop"]
    np.testing.assert_allclose(found, [1.0, 0.8, 0.9, 0.9, np.nan])


def test_beyond_what_is_known_nothing_is_said(groups) -> None:
    found = Neighbours({"offer": np.ones((5, 12))}, groups).columns(np.arange(5), np.full(5, 12))
    assert np.isnan(found["offer_of_shop"]).all()


def test_what_is_the_same_for_all_says_nothing_of_others(groups) -> None:
    everywhere = np.broadcast_to(np.arange(12.0), (5, 12))
    assert Neighbours({"event": everywhere}, groups).columns(np.arange(5), np.full(5, 3)) == {}
