"""Models as objects: `fs.models.LightGBM(num_leaves=31)`, and `fs.models.Model` to derive one's own from.

A name loads its library only when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from foresale.forecasting.models.built_in import BUILT_IN
from foresale.forecasting.models.catalog import load_model_class

_SHORT = {"GlobalLightGBM": "LightGBM", "LinearOnLags": "Linear", "XGBoostOnLags": "XGBoost"}
_NAMES = {
    _SHORT.get(kind, kind): name
    for name, kind in ((name, model.place.partition(":")[2]) for name, model in BUILT_IN.items())
}


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return load_model_class(_NAMES[name])
    if name == "Model":
        return import_module("foresale.forecasting.models.base").Model
    raise AttributeError(f"fs.models has no {name!r}; it has {', '.join(sorted(_NAMES))} and Model.")


def __dir__() -> list[str]:
    return sorted([*_NAMES, "Model"])
