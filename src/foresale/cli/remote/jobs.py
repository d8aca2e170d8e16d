"""`foresale remote jobs`: what a server is working on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from foresale.cli.declared_options import ParsedOptions, takes
from foresale.cli.output.progress_bars import progress_on
from foresale.cli.remote.asking import SERVER, asking
from foresale.errors import OptionError

if TYPE_CHECKING:
    from rich.table import Table

    from foresale.cli.output.screen import Screen
    from foresale.client import Client
    from foresale.client.jobs import Job, JobLine


Wait = Annotated[
    bool, typer.Option("--wait/--no-wait", metavar=" ", help="Wait until it is done, or only ask for it.")
]


@takes(SERVER, reads=False)
def jobs(
    given: ParsedOptions,
    job_id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="One job; by default the newest ones.", show_default=False),
    ] = None,
    cancel: Annotated[bool, typer.Option("--cancel", metavar=" ", help="Ask this job to stop.")] = False,
    state: Annotated[
        str | None,
        typer.Option(
            metavar="STATE",
            help="Only queued, running, succeeded, failed or cancelled ones.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Show so many.")] = 20,
) -> None:
    """List a server's jobs, or show or cancel one."""
    screen = given.screen
    with asking(given) as client:
        if cancel and job_id is None:
            raise OptionError("It isn't said which job to cancel.", fix="Give its id: jobs ID --cancel")
        if job_id is not None:
            job = client.jobs.cancel(job_id) if cancel else client.jobs.get(job_id)
            log = client.jobs.log(job_id)
            if not screen.as_json:
                screen.show(describe_job(job), *_describe_log(log))
            screen.answer({**asdict(job), "log": [asdict(line) for line in log]})
            return
        found = list(islice(client.jobs.list(state=state), limit))
        if not screen.as_json:
            screen.show(_table(found) if found else "There are no such jobs.")
        screen.answer({"jobs": [asdict(job) for job in found]})


def _table(found: list[Job]) -> Table:
    from foresale.cli.output.tables import simple_table

    return simple_table(
        ("Job", "Kind", "Scope", "State", "Asked for"),
        ((job.id, job.kind, job.scope, how_far(job), _time(job.created_at)) for job in found),
    )


def follow_job(client: Client, screen: Screen, job: Job, *, wait: bool) -> None:
    """Show what became of a job that was asked for; with `wait` once it has ended."""
    if wait:
        with progress_on(screen) as progress:
            job = client.jobs.wait(job.id, progress)
    if not screen.as_json:
        screen.show(describe_job(job))
    screen.answer(asdict(job))


def describe_job(job: Job) -> Table:
    """All that is known of a job."""
    from foresale.cli.output.tables import fact_table

    result = [
        (name.replace("_", " ").capitalize(), str(value))
        for name, value in (job.result or {}).items()
        if not isinstance(value, Mapping | list)
    ]
    return fact_table(
        [
            ("Job", job.id),
            ("Kind", f"{job.kind} of {job.scope}"),
            ("State", how_far(job)),
            ("Asked for", _time(job.created_at)),
            ("Began", _time(job.started_at)),
            ("Ended", _time(job.ended_at)),
            ("Problem", job.problem or ""),
            ("Fix", job.fix or ""),
            *result,
        ]
    )


def _describe_log(log: Sequence[JobLine]) -> list[Table]:
    from foresale.cli.output.tables import fact_table

    return [fact_table((_time(line.at), line.text) for line in log)] if log else []


def how_far(job: Job) -> str:
    """A job's state, and how far it is while it runs."""
    if job.state != "running" or not job.stage:
        return job.state
    return f"{job.stage} {job.progress:.0%}"


def _time(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"
