"""The JSON Schemas of all messages, and the AsyncAPI document, written by this module as a script."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from foresale.service.api.sales.messages import MESSAGES
from foresale.service.kafka.events import EVENTS
from foresale.service.topics.names import TOPICS

SCHEMAS = Path(__file__).with_name("schemas")
VERSION = 1
"""Of every schema so far; a change of meaning makes a file of the next version beside the old one."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SALES = "sales"


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of each kind of message, by its name and version."""
    told = {kind: adapter.json_schema() for kind, adapter in MESSAGES.items()}
    told |= {kind: event.model_json_schema() for kind, event in EVENTS.items()}
    return {f"{kind}.{VERSION}": {"$schema": _DIALECT, **schema} for kind, schema in told.items()}


def asyncapi(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The AsyncAPI document: which topics there are, and what is in them.

    Args:
        found: The schemas, by name and version.
    """
    topics: dict[str, list[str]] = {_SALES: list(MESSAGES)}
    for kind, topic in TOPICS.items():
        topics.setdefault(topic, []).append(kind)
    channels = {
        _word(topic): {
            "address": topic,
            "messages": {kind: {"$ref": f"#/components/messages/{kind}"} for kind in kinds},
        }
        for topic, kinds in topics.items()
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Foresale's topics",
            "version": str(VERSION),
            "description": "Sales that are read from Kafka, and events that are written there. Names of "
            "topics are settings. An event comes at least once; its id, also in the header `id`, tells a "
            "repeat.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {
            f"{'receive' if topic == _SALES else 'send'}_{_word(topic)}": {
                "action": "receive" if topic == _SALES else "send",
                "channel": {"$ref": f"#/channels/{_word(topic)}"},
                "messages": [{"$ref": f"#/channels/{_word(topic)}/messages/{kind}"} for kind in kinds],
            }
            for topic, kinds in topics.items()
        },
        "components": {
            "messages": {
                kind: {
                    "name": kind,
                    "summary": found[f"{kind}.{VERSION}"]["description"],
                    "payload": {
                        "schemaFormat": "application/schema+json;version=draft-2020-12",
                        "schema": _inline(found[f"{kind}.{VERSION}"]),
                    },
                }
                for kinds in topics.values()
                for kind in kinds
            }
        },
    }


def write(document: Path) -> None:
    """Write the schemas into the package, and the document where it is wanted."""
    SCHEMAS.mkdir(exist_ok=True)
    found = schemas()
    for name, schema in found.items():
        (SCHEMAS / f"{name}.json").write_text(as_text(schema), encoding="utf-8")
    document.write_text(as_text(asyncapi(found)), encoding="utf-8")


def as_text(told: Mapping[str, Any]) -> str:
    """JSON as it lies in files."""
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _word(topic: str) -> str:
    return topic.replace(".", "_").replace("-", "_")


def _inline(schema: Mapping[str, Any]) -> Any:
    """A schema whose parts stand where they are used: inside a larger document their addresses are others."""
    parts = schema.get("$defs", {})

    def replace_references(told: Any) -> Any:
        if isinstance(told, list):
            return [replace_references(item) for item in told]
        if not isinstance(told, dict):
            return told
        if "$ref" in told:
            return replace_references(parts[told["$ref"].rpartition("/")[2]])
        return {
            name: replace_references(value)
            for name, value in told.items()
            if name not in ("$defs", "$schema")
        }

    return replace_references(dict(schema))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
