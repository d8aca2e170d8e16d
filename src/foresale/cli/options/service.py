"""Options that every command of the service has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Settings in a TOML file; by default foresale.toml, if it is here."),
]
Home = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder of the embedded database, and models.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Host = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Address to listen on; 0.0.0.0 for all.")]
PagePort = Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="Port to listen on.")]
Port = Annotated[
    int | None, typer.Option(metavar="N", min=0, max=65535, help="Port to listen on; 0 for any free one.")
]
