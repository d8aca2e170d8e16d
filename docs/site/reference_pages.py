"""Pages of the site that are made from code: the Python reference and the API's routes."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

FUNCTIONS = ("read", "series", "profile", "forecast", "backtest", "cross_validation", "load", "order",
             "replay", "drivers", "load_drivers", "simulate")  # fmt: skip
CLASSES = {
    "What the functions answer": (
        "foresale.library.series.SalesSeries",
        "foresale.library.results.ForecastResult", "foresale.library.results.SavedForecaster",
        "foresale.library.results.PredictionResult", "foresale.library.cross_validation.CrossValidation",
        "foresale.forecasting.results.Backtest", "foresale.data.profile.profile.Profile",
        "foresale.library.orders.OrderResult", "foresale.library.replay.ReplayResult",
        "foresale.library.drivers.DriversResult", "foresale.library.drivers.SavedDrivers",
        "foresale.sales.Sales", "foresale.notes.Note",
    ),
    "Options": (
        "foresale.ForecastOptions", "foresale.data.reading.options.ReadOptions",
        "foresale.data.panel.options.PanelOptions", "foresale.data.cleaning.clean.CleaningOptions",
        "foresale.data.calendar.calendars.CalendarOptions",
    ),
    "Models of one's own": ("foresale.forecasting.models.base.Model",),
    "Errors": ("foresale.ForesaleError",),
}  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")


def python_reference() -> str:
    """The page of `import foresale as fs`, for autodoc to fill."""
    lines = ["# Python reference", "", "All of `import foresale as fs`. By task: [](python.md).", ""]
    lines += ["## Functions", ""]
    for name in FUNCTIONS:
        lines += [f"### fs.{name}", "", *_directive("autofunction", f"foresale.{name}")]
    lines += ["## Models", "", *_models()]
    for heading, places in CLASSES.items():
        lines += [f"## {heading}", ""]
        for place in places:
            lines += [f"### {place.rpartition('.')[2]}", "", *_directive("autoclass", place)]
    return "\n".join(lines)


def routes_page(schema: Path) -> str:
    """Every route of the API, a heading a noun.

    Args:
        schema: docs/openapi.json.
    """
    described: dict[str, Any] = json.loads(schema.read_text(encoding="utf-8"))
    nouns: dict[str, list[str]] = defaultdict(list)
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                route = methods[method]
                nouns[route.get("tags", ["other"])[0]] += _route(method, path, route)
    lines = ["# API routes", "", f"Version {described['info']['version']}; what all share: [](api.md). "]
    lines[-1] += "A running service shows them at `/api/docs`, to try."
    for noun in sorted(nouns):
        lines += ["", f"## {noun.capitalize()}", "", *nouns[noun]]
    return "\n".join(lines) + "\n"


def _route(method: str, path: str, route: dict[str, Any]) -> list[str]:
    lines = [f"### {method.upper()} {path}", "", route.get("description") or route["summary"], ""]
    asked = [one for one in route.get("parameters", []) if one["in"] in ("query", "path")]
    if asked:
        lines += ["| parameter | in | what it is |", "|---|---|---|"]
        for one in asked:
            words = str(one.get("description", "")).replace("\n", " ").replace("|", "\\|")
            lines.append(
                f"| `{one['name']}`{' (required)' if one.get('required') else ''} | {one['in']} | {words} |"
            )
        lines.append("")
    return lines


def _models() -> list[str]:
    from foresale import models
    from foresale.forecasting.models.built_in import BUILT_IN

    named = dict(zip(models._NAMES.values(), models._NAMES, strict=True))
    lines = ["| class | name | what it is |", "|---|---|---|"]
    for name, model in BUILT_IN.items():
        lines.append(f"| `fs.models.{named[name]}` | `{name}` | {model.label} |")
    return [*lines, "", "What each needs and sees: [](models.md).", ""]


def _directive(kind: str, place: str) -> list[str]:
    return ["```{eval-rst}", f".. {kind}:: {place}", "```", ""]
