"""Uploads: how the schema describes their form, and bodies that may be less large than files of sales."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from foresale.error_reasons import Reason
from foresale.service.api.kit.http_errors import TooLargeError

MEGABYTE = 1_000_000


async def limit_size(
    body: AsyncIterator[bytes], megabytes: int, what: str, *, fix: str
) -> AsyncIterator[bytes]:
    """A body that ends with an error where it is too large.

    Args:
        body: As it arrives.
        megabytes: What it may have at most.
        what: It is, such as "table".
        fix: What to do about one that is too large.

    Raises:
        TooLargeError: It has more.
    """
    seen = 0
    async for piece in body:
        seen += len(piece)
        if seen > megabytes * MEGABYTE:
            raise TooLargeError(
                f"The {what} is larger than {megabytes:,} MB.",
                fix=fix,
                reason=Reason("file_too_large", megabytes=megabytes),
            )
        yield piece


def describe_form(file: str, **fields: dict[str, Any]) -> dict[str, Any]:
    """What a route that takes a file adds to the schema.

    Args:
        file: Which formats the file may have.
        fields: The form's other fields, none of them required.
    """
    properties = {"file": {"type": "string", "format": "binary", "description": file}, **fields}
    form = {"schema": {"type": "object", "required": ["file"], "properties": properties}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": form}}}
