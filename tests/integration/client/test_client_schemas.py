"""The client's records against the server's own description, so that the two can't drift apart."""

from __future__ import annotations

import importlib
import pkgutil
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

import foresale.client
from foresale.client.answers import SCHEMAS, SENT, name_of_field
from foresale.client.live import LiveEvent
from foresale.client.logins import Login
from foresale.client.sales_stream import StreamSummary

for _module in pkgutil.iter_modules(foresale.client.__path__):
    importlib.import_module(f"foresale.client.{_module.name}")

NO_ANSWER = {Login, LiveEvent, StreamSummary}
"""What comes over a stream, or is the client's own."""
FORMATS = {datetime: "date-time", date: "date"}
KINDS = {int: "integer", float: "number", str: "string", bool: "boolean", Decimal: "string", tuple: "array"}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The schemas of the API's description."""
    from foresale.container import Container
    from foresale.service.api.app import create_app
    from foresale.settings import Settings

    home: Path = tmp_path_factory.mktemp("home")
    container = Container(Settings(home=home))
    described = create_app(container).openapi()
    container.close()
    return dict(described["components"]["schemas"])


def records():
    for module in pkgutil.iter_modules(foresale.client.__path__):
        for kind in vars(importlib.import_module(f"foresale.client.{module.name}")).values():
            if (
                isinstance(kind, type)
                and is_dataclass(kind)
                and kind.__module__.startswith("foresale.client")
            ):
                yield kind


def test_every_record_names_the_schema_it_reads():
    assert {kind.__name__ for kind in set(records()) - set(SCHEMAS) - NO_ANSWER} == set()


@pytest.mark.parametrize("record", SCHEMAS, ids=lambda kind: kind.__name__)
def test_every_field_of_a_record_is_in_the_server_s_answer(record, schemas):
    schema = schemas[SCHEMAS[record]]
    hints = get_type_hints(record)
    for field in fields(record):
        described = schema["properties"].get(name_of_field(field))
        assert described is not None, (
            f"{field.name} isn't in {SCHEMAS[record]}: {sorted(schema['properties'])}"
        )
        assert fits(hints[field.name], described, schemas), (field.name, hints[field.name], described)


@pytest.mark.parametrize("given", SENT, ids=lambda kind: kind.__name__)
def test_every_argument_is_one_that_the_server_takes(given, schemas):
    schema = schemas[SENT[given]]
    keys = given.__optional_keys__ | given.__required_keys__
    assert keys <= set(schema["properties"])
    assert keys >= set(schema.get("required", ()))


def fits(hint: Any, described: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether a value that is described so can be read as this type, null included."""
    options = described.get("anyOf", [described])
    nullable = any(option.get("type") == "null" for option in options)
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    elif nullable:
        return False
    return all(fits_one(hint, option, schemas) for option in options if option.get("type") != "null")


def fits_one(hint: Any, described: dict[str, Any], schemas: dict[str, Any]) -> bool:
    if hint is Any:
        return "type" not in described
    if "$ref" in described:
        name = described["$ref"].rpartition("/")[2]
        return SCHEMAS.get(hint) == name or ("enum" in schemas[name] and hint is str)
    if hint in FORMATS:
        return described.get("format") == FORMATS[hint]
    if get_origin(hint) is tuple:
        return described.get("type") == "array" and fits(get_args(hint)[0], described["items"], schemas)
    if described.get("type") == "object":
        return get_origin(hint) is not None and hint not in KINDS
    allowed = {KINDS[hint], "integer"} if hint is float else {KINDS[hint]}
    return described.get("type") in allowed
