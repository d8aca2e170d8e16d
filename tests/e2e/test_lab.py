"""The Lab's pages on a real service: what they show, and what they say where there is nothing to show."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="Streamlit isn't installed.")

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard_visit import PASSWORD
from foresale.lab.start import APP, SERVER

Opener = Callable[[Any, str], AppTest]


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """A function that signs a new person of a role in to the Lab of a service."""
    opened: list[AppTest] = []

    def sign_in(service: Any, role: str) -> AppTest:
        monkeypatch.setenv(SERVER, service.address)
        app = AppTest.from_file(APP, default_timeout=60).run()
        app.text_input[0].set_value(service.add_user(role))
        app.text_input[1].set_value(PASSWORD)
        opened.append(app)
        return app.button[0].click().run()

    yield sign_in
    for app in opened:
        if "client" in app.session_state:
            app.session_state["client"].close()


def words(app: AppTest) -> str:
    """All that the page says."""
    kinds = (
        app.title,
        app.subheader,
        app.markdown,
        app.caption,
        app.info,
        app.warning,
        app.error,
        app.success,
    )
    assert not app.exception, app.exception
    return "\n".join(str(each.value) for kind in kinds for each in kind)


def go(app: AppTest, path: str) -> AppTest:
    """Open another page."""
    app._page_hash = calc_hash(path)  # `switch_page` knows pages that are files
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def test_a_wrong_password_is_told_in_words(empty_service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVER, empty_service.address)
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.text_input[0].set_value(empty_service.add_user("viewer"))
    app.text_input[1].set_value("wrong words")
    app.button[0].click().run()
    assert "don't fit" in words(app)
    assert not app.sidebar.button


def test_pages_of_a_service_that_nobody_has_used_say_what_is_missing(
    empty_service: Any, enter: Opener
) -> None:
    app = enter(empty_service, "analyst")
    assert "no model of months yet" in words(app)
    assert "no stores yet" in words(go(app, "live"))
    assert "No model is registered yet" in words(go(app, "models"))
    assert "Nothing is stored" in words(go(app, "try"))
    assert "foresale drivers" in words(go(app, "drivers"))
    press(app, "Sign out")
    assert [field.label for field in app.text_input] == ["E-mail", "Password"]


def test_a_month_is_predicted_drawn_and_kept(demo_service: Any, enter: Opener) -> None:
    app = enter(demo_service, "analyst")
    app.number_input(key="lag_1").set_value(41_000)
    app.number_input(key="lag_12").set_value(52_000)
    press(app, "Predict")
    said = words(app)
    assert "It rests on" in said
    assert "(41,000)" in said
    assert "(52,000)" in said
    (mean,) = app.metric
    units = float(mean.value.replace(",", ""))
    assert 30_000 < units < 70_000
    deadline = time.monotonic() + 20
    while not (len(app.dataframe) and round(units) in list(app.dataframe[0].value["Prediction"])):
        assert time.monotonic() < deadline  # what was served is written down behind the answer
        app.run()
    assert len(app.get("plotly_chart")) == 2


def test_nothing_typed_in_is_asked_for(demo_service: Any, enter: Opener) -> None:
    app = press(enter(demo_service, "planner"), "Predict")
    assert "Type in at least one of the 3 months" in words(app)
    assert not app.metric


def test_stores_are_shown_with_today_and_the_days_around(demo_service: Any, enter: Opener) -> None:
    app = go(enter(demo_service, "viewer"), "live")
    assert "again every 5 seconds" in words(app)
    charts = len(app.get("plotly_chart"))
    app.multiselect[0].set_value(app.multiselect[0].options[:1] and [app.multiselect[0].value[0]]).run()
    assert (charts, len(app.get("plotly_chart"))) == (2, 1)
    app.multiselect[0].set_value([]).run()
    assert "Choose one store" in words(app)


def test_models_have_their_leaderboard(demo_service: Any, enter: Opener) -> None:
    app = go(enter(demo_service, "analyst"), "models")
    versions = list(app.dataframe[0].value["Version"])
    assert {"daily.all.1", "monthly.all.1"} <= set(versions)
    app.selectbox[0].set_value("daily.all.1").run()
    said = words(app)
    assert "Leaderboard of daily.all.1" in said
    assert "serves already" in said
    assert len(app.dataframe) == 3


def test_what_a_role_may_not_do_is_told(demo_service: Any, enter: Opener) -> None:
    app = enter(demo_service, "viewer")
    assert "not ask for predictions" in words(app)
    assert "may not look at models" in words(go(app, "models"))
