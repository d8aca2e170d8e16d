"""Which models there are: the built-in ones, and those that other packages add by entry point."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import TYPE_CHECKING

from foresale.errors import ForesaleError, MissingExtraError, OptionError, SavedModelError, closest
from foresale.forecasting.models.built_in import BUILT_IN, ModelDescription
from foresale.messages import option

if TYPE_CHECKING:
    from foresale.forecasting.models.base import Model

GROUP = "foresale.models"
EXTRAS = {"statsforecast": "statistical", "xgboost": "xgboost", "keras": "deep", "prophet": "prophet"}
"""Optional library of a built-in model → the extra that installs it."""
PACKAGES = {"chronos": "chronos-forecasting"}
"""The same for what no extra installs → the package to ask for."""


def model_names() -> tuple[str, ...]:
    """Every model's name: the built-in ones from simple to elaborate, then added ones by name.

    Nothing is imported, so a name may belong to a model whose library is missing.

    Examples:
        >>> model_names()[:2]
        ('seasonal_naive', 'moving_average')
    """
    return tuple(_catalog())


def default_models(budget_seconds: float) -> tuple[str, ...]:
    """The models tried where none are named: those that take long wait for a larger budget.

    Args:
        budget_seconds: Rough seconds for testing models.

    Examples:
        >>> [name for name in default_models(600) if name not in default_models(30)]
        ['prophet', 'mlp', 'lstm']
    """
    return tuple(
        name for name in _catalog() if name not in BUILT_IN or budget_seconds >= BUILT_IN[name].from_budget
    )


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
    if name in _CLASSES and name not in catalog:
        return _CLASSES[name]
    if name not in catalog:
        close = closest(name, catalog)
        meant = f"Did you mean {' or '.join(close)}? " if close else ""
        raise OptionError(f"There is no model called {name!r}.", fix=f"{meant}One of: {', '.join(catalog)}.")
    if name in BUILT_IN:
        return _load_built_in(BUILT_IN[name])
    module_name, _, class_name = catalog[name].partition(":")
    return _load_added(name, module_name, class_name)


def register_class(kind: type[Model]) -> None:
    """Let a class of one's own be found by its name for as long as this process lasts.

    Raises:
        OptionError: It has no name, label or family, or the name of another model.
    """
    for attribute in ("name", "label", "family"):
        if not isinstance(getattr(kind, attribute, None), str):
            raise OptionError(
                f"The model {kind.__name__} has no {attribute}.",
                fix=f'Write {attribute} = "…" in the class.',
            )
    if kind.name not in _catalog():
        _CLASSES[kind.name] = kind
    elif load_model_class(kind.name) is not kind:
        raise OptionError(
            f"The class {kind.__name__} is named {kind.name!r}, as another model is.",
            fix="Give it a name of its own.",
        )


def load_saved_class(name: str) -> type[Model]:
    """The class that a saved model was made with.

    Raises:
        SavedModelError: It was somebody's own, and isn't known here yet.
        MissingExtraError: An optional library isn't installed.
    """
    if name in _MADE_OF_OTHERS:
        module_name, _, class_name = _MADE_OF_OTHERS[name].partition(":")
        made: type[Model] = getattr(import_module(module_name), class_name)
        return made
    if name in _catalog() or name in _CLASSES:
        return load_model_class(name)
    raise SavedModelError(
        f"The model was made with {name!r}, a class that isn't known here.",
        fix=f"Import or define that class, and load the model with it ({option('models')}).",
    )


_CLASSES: dict[str, type[Model]] = {}
_MADE_OF_OTHERS = {"by_group": "foresale.forecasting.models.by_group:ModelByGroup"}
"""Models that nobody names, as they are made of others by a search."""


def describe_models() -> list[ModelDescription]:
    """Every model, and whether it can be used; the built-in ones are described without loading them.

    A model that can't be loaded is listed with its name alone and what went wrong.

    Examples:
        >>> describe_models()[0].label
        'Seasonal naive'
    """
    catalog = _catalog()
    return [
        _describe_built_in(BUILT_IN[name]) if name in BUILT_IN else _describe_added(name) for name in catalog
    ]


def _describe_built_in(model: ModelDescription) -> ModelDescription:
    if model.needs is None or _is_installed(model.needs):
        return model
    return replace(model, problem=_missing(model.needs).problem)


def _missing(library: str) -> MissingExtraError:
    return MissingExtraError(library, EXTRAS.get(library, ""), package=PACKAGES.get(library, ""))


def _describe_added(name: str) -> ModelDescription:
    try:
        kind = load_model_class(name)
    except ForesaleError as error:
        return ModelDescription(name, _catalog()[name], label=name, problem=error.problem)
    return ModelDescription(
        name, _catalog()[name], kind.label, kind.family, uses_covariates=kind.uses_covariates
    )


def _is_installed(library: str) -> bool:
    try:
        return find_spec(library) is not None
    except ModuleNotFoundError:  # what a finder says that keeps a library out
        return False


@cache
def _catalog() -> dict[str, str]:
    """Name → `module:Class`; a built-in model can't be replaced by an added one of its name."""
    added: dict[str, str] = {point.name: point.value for point in _entry_points()}
    built_in = {name: model.place for name, model in BUILT_IN.items()}
    return built_in | {name: added[name] for name in sorted(added) if name not in built_in}


def _entry_points() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))


def _load_built_in(model: ModelDescription) -> type[Model]:
    module_name, _, class_name = model.place.partition(":")
    try:
        if model.needs is not None and not _is_installed(model.needs):
            raise ModuleNotFoundError(name=model.needs)
        kind: type[Model] = getattr(import_module(module_name), class_name)
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in EXTRAS and library not in PACKAGES:
            raise
        raise _missing(library) from error
    return kind


def _load_added(name: str, module_name: str, class_name: str) -> type[Model]:
    from foresale.forecasting.models.base import Model

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
