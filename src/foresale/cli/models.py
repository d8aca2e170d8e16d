"""`foresale models`: which models there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foresale.cli.failures import report_failures
from foresale.cli.options.service import AsJson
from foresale.cli.output.screen import Screen

if TYPE_CHECKING:
    from foresale.forecasting.models.built_in import ModelDescription


def models(
    as_json: AsJson = False,
) -> None:
    """List the models: built in, and added by other packages."""
    screen = Screen(as_json)
    with report_failures(screen):
        from foresale.cli.output.tables import simple_table
        from foresale.forecasting.models.catalog import describe_models

        rows = describe_models()
        table = simple_table(
            ("Name", "Model", "Family", "Reads plans", "Ready"),
            (
                (
                    row.name,
                    row.label,
                    row.family or "–",
                    "yes" if row.uses_covariates else "no",
                    "yes" if row.available else "no",
                )
                for row in rows
            ),
        )
        screen.show(table)
        for row in rows:
            if not row.available:
                screen.show(f"{row.name}: {row.problem}")
        screen.answer({"models": [_as_json(row) for row in rows]})


def _as_json(model: ModelDescription) -> dict[str, Any]:
    return {
        "name": model.name,
        "label": model.label,
        "family": model.family,
        "uses_covariates": model.uses_covariates,
        "available": model.available,
        "problem": model.problem,
    }
