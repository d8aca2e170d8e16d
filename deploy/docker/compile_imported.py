"""Compiles what Foresale imports to bytecode, and no more of the libraries: `python3 compile_imported.py`.

Every module that Foresale's code names anywhere is imported, also those that only one function needs, and so
is what is named by a string. Of large packages, and of Python's own library, the folders are compiled from
which anything was loaded then; small packages are compiled whole. The rest is hardly ever run. What is named
and can't be imported ends the build, unless its package isn't installed: an extra that was left out.
"""

from __future__ import annotations

import ast
import compileall
import os
import sys
from collections.abc import Container, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

_HOME = Path(import_module("foresale").__path__[0])
_SMALL_BYTES = 3_000_000
_BY_STRING = (
    "alembic.runtime.migration",
    "holidays.countries.germany",
    "matplotlib.backends.backend_agg",
    "mlflow.server.fastapi_app",
    "sqlalchemy.dialects.mysql.pymysql",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "streamlit.runtime.scriptrunner",
    "streamlit.web.cli",
    "streamlit.web.server",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_impl",
)
_BY_PATH = ("mlflow/store/db_migrations/versions", "streamlit/hello")


def main() -> None:
    """Import, then compile the folders of what was loaded."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    sys.argv = ["foresale"]
    names = {*_list_named(), *_BY_STRING}
    left_out = {package for name in names if find_spec(package := name.partition(".")[0]) is None}
    for name in sorted(names):
        _import(name, left_out)
    folders = {
        Path(place).parent for module in list(sys.modules.values()) if (place := _source(module)) is not None
    }
    folders |= {folder for path in _BY_PATH if (folder := _HOME.parent / path).is_dir()}
    for folder in sorted(folders):
        compileall.compile_dir(folder, maxlevels=0, quiet=1)
    for package in _list_small(_HOME.parent):
        compileall.compile_dir(package, quiet=1)
    print(f"{len(sys.modules):,} modules were loaded, from {len(folders):,} folders.")


def _list_small(packages: Path) -> Iterator[Path]:
    for package in packages.iterdir():
        if package.is_dir() and sum(place.stat().st_size for place in package.rglob("*.py")) < _SMALL_BYTES:
            yield package


def _list_named() -> Iterator[str]:
    """Each module of Foresale's, and each that its code imports."""
    for place in _HOME.rglob("*.py"):
        words = place.relative_to(_HOME.parent).with_suffix("").parts
        if words[-1] != "__main__":
            yield ".".join(words).removesuffix(".__init__")
        for node in ast.walk(ast.parse(place.read_bytes())):
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module


def _import(name: str, left_out: Container[str]) -> None:
    try:
        import_module(name)
    except ModuleNotFoundError as missing:
        if str(missing.name).partition(".")[0] not in left_out:
            raise


def _source(module: object) -> str | None:
    place = getattr(module, "__file__", None)
    return place if place and place.endswith(".py") else None


if __name__ == "__main__":
    main()
