"""Builds the documentation's site: `make docs`, or `python docs/site/build.py`.

Lays the repository's pages out in `build/docs/source` as they lie here, so that their links hold, and adds
what is made from code: the Python reference, the API's routes, the parts' first pages. Sphinx builds them,
and every warning is an error: a link that leads nowhere, a page in no part.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from reference_pages import python_reference, routes_page

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#]+)(#[^)\s]*)?\)")
WRITTEN_HERE = ("docs/python-reference.md", "docs/api-routes.md", "docs/tutorial.md")


def build(out: Path) -> int:
    """Write the site; answers Sphinx's exit status.

    Args:
        out: The folder that is made anew: `source` and `site` in it.
    """
    source, site = out / "source", out / "site"
    for folder in (source, site):
        shutil.rmtree(folder, ignore_errors=True)
    lay_out(source)
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-j", "2", "-b", "html",
         "-c", str(ROOT / "docs" / "site"), "-d", str(out / "doctrees"), str(source), str(site)],
        check=False,
    ).returncode  # fmt: skip


def lay_out(source: Path) -> None:
    """Write every page of the site as Markdown.

    Args:
        source: Where; has the repository's own layout.
    """
    parts = tomllib.loads((ROOT / "docs" / "site" / "navigation.toml").read_text(encoding="utf-8"))["part"]
    pages = [page for part in parts for page in part["pages"] if page not in WRITTEN_HERE]
    decisions = sorted(f"docs/decisions/{path.name}" for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    for page in [*pages, *decisions]:
        _write(source / page, with_links_kept((ROOT / page).read_text(encoding="utf-8"), page, source))
    names = "\n".join(Path(page).stem for page in decisions)
    _append(source / "docs/decisions/README.md", toctree(names, hidden=True))
    _write(source / "docs/python-reference.md", python_reference())
    _write(source / "docs/api-routes.md", routes_page(ROOT / "docs" / "openapi.json"))
    _write(source / "docs/tutorial.md", _tutorial())
    said = page_lines((ROOT / "docs" / "README.md").read_text(encoding="utf-8"))
    for part in parts:
        _write(source / f"{_slug(part)}.md", part_page(part, said))
    first = with_links_kept((ROOT / "README.md").read_text(encoding="utf-8"), "README.md", source)
    _write(source / "index.md", first + "\n" + toctree("\n".join(map(_slug, parts)), hidden=True))


def with_links_kept(text: str, page: str, source: Path) -> str:
    """A page whose links hold in the site: pictures and files come along, what stays behind is a name.

    Args:
        text: The page.
        page: Its place in the repository.
        source: Where the site's pages are laid out.
    """

    def mend(found: re.Match[str]) -> str:
        picture, words, target, anchor = found.groups()
        if re.match(r"https?:|mailto:", target):
            return found.group()
        place = ((ROOT / page).parent / target).resolve()
        name = place.relative_to(ROOT).as_posix()
        if name == "README.md":
            return f"[{words}]({'../' * page.count('/')}index.md{anchor or ''})"
        if place.suffix == ".md":
            return found.group()
        if name == "docs/tutorial.py":
            return f"[{words}]({target.replace('.py', '.md')})"
        if name.startswith("docs/") or picture:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(place, source / name)
            return found.group()
        return words if name in words else f"{words} (`{name}`)"

    parts = re.split(r"(^```.*?^```)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else LINK.sub(mend, part) for part in parts)


def page_lines(table: str) -> dict[str, str]:
    """What docs/README.md says of each page, by its place in the repository."""
    rows = re.findall(r"^\| \[[^\]]+\]\(([^)]+)\) \| (.+) \|$", table, flags=re.MULTILINE)
    return {f"docs/{target}": words for target, words in rows}


def part_page(part: dict[str, Any], said: dict[str, str]) -> str:
    """The first page of a part: what is in it, a line a page."""
    rows = [f"# {part['title']}", "", part["about"], ""]
    for page in part["pages"]:
        words = said.get(page.replace("tutorial.md", "tutorial.py"), "")
        rows.append(f"- [](./{page})" + (f": {words}" if words else ""))
    names = "\n".join(page.removesuffix(".md") for page in part["pages"])
    return "\n".join([*rows, "", toctree(names, hidden=True)])


def toctree(names: str, *, hidden: bool) -> str:
    """MyST's list of a page's children."""
    return "\n".join(["```{toctree}", *([":hidden:"] if hidden else []), "", names, "```", ""])


def _tutorial() -> str:
    """docs/tutorial.py as a page."""
    code = (ROOT / "docs" / "tutorial.py").read_text(encoding="utf-8")
    about, _, rest = code.partition("from __future__ import annotations\n")
    words = about.strip().strip('"').strip()
    return f"# A first forecast from Python\n\n{words}\n\n```python\n{rest.strip()}\n```\n"


def _slug(part: dict[str, Any]) -> str:
    return "part-" + str(part["title"]).lower().replace(" ", "-")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _append(path: Path, text: str) -> None:
    _write(path, f"{path.read_text(encoding='utf-8')}\n{text}")


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "docs"
    status = build(place)
    if status == 0:
        print(f"The site: {place / 'site' / 'index.html'}")
    sys.exit(status)
