"""Versions of what was read: unchanged answers needn't be sent again, and nobody's change is lost."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Header, Response
from pydantic import BaseModel

from foresale.errors import ForesaleError

IfMatch = Annotated[
    str | None,
    Header(max_length=1000, description="`ETag` of what you read: refused with 412 if it was changed since."),
]
"""A route's parameter: the version that a change is meant for."""


class ChangedError(ForesaleError):
    """Someone changed it since the caller read it."""

    code = "changed"


def tag_of(shown: BaseModel) -> str:
    """The tag of what is shown: equal as long as everything in it is."""
    digest = hashlib.blake2b(shown.model_dump_json().encode(), digest_size=12).hexdigest()
    return f'"{digest}"'


def tagged(response: Response, shown: BaseModel) -> None:
    """Send an answer with its tag."""
    response.headers["ETag"] = tag_of(shown)


def check_version(if_match: str | None, shown: BaseModel) -> None:
    """Refuse a change that was meant for another version.

    Args:
        if_match: The tags that the caller names; None where it doesn't care.
        shown: What is stored now, as it would be shown.

    Raises:
        ChangedError: None of the tags is that of what is stored.
    """
    if if_match is None or if_match.strip() == "*":
        return
    named = {part.strip().removeprefix("W/") for part in if_match.split(",")}
    if tag_of(shown) not in named:
        raise ChangedError("It was changed since you read it.", fix="Read it again, and repeat your change.")
