"""Pages of the Lab over a client that only notes what it is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from optional_library import needs

pytestmark = needs("streamlit")


class NotedModels:
    """Two versions, and what was asked of them."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool, str | None]] = []

    def list(self) -> list[Any]:
        """The versions."""
        about = {"metrics": {"wape": 0.2, "bias": 0.01}, "cutoff": date(2026, 3, 1)}
        return [
            SimpleNamespace(
                version=f"daily.all.{number}",
                aliases=("champion",) if number == 1 else (),
                created_at=datetime(2026, 3, number, tzinfo=UTC),
                **about,
            )
            for number in (2, 1)
        ]

    def get(self, version: str) -> Any:
        """One of them."""
        known = next(one for one in self.list() if one.version == version)
        tried = {"model": "ets", "label": "Smoothing", "score": "0.8123", "wape": "0.31938", "windows": "3"}
        return SimpleNamespace(**vars(known), leaderboard=(tried,), promotions=())

    def promote(self, version: str, *, override: bool, comment: str | None) -> Any:
        """Note it."""
        self.asked.append((version, override, comment))
        return SimpleNamespace(scope="daily.all", to_version=2, reason=comment)


def open_models() -> None:
    """The page, as the Lab runs it."""
    from foresale.lab.screens import models

    models.show()


def open_page(page: Any, models: NotedModels, *permissions: str) -> Any:
    """A page for somebody who may so much."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(page, default_timeout=20)
    app.session_state["client"] = SimpleNamespace(models=models)
    app.session_state["me"] = SimpleNamespace(permissions=permissions, role="admin")
    app.run()
    assert not app.exception
    return app


def test_a_version_is_promoted_with_its_reason():
    models = NotedModels()
    app = open_page(open_models, models, "read_models", "promote_models")
    assert app.selectbox[0].value == "daily.all.2"
    app.checkbox[0].check()
    app.text_input[0].input("It knows the new stores.")
    app.button[0].click().run()
    assert models.asked == [("daily.all.2", True, "It knows the new stores.")]
    assert "served by number 2 now" in app.success[0].value


def test_a_leaderboard_has_words_and_numbers():
    app = open_page(open_models, NotedModels(), "read_models")
    table = app.dataframe[1].value
    assert list(table.columns) == ["Model", "Score", "WAPE"]
    assert table.iloc[0].to_list() == ["Smoothing", 0.8123, 0.31938]


def open_past_months() -> None:
    """The chart of months that were predicted, with ranges of one level or several."""
    from types import SimpleNamespace

    import streamlit as st

    from foresale.lab.screens import predict_month

    for levels in ((0.95, 0.95), (0.95, 0.8), ()):
        asked = [SimpleNamespace(inputs={"level": level}) for level in levels]
        st.text(str(predict_month.level_of(asked)))


def test_ranges_of_several_levels_have_nolevel_of_their_own():
    assert [one.value for one in open_page(open_past_months, NotedModels()).text] == ["0.95", "None", "None"]


def test_who_may_not_promote_is_told_and_has_no_button():
    app = open_page(open_models, NotedModels(), "read_models")
    assert len(app.button) == 0
    assert any("not promote" in one.value for one in app.caption)


def open_file_pages() -> None:
    """Both pages that ask for a file."""
    from foresale.lab.screens import drivers, try_file

    drivers.show()
    try_file.show()


def test_pages_that_ask_for_a_file_show_their_form_once_it_is_there():
    app = open_page(open_file_pages, NotedModels())
    assert [one.label for one in app.get("file_uploader")] == ["A table", "A file of sales"]
    assert len(app.text_input) == 0


def open_drivers_answer() -> None:
    """What a command found about a table with a leak, as the page shows it."""
    from foresale.lab.commands import CommandAnswer
    from foresale.lab.screens import drivers

    leak = {"rule": "leaking_column", "text": "commission is left out: made from sales."}
    model = {"label": "Linear regression", "r2": 0.5, "mae": 9.0, "rmse": 11.0, "bias": -4e-6}
    sizes = {"size": 8.0, "size_low": -1.0, "size_high": 17.0, "start": "no", "end": "yes"}
    fields = {
        "rows": {"read": 40, "judged": 40, "rejected": 0}, "verdict": ["Explains."], "finding": "something",
        "findings": [], "notes": [leak], "models": [model],
        "effects": [{"column": "member", "is_real": False, **sizes}],
    }  # fmt: skip
    drivers.show_answer(CommandAnswer(fields, "", {"report.html": b""}))


def test_leaks_and_effects_that_may_be_chance_are_told():
    app = open_page(open_drivers_answer, NotedModels())
    assert [one.value for one in app.warning] == ["commission is left out: made from sales."]
    assert str(app.dataframe[0].value["Bias"].iloc[0]) == "0.0"
    effect = app.dataframe[1].value.iloc[0]
    assert (effect["Change"], effect["Sure"]) == ("yes instead of no", "may be chance")


def open_unsure_answer() -> None:
    """What a command found about too few rows, as the page shows it."""
    from foresale.lab.commands import CommandAnswer
    from foresale.lab.screens import drivers

    fields = {
        "rows": {"read": 36, "judged": 36, "rejected": 0}, "verdict": ["Nothing sure."],
        "finding": "unsure", "findings": [], "notes": [], "models": [], "effects": [],
    }  # fmt: skip
    drivers.show_answer(CommandAnswer(fields, "", {"report.html": b""}))


def test_nothing_sure_is_no_success():
    app = open_page(open_unsure_answer, NotedModels())
    assert ([one.value for one in app.success], [one.value for one in app.info]) == ([], ["Nothing sure."])


def test_versions_show_errors_of_the_test_as_what_they_are():
    table = open_page(open_models, NotedModels(), "read_models").dataframe[0].value
    assert {"WAPE, tested", "Bias, tested"} <= set(table.columns)
