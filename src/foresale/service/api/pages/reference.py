"""The API's reference as a page of its own: nothing is loaded from elsewhere, nothing runs in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
PAGE_HEADERS = {"content-security-policy": _POLICY, "cache-control": "no-cache"}
_DEEPEST = 6
_PLAIN = {"integer": 1, "number": 1.5, "boolean": True}
_TIMES = {"date": "2026-11-21", "date-time": "2026-11-21T09:00:00Z"}
_VERBS = ("get", "post", "put", "patch", "delete")


def reference_page(schema: Mapping[str, Any]) -> str:
    """The reference as HTML.

    Args:
        schema: OpenAPI, as the app has it.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("foresale.service.api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, verbs in schema["paths"].items():
        for verb in _VERBS:
            if verb in verbs:
                shown = _operation(schema, path, verb, verbs[verb])
                groups.setdefault(shown["group"], []).append(shown)
    page = environment.get_template("reference.html.j2")
    return page.render(title=schema["info"]["title"], version=schema["info"]["version"], groups=groups)


def _operation(schema: Mapping[str, Any], path: str, verb: str, told: Mapping[str, Any]) -> dict[str, Any]:
    answers = {status: answer for status, answer in told["responses"].items() if status.startswith("2")}
    status, answer = next(iter(answers.items()), ("", {}))
    body = example_of(schema, _json_schema(told.get("requestBody", {})))
    return {
        "verb": verb.upper(),
        "path": path,
        "group": (told.get("tags") or ["other"])[0],
        "summary": told.get("summary", ""),
        "text": told.get("description", ""),
        "needs": told.get("x-permission", ""),
        "parameters": told.get("parameters", []),
        "body": _format_value(body),
        "status": status,
        "answer": _format_value(example_of(schema, _json_schema(answer))),
    }


def _json_schema(part: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = part.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def example_of(schema: Mapping[str, Any], part: Mapping[str, Any], depth: int = 0) -> Any:
    """A value of a schema: its example where it has one, else one made up from its parts."""
    if "$ref" in part:
        part = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    stated = [*part.get("examples", ()), *(part[key] for key in ("default", "const") if key in part)]
    stated += part.get("enum", ())
    if stated:
        return stated[0]
    choices = part.get("anyOf") or part.get("oneOf") or part.get("allOf")
    if choices:
        return example_of(schema, choices[0], depth)
    match part.get("type", ""):
        case "object":
            inside = part.get("properties", {}) if depth < _DEEPEST else {}
            return {name: example_of(schema, item, depth + 1) for name, item in inside.items()}
        case "array":
            return [example_of(schema, part.get("items", {}), depth + 1)] if depth < _DEEPEST else []
        case "string":
            return _TIMES.get(part.get("format", ""), "…" * part.get("minLength", 1))
        case kind:
            return _PLAIN.get(kind)


def _format_value(value: Any) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)
