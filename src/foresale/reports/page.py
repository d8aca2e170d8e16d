"""One self-contained page from a template: styles and script inside, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from foresale.reports import wording

if TYPE_CHECKING:
    from jinja2 import Environment

MARK = '<meta name="generator" content="Foresale">'
"""What every page of ours has at its beginning."""


SCRIPTS = ("readings.js", "numbers.js", "explorer.js")


def render(template: str, **content: Any) -> str:
    """Fill `template` from this package; every text in `content` is escaped.

    The page's own policy lets its one script run and nothing be fetched, so a name in the
    user's data couldn't do either even if it slipped through.

    Args:
        template: File name in `templates`.
        content: What the template prints.
    """
    script = _script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    filled = (
        _environment()
        .get_template(template)
        .render(style=_text("style.css"), script=script, script_digest=digest, **content)
    )
    return _without_blank_lines(filled)


@cache
def _environment() -> Environment:
    """Templates with escaping on, and the words that they use."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("foresale.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "capital": wording.capital,
        "between": lambda ends: wording.between(*ends),
        "number": wording.number,
        "total": wording.total,
        "percent": wording.percent,
        "duration": wording.duration,
        "megabytes": wording.megabytes,
        "counted": wording.counted,
        "words": wording.words,
    }
    environment.tests["two_lines"] = lambda text: "\n" in text
    environment.tests["known"] = lambda value: value is not None and value == value  # noqa: PLR0124 (NaN)
    return environment


@cache
def _text(name: str) -> str:
    """A file of the templates, as it is: ours, so it needs no escaping."""
    from markupsafe import Markup

    text = resources.files("foresale.reports").joinpath("templates", name).read_text("utf-8")
    return Markup(_without_blank_lines(text))  # noqa: S704


@cache
def _script() -> str:
    """The page's one script, from its parts."""
    from markupsafe import Markup

    return Markup("").join(_text(name) for name in SCRIPTS)


def _without_blank_lines(text: str) -> str:
    """The text less its blank lines: the script’s digest must not depend on them."""
    return "\n".join(line for line in text.split("\n") if line.strip()) + "\n"
