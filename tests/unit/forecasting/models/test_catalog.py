"""The catalog knows the built-in models and those that others add."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from foresale.errors import MissingExtraError, OptionError
from foresale.forecasting.models import catalog
from foresale.forecasting.models.built_in import BUILT_IN
from foresale.forecasting.models.catalog import default_models, describe_models, load_model_class, model_names


@pytest.fixture
def install(monkeypatch):
    """A function that makes entry points look installed."""

    def add(**points: str) -> None:
        found = tuple(EntryPoint(name, value, catalog.GROUP) for name, value in points.items())
        monkeypatch.setattr(catalog, "_entry_points", lambda: found)
        catalog._catalog.cache_clear()

    yield add
    monkeypatch.undo()
    catalog._catalog.cache_clear()


def test_the_built_in_models_are_those_that_the_package_declares(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    assert project["entry-points"][catalog.GROUP] == {name: model.place for name, model in BUILT_IN.items()}


def test_an_unknown_name_is_answered_with_close_ones() -> None:
    with pytest.raises(OptionError, match="Did you mean auto_ets") as caught:
        load_model_class("autoets")
    assert "'autoets'" in caught.value.problem


def test_an_added_model_is_listed_after_the_built_in_ones_and_loads(install) -> None:
    install(mine="foresale.forecasting.models.tsb:TSB")
    assert model_names()[-1] == "mine"
    assert load_model_class("mine").name == "tsb"


def test_an_added_model_can_not_take_a_built_in_name(install) -> None:
    install(tsb="foresale.forecasting.models.croston:Croston")
    assert load_model_class("tsb").name == "tsb"


@pytest.mark.parametrize("target", ["no_such_package:Model", "json:NoSuchClass", "json:JSONDecoder"])
def test_a_broken_added_model_is_reported_and_the_others_stay(install, target: str) -> None:
    install(broken=target)
    with pytest.raises(OptionError, match="'broken'"):
        load_model_class("broken")
    found = {model.name: model for model in describe_models()}
    assert not found["broken"].available
    assert "broken" in str(found["broken"].problem)
    assert found["tsb"].available


def test_a_missing_optional_library_names_the_extra(monkeypatch) -> None:
    def nothing(_: str) -> None:
        raise ModuleNotFoundError("No module named 'xgboost'", name="xgboost")

    monkeypatch.setattr(catalog, "import_module", nothing)
    with pytest.raises(MissingExtraError, match=r"foresale\[xgboost\]"):
        load_model_class("xgboost")


def test_looking_at_the_models_loads_none_of_their_libraries() -> None:
    code = (
        "import sys\n"
        "from foresale.forecasting.models.catalog import default_models, load_model_class\n"
        "for name in default_models(30):\n"
        "    load_model_class(name)\n"
        "print(*({'lightgbm', 'pandas', 'sklearn', 'statsforecast', 'xgboost'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_missing_network_library_names_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(catalog, "find_spec", lambda _: None)
    packages = {
        "mlp": r"'foresale\[deep\]'",
        "prophet": r"'foresale\[prophet\]'",
        "chronos": "chronos-forecasting",
    }
    for name, package in packages.items():
        with pytest.raises(MissingExtraError, match=f"pip install {package}"):
            load_model_class(name)


def test_what_takes_long_is_tried_by_name_or_where_the_budget_is_large() -> None:
    slow = {"prophet", "mlp", "lstm"}
    assert set(model_names()) - set(default_models(60)) == slow | {"chronos"}
    assert set(model_names()) - set(default_models(600)) == {"chronos"}  # it may have to be downloaded


def test_every_model_is_described_as_its_class_says() -> None:
    assert tuple(model.name for model in describe_models()) == model_names()
    for model in describe_models():
        if model.available:
            kind = load_model_class(model.name)
            said = (model.label, model.family, model.uses_covariates)
            assert said == (kind.label, kind.family, kind.uses_covariates), model.name


def test_an_added_model_is_described_by_its_class(install) -> None:
    install(mine="foresale.forecasting.models.tsb:TSB")
    mine = describe_models()[-1]
    assert (mine.name, mine.label, mine.family) == ("mine", "Teunter–Syntetos–Babai (TSB)", "intermittent")


def test_a_built_in_model_whose_library_is_missing_is_not_available(monkeypatch) -> None:
    monkeypatch.setattr(catalog, "find_spec", lambda _: None)
    found = {model.name: model for model in describe_models()}
    lacking = [name for name, model in found.items() if not model.available]
    assert lacking == [
        "auto_ets",
        "dynamic_theta",
        "auto_arima",
        "xgboost",
        "prophet",
        "mlp",
        "lstm",
        "chronos",
    ]
    assert "xgboost" in str(found["xgboost"].problem)
    with pytest.raises(MissingExtraError, match=r"statsforecast.*\n.*foresale\[statistical\]"):
        load_model_class("auto_ets")
