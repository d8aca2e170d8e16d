"""Models to try, from names, classes and instances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foresale.errors import OptionError
from foresale.forecasting.model_choice import ModelChoice
from foresale.forecasting.models.base import Model
from foresale.forecasting.models.catalog import load_model_class, register_class


def choose_models(models: Sequence[str | Model | type[Model] | ModelChoice]) -> tuple[ModelChoice, ...]:
    """Each model once, in order; two of one class are told apart by their parameters.

    Args:
        models: Names from the catalog, classes, or instances with parameters.

    Raises:
        OptionError: There is no such model, or it is none.
        MissingExtraError: An optional library isn't installed.
    """
    found: dict[str, ModelChoice] = {}
    for model in models:
        choice = as_choice(model)
        found.setdefault(choice.name, choice)
    return tuple(found.values())


def as_choice(model: str | Model | type[Model] | ModelChoice) -> ModelChoice:
    """One model to try.

    Raises:
        OptionError: There is no such model, or it is none.
        MissingExtraError: An optional library isn't installed.

    Examples:
        >>> from foresale.forecasting.models.global_lightgbm import GlobalLightGBM
        >>> as_choice(GlobalLightGBM(num_leaves=31)).name, as_choice("tsb").name
        ('lightgbm(num_leaves=31)', 'tsb')
    """
    if isinstance(model, ModelChoice):
        return model
    if isinstance(model, str):
        kind = load_model_class(model)
        return ModelChoice(model, kind, kind.label)
    if isinstance(model, type) and issubclass(model, Model):
        register_class(model)
        return ModelChoice(model.name, model, model.label)
    if isinstance(model, Model):
        kind = type(model)
        register_class(kind)
        told = _beyond_defaults(model)
        if not told:
            return ModelChoice(kind.name, kind, kind.label)
        listed = ", ".join(f"{name}={value!r}" for name, value in told.items())
        return ModelChoice(f"{kind.name}({listed})", kind, f"{kind.label} ({listed})", told)
    raise OptionError(
        f"{model!r} is no model.",
        fix='Give a name such as "lightgbm", one with parameters such as fs.models.LightGBM(num_leaves=31), '
        "or a class of your own.",
    )


def _beyond_defaults(model: Model) -> dict[str, Any]:
    """The arguments that were given; all of them where the class has no defaults."""
    given = model.parameters()
    try:
        usual = type(model)().parameters()
    except TypeError:
        usual = {"seed": 0}
    return {name: value for name, value in given.items() if name not in usual or usual[name] != value}
