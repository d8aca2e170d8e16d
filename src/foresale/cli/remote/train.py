"""`foresale remote train`: a training on the server."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from foresale.cli.declared_options import Given, takes
from foresale.cli.progress_bars import progress_on
from foresale.cli.remote.asking import SERVER, asking
from foresale.cli.remote.jobs import describe_job
from foresale.cli.setting import Setting, SettingGroup

_TRAINING = SettingGroup(
    "training",
    "Training",
    (
        Setting(
            "family",
            "choice",
            "daily forecasts every product in every store; monthly answers what-ifs.",
            default="daily",
            choices=("daily", "monthly"),
        ),
        Setting(
            "segment",
            "text",
            "The part of the assortment: all, category=Drinks, store=S1, product=A1, segment=NAME of a list "
            "or rule, or each=category for a training of each.",
            default="all",
            metavar="SEGMENT",
        ),
        Setting("horizon", "whole", "Days ahead.", default="28", metavar="DAYS"),
        Setting("models", "names", "Models to try; by default all that the budget allows.", metavar="NAME,…"),
        Setting(
            "budget_seconds",
            "number",
            "Rough seconds for testing models.",
            default="60",
            flag="--budget",
            metavar="SECONDS",
        ),
        Setting("country", "text", "Whose holidays count, such as DE.", metavar="CODE"),
    ),
)


@takes(_TRAINING, SERVER, reads=False)
def train(
    given: Given,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", metavar=" ", help="Wait until it is done, or only ask for it.")
    ] = True,
) -> None:
    """Have the server train a model, register it, and let it serve if it is better."""
    screen = given.screen
    with asking(given) as client:
        job = client.forecasts.train(**given.options["training"])
        if wait:
            with progress_on(screen) as progress:
                job = client.jobs.wait(job.id, progress)
        if not screen.as_json:
            screen.show(describe_job(job))
        screen.answer(asdict(job))
