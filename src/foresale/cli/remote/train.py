"""`foresale remote train`: a training on the server."""

from __future__ import annotations

from dataclasses import replace

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.options.forecasting import BUDGET, COUNTRY, MODELS
from foresale.cli.options.setting import Setting, SettingGroup
from foresale.cli.remote.asking import SERVER, asking
from foresale.cli.remote.jobs import Wait, follow_job

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
        MODELS,
        replace(BUDGET, default="60"),
        COUNTRY,
        Setting(
            "until",
            "day",
            "The last day to learn from, so that it shows what forecasts since would have been worth; by "
            "default the last that is over.",
            metavar="DATE",
        ),
    ),
)


@takes(_TRAINING, SERVER, reads=False)
def train(
    given: ParsedOptions,
    wait: Wait = True,
) -> None:
    """Have the server train a model, register it, and let it serve if it is better."""
    with asking(given) as client:
        job = client.forecasts.train(**given.options["training"])
        follow_job(client, given.screen, job, wait=wait)
