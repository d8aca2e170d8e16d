"""Writes the API's schema to a file, so that a change of the API is a change that is reviewed.

python -m foresale.service.api.openapi_file docs/openapi.json
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from pydantic import SecretStr

from foresale.container import Container
from foresale.service.api.app import create_app
from foresale.settings import Settings
from foresale.writing.atomic_file import whole_file


def schema_text() -> str:
    """The API's schema as JSON, the same on every machine."""
    with TemporaryDirectory() as folder:
        settings = Settings.model_construct(
            home=Path(folder), database_url=SecretStr("sqlite://"), secret_key=SecretStr("-" * 32)
        )
        app = create_app(Container(settings))
        schema = app.openapi()
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


if __name__ == "__main__":
    with whole_file(Path(sys.argv[1]), '"title": "Foresale"', "a schema") as place:
        place.write_text(schema_text(), encoding="utf-8")
