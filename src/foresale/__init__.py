"""Foresale: from a retailer's sales file to forecasts you can trust.

The names below load on first use, so that `import foresale` stays instant.
"""

from __future__ import annotations

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foresale.errors import ForesaleError as ForesaleError
    from foresale.library import models as models
    from foresale.library.drivers import drivers as drivers
    from foresale.library.drivers import load_drivers as load_drivers
    from foresale.library.functions import backtest as backtest
    from foresale.library.functions import cross_validation as cross_validation
    from foresale.library.functions import forecast as forecast
    from foresale.library.functions import load as load
    from foresale.library.functions import profile as profile
    from foresale.library.functions import simulate as simulate
    from foresale.library.orders import order as order
    from foresale.library.replay import replay as replay
    from foresale.library.series import series as series
    from foresale.library.sources import read as read
    from foresale.workflows.files.forecast_options import ForecastOptions as ForecastOptions

__version__ = "0.1.0"

_HOMES = {
    "ForesaleError": "foresale.errors",
    "ForecastOptions": "foresale.workflows.files.forecast_options",
    "backtest": "foresale.library.functions",
    "cross_validation": "foresale.library.functions",
    "drivers": "foresale.library.drivers",
    "forecast": "foresale.library.functions",
    "load": "foresale.library.functions",
    "load_drivers": "foresale.library.drivers",
    "order": "foresale.library.orders",
    "profile": "foresale.library.functions",
    "read": "foresale.library.sources",
    "replay": "foresale.library.replay",
    "series": "foresale.library.series",
    "simulate": "foresale.library.functions",
}

__all__ = [
    "ForecastOptions",
    "ForesaleError",
    "backtest",
    "cross_validation",
    "drivers",
    "forecast",
    "load",
    "load_drivers",
    "models",
    "order",
    "profile",
    "read",
    "replay",
    "series",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name != "models" and name not in _HOMES:
        raise AttributeError(f"module 'foresale' has no attribute {name!r}")
    collects = gc.isenabled()
    gc.disable()  # while modules load: a fifth of that time went into looks for garbage
    try:
        if name == "models":
            return import_module("foresale.library.models")
        return getattr(import_module(_HOMES[name]), name)
    finally:
        if collects:
            gc.enable()


def __dir__() -> list[str]:
    return sorted([*_HOMES, "models", "__version__"])
