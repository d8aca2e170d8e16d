"""Shapes in which programs write tables as JSON, other than lists of records."""

from __future__ import annotations

import json
import re
from typing import Any

import polars as pl

_DAY = re.compile(r"^\d{4}[-/.]?\d{2}([-/.]?\d{2})?")


def without_edges(text: bytes) -> bytes:
    """JSON whose connections of GraphQL, {"edges": [{"node": …}]}, are plain lists; other text as it is.

    Examples:
        >>> without_edges(b'{"orders": {"edges": [{"node": {"id": 1}}]}}')
        b'{"orders": [{"id": 1}]}'
    """
    try:
        content = json.loads(text)
    except ValueError:
        return text
    return json.dumps(_plain(content), ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    edges, nodes = value.get("edges"), value.get("nodes")
    if isinstance(edges, list) and all(isinstance(edge, dict) and "node" in edge for edge in edges):
        return [_plain(edge["node"]) for edge in edges]
    if isinstance(nodes, list):
        return [_plain(node) for node in nodes]
    return {key: _plain(each) for key, each in value.items()}


def from_objects(content: dict[str, Any]) -> pl.DataFrame | None:
    """The table of an object of objects: a column each, by row number, or a date each; None of another.

    Examples:
        >>> from_objects({"day": {"0": "2024-01-01"}, "units": {"0": 3}}).rows()
        [('2024-01-01', 3)]
        >>> from_objects({"2024-01-01": {"tea": 3}, "2024-01-02": {"tea": 4}}).rows()
        [('2024-01-01', 3), ('2024-01-02', 4)]
        >>> from_objects({"tea": {"2024-01-01": 3, "2024-01-02": 4}, "milk": {"2024-01-02": 1}}).rows()
        [('2024-01-01', 3, None), ('2024-01-02', 4, 1)]
    """
    objects = list(content.values())
    if not objects or not all(isinstance(each, dict) for each in objects):
        return None
    if all(_DAY.match(key) for key in content):
        records = [{"date": key, **each} for key, each in content.items()]
        return pl.from_dicts(records, infer_schema_length=None, strict=False)
    if all(each and all(_DAY.match(key) for key in each) for each in objects):
        days = list(dict.fromkeys(key for each in objects for key in each))
        columns = {name: [each.get(day) for day in days] for name, each in content.items()}
        return pl.DataFrame({"date" if "date" not in columns else "day": days, **columns}, strict=False)
    keys = list(objects[0])
    if not keys or not all(key.isdigit() for key in keys) or any(list(each) != keys for each in objects):
        return None
    return pl.DataFrame({name: list(each.values()) for name, each in content.items()}, strict=False)


def split_objects(text: bytes) -> list[dict[str, Any]] | None:
    r"""Objects one after the other, each over several lines, as `jq` writes them; None where they aren't.

    Args:
        text: The text, which begins with a brace.

    Examples:
        >>> split_objects(b'{"a": 1,\n "b": 2}\n{"a": 3}'), split_objects(b'{"a": 1}\n{"a": 2}') is None
        ([{'a': 1, 'b': 2}, {'a': 3}], True)
    """
    head = text.partition(b"\n")[0].strip(b" \t\r,")
    if head.endswith(b"}"):
        return None
    whole, decoder, found, at = text.decode("utf-8", errors="replace"), json.JSONDecoder(), [], 0
    while at < len(whole):
        try:
            one, at = decoder.raw_decode(whole, at)
        except ValueError:
            return None
        if not isinstance(one, dict):
            return None
        found.append(one)
        while at < len(whole) and whole[at] in " \t\r\n,":
            at += 1
    return found
