"""The commands that ask a server."""

from __future__ import annotations

from foresale.cli.command_group import App
from foresale.cli.remote.dead_letters import dead_letters
from foresale.cli.remote.drivers import drivers
from foresale.cli.remote.exceptions import exceptions
from foresale.cli.remote.export import export
from foresale.cli.remote.forecast import forecast, predict
from foresale.cli.remote.import_file import import_file
from foresale.cli.remote.jobs import jobs
from foresale.cli.remote.models import models, promote, retire, rollback
from foresale.cli.remote.orders import orders
from foresale.cli.remote.refresh import refresh
from foresale.cli.remote.sales_stream import app as sales
from foresale.cli.remote.segments import app as segments
from foresale.cli.remote.stock import stock
from foresale.cli.remote.today import today
from foresale.cli.remote.topics import topics
from foresale.cli.remote.train import train
from foresale.cli.remote.transfers import transfers
from foresale.cli.remote.watch import watch

app = App(
    name="remote",
    help="Ask a server: import, train, forecast, promote. Log in first: foresale login --server URL",
    no_args_is_help=True,
)
app.command("import")(import_file)
app.add_typer(sales)
app.add_typer(segments)
for command in (
    train,
    refresh,
    forecast,
    predict,
    today,
    stock,
    orders,
    transfers,
    exceptions,
    models,
    promote,
    rollback,
    retire,
    jobs,
    topics,
    watch,
    dead_letters,
    export,
    drivers,
):
    app.command()(command)
