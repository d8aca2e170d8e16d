"""`foresale remote models`, `promote`, `rollback`, `retire`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.remote.asking import SERVER, asking

if TYPE_CHECKING:
    from foresale.client.models import Change, Model

Version = Annotated[str, typer.Argument(metavar="VERSION", help="The version, such as daily.all.3.")]
Comment = Annotated[
    str | None,
    typer.Option("--comment", metavar="TEXT", help="Why; kept in the audit log.", show_default=False),
]


@takes(SERVER, reads=False)
def models(
    given: ParsedOptions,
    family: Annotated[
        str | None, typer.Option(metavar="daily|monthly", help="Only this family.", show_default=False)
    ] = None,
) -> None:
    """List the versions of a server's models, newest first, and which of them serve."""
    screen = given.screen
    with asking(given) as client:
        found = list(client.models.list(family=family))
        if not screen.as_json:
            from foresale.cli.output.tables import simple_table

            columns = ("Version", "Is", "Error", "Bias", "80 % range held", "Learned up to")
            screen.show(
                simple_table(columns, map(_row, found), numbers=columns[2:5])
                if found
                else "No model is registered yet. Train one: foresale remote train"
            )
        screen.answer({"models": [asdict(model) for model in found]})


@takes(SERVER, reads=False)
def promote(
    given: ParsedOptions,
    version: Version,
    override: Annotated[
        bool,
        typer.Option("--override", metavar=" ", help="Though the gate refused it; needs a --comment."),
    ] = False,
    comment: Comment = None,
) -> None:
    """Let a version serve, if it is better than the one that serves now."""
    with asking(given) as client:
        _tell(given, client.models.promote(version, override=override, comment=comment))


@takes(SERVER, reads=False)
def rollback(given: ParsedOptions, version: Version, comment: Comment = None) -> None:
    """Let the version before serve again; VERSION is the one that serves now."""
    with asking(given) as client:
        _tell(given, client.models.rollback(version, comment=comment))


@takes(SERVER, reads=False)
def retire(given: ParsedOptions, version: Version, comment: Comment = None) -> None:
    """Let the model of all answer again for a part of the assortment; VERSION is the one that serves it."""
    with asking(given) as client:
        change = client.models.retire(version, comment=comment)
        given.screen.show(f"{version} serves no more.\n{change.reason}")
        given.screen.answer(asdict(change))


def _tell(given: ParsedOptions, change: Change) -> None:
    before = f" instead of {change.scope}.{change.from_version}" if change.from_version else ""
    given.screen.show(f"{change.scope}.{change.to_version} serves{before}.\n{change.reason}")
    given.screen.answer(asdict(change))


def _row(model: Model) -> tuple[str, ...]:
    def share(name: str) -> str:
        value = model.metrics.get(name)
        return "–" if value is None else f"{value:.1%}"

    return (
        model.version,
        ", ".join(model.aliases),
        share("wape"),
        share("bias"),
        share("coverage_80"),
        str(model.cutoff),
    )
