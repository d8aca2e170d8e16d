"""What series sold under conditions like the target's, and what they would have sold without."""

import numpy as np
import pytest

from foresale.forecasting.features.conditions import PRIOR, Conditions
from foresale.panel import Panel

DAYS, AHEAD = 280, 7


@pytest.fixture
def chain(make_panel) -> Panel:
    """Two products at 10 a day; on every tenth day on offer the first sells 30, the second 12."""
    offer = np.zeros((2, DAYS + AHEAD))
    offer[:, 5::10] = 1
    target = np.full((2, DAYS), 10.0)
    target[0, offer[0, :DAYS] == 1] = 30.0
    target[1, offer[1, :DAYS] == 1] = 12.0
    return make_panel(target, known_ahead={"offer": offer})


def answers(panel: Panel, origin: int, target: int) -> np.ndarray:
    series = np.arange(panel.n_series)
    at = (np.full(panel.n_series, origin), np.full(panel.n_series, target))
    return Conditions(panel, 364).columns(series, *at)["offer_answer"]


def test_each_series_brings_its_own_answer(chain) -> None:
    found = answers(chain, DAYS, DAYS + 5)
    occasions, mean = DAYS // 10, (3.0 + 1.2) / 2
    expected = [(occasions * own + PRIOR * mean) / (occasions + PRIOR) for own in (3.0, 1.2)]
    assert found == pytest.approx(expected, rel=0.01)


def test_with_few_occasions_it_is_pulled_towards_what_all_did(chain) -> None:
    found = answers(chain, 26, 35)  # two occasions each that had a level before them, and the first
    assert 2.1 < found[0] < 2.75
    assert 1.5 < found[1] < 2.1


def test_ordinary_days_have_no_answer(chain) -> None:
    assert np.isnan(answers(chain, DAYS, DAYS + 1)).all()


def test_it_knows_nothing_from_the_origin_on(chain) -> None:
    late = chain.target.copy()
    late[:, 200:] = 500.0
    changed = Panel(**{**vars(chain), "target": late})
    assert (answers(changed, 200, 205) == answers(chain, 200, 205)).all()


def test_demand_without_offers_is_what_ordinary_days_sell(chain) -> None:
    base = Conditions(chain, 364).base
    days = np.flatnonzero(chain.known_ahead["offer"][0, :DAYS] == 1)[5:]
    assert base[0, days] == pytest.approx(10.0, rel=0.2)
    ordinary = np.setdiff1d(np.arange(DAYS), days)
    assert (base[1, ordinary[60:]] <= 12.0).all()
    assert np.median(base[0]) == 10.0


def test_a_condition_that_moves_little_is_left_in(make_panel) -> None:
    flag = np.zeros((1, DAYS + AHEAD))
    flag[:, ::3] = 1
    panel = make_panel(np.where(flag[:, :DAYS] == 1, 11.0, 10.0), known_ahead={"snap": flag})
    assert (Conditions(panel, 364).base == panel.target).all()


def test_a_price_is_seen_against_its_usual_value(make_panel) -> None:
    price = np.full((1, DAYS + AHEAD), 4.0)
    price[:, 6::7] = 2.0
    target = np.where(price[:, :DAYS] == 2.0, 40.0, 10.0)
    panel = make_panel(target, known_ahead={"price": price})
    at = (np.array([0]), np.array([DAYS]), np.array([DAYS + 6]))
    assert Conditions(panel, 364).columns(*at)["price_answer"] == pytest.approx(4.0, rel=0.05)


def test_columns_that_never_change_have_no_answer(make_panel) -> None:
    panel = make_panel(np.ones((1, 60)), known_ahead={"open": np.ones((1, 67))})
    at = (np.array([0]), np.array([60]), np.array([61]))
    assert np.isnan(Conditions(panel, 364).columns(*at)["open_answer"]).all()
