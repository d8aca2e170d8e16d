"""Which models there are: the built-in ones, and those that other packages add by entry point."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from foresale.errors import ForesaleError, MissingExtraError, OptionError
from foresale.forecasting.models.base import Model

if TYPE_CHECKING:
    import polars as pl

GROUP = "foresale.models"
BUILT_IN = {
    "seasonal_naive": "foresale.forecasting.models.seasonal_naive:SeasonalNaive",
    "moving_average": "foresale.forecasting.models.moving_average:MovingAverage",
    "profile_smoothing": "foresale.forecasting.models.profile_smoothing:ProfileSmoothing",
    "auto_ets": "foresale.forecasting.models.auto_ets:AutoETS",
    "dynamic_theta": "foresale.forecasting.models.dynamic_theta:DynamicTheta",
    "auto_arima": "foresale.forecasting.models.auto_arima:AutoARIMA",
    "croston": "foresale.forecasting.models.croston:Croston",
    "sba": "foresale.forecasting.models.sba:SBA",
    "tsb": "foresale.forecasting.models.tsb:TSB",
    "adida": "foresale.forecasting.models.adida:ADIDA",
    "imapa": "foresale.forecasting.models.imapa:IMAPA",
    "linear": "foresale.forecasting.models.linear_on_lags:LinearOnLags",
    "random_forest": "foresale.forecasting.models.random_forest:RandomForest",
    "gradient_boosting": "foresale.forecasting.models.gradient_boosting:GradientBoosting",
    "xgboost": "foresale.forecasting.models.xgboost_on_lags:XGBoostOnLags",
    "lightgbm": "foresale.forecasting.models.global_lightgbm:GlobalLightGBM",
}
"""Also in pyproject.toml; kept here so that a checkout works before it is installed again."""
EXTRAS = {"xgboost": "xgboost"}
"""Optional library of a built-in model → the extra that installs it."""


def model_names() -> tuple[str, ...]:
    """Every model's name: the built-in ones from simple to elaborate, then added ones by name.

    Nothing is imported, so a name may belong to a model whose library is missing.

    Examples:
        >>> model_names()[:2]
        ('seasonal_naive', 'moving_average')
    """
    return tuple(_catalog())


def load_model_class(name: str) -> type[Model]:
    """The class of the model called `name`; its libraries are imported only now.

    Raises:
        OptionError: There is no such model, or an added one can't be imported or isn't a model.
        MissingExtraError: An optional library isn't installed.

    Examples:
        >>> load_model_class("tsb").label
        'Teunter–Syntetos–Babai (TSB)'
    """
    catalog = _catalog()
    if name not in catalog:
        close = get_close_matches(name, catalog, n=3, cutoff=0.5)
        meant = f"Did you mean {' or '.join(close)}? " if close else ""
        raise OptionError(f"There is no model called {name!r}.", fix=f"{meant}One of: {', '.join(catalog)}.")
    module_name, _, class_name = catalog[name].partition(":")
    if name in BUILT_IN and catalog[name] == BUILT_IN[name]:
        return _load_built_in(module_name, class_name)
    return _load_added(name, module_name, class_name)


def describe_models() -> pl.DataFrame:
    """One row per model: `name`, `label`, `family`, `uses_covariates`, `available`, and why not (`problem`).

    A model that can't be loaded is listed with its name alone and what went wrong.
    """
    import polars as pl

    rows = []
    for name in model_names():
        row: dict[str, object] = {"name": name, "available": True}
        try:
            kind = load_model_class(name)
        except ForesaleError as error:
            row |= {"available": False, "problem": error.problem, "label": name}
        else:
            row |= {"label": kind.label, "family": kind.family, "uses_covariates": kind.uses_covariates}
        rows.append(row)
    schema = {
        "name": pl.String,
        "label": pl.String,
        "family": pl.String,
        "uses_covariates": pl.Boolean,
        "available": pl.Boolean,
        "problem": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)


@cache
def _catalog() -> dict[str, str]:
    """Name → `module:Class`; a built-in model can't be replaced by an added one of its name."""
    added: dict[str, str] = {point.name: point.value for point in _installed()}
    return BUILT_IN | {name: added[name] for name in sorted(added) if name not in BUILT_IN}


def _installed() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))


def _load_built_in(module_name: str, class_name: str) -> type[Model]:
    try:
        kind: type[Model] = getattr(import_module(module_name), class_name)
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in EXTRAS:
            raise
        raise MissingExtraError(library, EXTRAS[library]) from error
    return kind


def _load_added(name: str, module_name: str, class_name: str) -> type[Model]:
    where = f"{module_name}:{class_name}"
    # Another package's code runs here, and whatever it raises must not end a forecast that
    # may not even use it.
    try:
        kind = getattr(import_module(module_name), class_name)
    except Exception as error:
        raise OptionError(
            f"The added model {name!r} ({where}) can't be loaded: {type(error).__name__}: {error}",
            fix="Update or uninstall the package that adds it.",
        ) from error
    if not (isinstance(kind, type) and issubclass(kind, Model)):
        raise OptionError(
            f"The added model {name!r} ({where}) isn't a Model.",
            fix="Derive it from foresale.forecasting.models.base.Model.",
        )
    return kind
