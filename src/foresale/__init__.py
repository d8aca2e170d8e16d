"""Foresale: from a retailer's sales file to forecasts you can trust.

The names below load on first use, so that `import foresale` stays instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foresale.errors import ForesaleError as ForesaleError
    from foresale.library import backtest as backtest
    from foresale.library import forecast as forecast
    from foresale.library import load as load
    from foresale.library import profile as profile
    from foresale.library import read as read
    from foresale.library import simulate as simulate
    from foresale.workflows.files.make_forecast import ForecastOptions as ForecastOptions

__version__ = "0.1.0"

_HOMES = {
    "ForesaleError": "foresale.errors",
    "ForecastOptions": "foresale.workflows.files.make_forecast",
    "backtest": "foresale.library",
    "forecast": "foresale.library",
    "load": "foresale.library",
    "profile": "foresale.library",
    "read": "foresale.library",
    "simulate": "foresale.library",
}

__all__ = [
    "ForecastOptions",
    "ForesaleError",
    "backtest",
    "forecast",
    "load",
    "profile",
    "read",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'foresale' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__version__"])
