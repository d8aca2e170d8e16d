"""The house rules that no linter holds."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "foresale"
MODULES = sorted(SOURCE.rglob("*.py"))
PYTHON = sorted(
    path for folder in ("src", "tests", "docs", "bench") for path in (ROOT / folder).rglob("*.py")
)
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock")
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "misc"}
PRIVATE_WORDS = {"desk", "book", "door", "clerk", "porter", "keeper", "scribe"}
"""What nobody would search for who means a repository, a service, a sender."""
PICKLES = {"pickle", "cPickle", "cloudpickle", "dill", "shelve", "marshal", "joblib.dump", "joblib.load"}
HEAVY = {
    "dask", "distributed", "fugue", "holidays", "jinja2", "lightgbm", "pandas", "pyarrow", "scipy",
    "sklearn", "sqlalchemy", "statsforecast", "statsmodels", "xgboost", "fastapi", "uvicorn", "pydantic",
    "alembic", "mlflow", "httpx", "structlog", "jax", "keras", "prophet", "streamlit",
}  # fmt: skip


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Public functions, classes and methods, by dotted name."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, kinds) and not part.name.startswith("_"):
                        yield f"{node.name}.{part.name}", part


def modules_loaded_by(code: str) -> set[str]:
    """Top-level modules in memory once a fresh Python ran `code`."""
    script = f"{code}\nimport sys; print('LOADED', *{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


def locked(lock: str) -> set[tuple[str, str]]:
    """Each package a lock holds, with its version."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==([^\s;\\]+)", text, re.MULTILINE))


def test_modules_have_at_most_300_lines() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_modules_and_public_names_say_what_they_are_for() -> None:
    silent = [
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name, node in [("the module", tree_of(path)), *definitions(tree_of(path))]
        if not (ast.get_docstring(node) or "").strip()
        # A property's setter and an overload speak through the name they belong to.
        and not any(
            ast.unparse(mark).endswith((".setter", "overload"))
            for mark in getattr(node, "decorator_list", ())
        )
    ]
    assert silent == []


def test_modules_that_are_packages_import_nothing_heavy_and_define_nothing() -> None:
    """A package's docstring, `__all__` and imports of its own parts are all it may hold."""

    def is_allowed(node: ast.stmt) -> bool:
        if isinstance(node, ast.ImportFrom):
            return (node.module or "").startswith(("foresale", "__future__"))
        return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"

    more = [
        f"{name_of(path)}:{node.lineno}: {ast.unparse(node)}"
        for path in SOURCE.glob("*/**/__init__.py")
        for node in tree_of(path).body[1:]
        if not is_allowed(node)
    ]
    assert more == []


def test_modules_have_names_that_say_something() -> None:
    vague = [name_of(path) for path in MODULES if VAGUE_NAMES & {path.stem, path.parent.name}]
    assert vague == []


def test_names_are_words_that_a_reader_would_search_for() -> None:
    def names_in(path: Path) -> Iterator[str]:
        yield path.stem
        for node in ast.walk(tree_of(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name)
            elif isinstance(node, ast.arg):
                yield node.arg
            elif isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id

    private = {
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name in names_in(path)
        if PRIVATE_WORDS & set(name.lower().split("_"))
    }
    assert private == set()


def test_modules_never_pickle() -> None:
    def used_by(path: Path) -> Iterator[str]:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            elif isinstance(node, ast.Attribute) and node.attr in ("dump", "load"):
                yield ast.unparse(node)
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert ast.unparse(node.value) == "False", name_of(path)

    found = {name_of(path): sorted(PICKLES & set(used_by(path))) for path in MODULES}
    assert {name: used for name, used in found.items() if used} == {}


def test_importing_foresale_loads_no_heavy_library() -> None:
    loaded = modules_loaded_by("import foresale")
    assert "foresale" in loaded
    assert not loaded & (HEAVY | {"numpy", "polars", "typer", "rich"})


def test_no_module_loads_scipy_when_it_is_imported() -> None:
    """Its statistics take a second in each process of a service, and chances alone a tenth of its start."""
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in tree_of(path).body
        if isinstance(node, ast.Import | ast.ImportFrom) and "scipy" in ast.unparse(node).split(".")[0]
    ]
    assert found == []


def test_asking_for_help_loads_no_heavy_library() -> None:
    loaded = modules_loaded_by(
        "import sys; sys.argv = ['foresale', '--help']\n"
        "from foresale.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )
    assert "foresale" in loaded
    assert not loaded & (HEAVY | {"polars"})


def test_every_name_the_library_promises_can_be_reached() -> None:
    foresale = importlib.import_module("foresale")
    promised = foresale.__all__
    assert {"read", "forecast", "backtest", "profile", "simulate", "load"} <= set(promised)
    assert [name for name in promised if not hasattr(foresale, name)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_hashes_every_package(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|--(extra-)?index|--find-links|--trusted-host", text)
    hashes = r"((?:\\\n\s+--hash=sha256:[0-9a-f]{64}\s*)*)$"
    packages = re.findall(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==\S+.*?" + hashes, text, re.MULTILINE)
    assert len(packages) == len(locked(lock))
    assert [name for name, found in packages if not found] == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    core = [*project["project"]["dependencies"], *(item for group in extras.values() for item in group)]
    wanted = {
        "requirements.lock": core,
        "requirements-dev.lock": [*core, *project["dependency-groups"]["dev"]],
        "requirements-setup.lock": project["dependency-groups"]["setup"],
    }
    for lock, requirements in wanted.items():
        names = {re.split(r"[\[<>=!~; ]", requirement)[0].lower() for requirement in requirements}
        missing = names - {"foresale"} - {name for name, _ in locked(lock)}
        assert sorted(missing) == [], f"{lock} is stale: run make lock"


def test_the_core_is_what_the_library_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {item for group in project["optional-dependencies"].values() for item in group}
    declared = {re.split(r"[\[<>=!~; ]", item)[0] for item in {*project["dependencies"], *extras}}
    imported = {
        name.partition(".")[0]
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    distributions = {
        "scikit-learn": "sklearn", "xgboost-cpu": "xgboost", "argon2-cffi": "argon2", "pyjwt": "jwt",
        "opentelemetry-sdk": "opentelemetry", "opentelemetry-exporter-otlp-proto-http": "opentelemetry",
    }  # fmt: skip
    named = {distributions.get(name, name).replace("-", "_") for name in declared}
    assert sorted(imported - named - {"foresale", *sys.stdlib_module_names}) == []
    # statsforecast needs pandas below 3; databases are reached through SQLAlchemy by drivers' names;
    # Python itself looks for tzdata; FastAPI for multipart, uvicorn for httptools and uvloop, polars for
    # XlsxWriter.
    by_others = {
        "pandas", "psycopg", "pymysql", "tzdata", "python_multipart", "httptools", "uvloop", "foresale",
        "xlsxwriter", "jax",
    }  # fmt: skip
    assert sorted(named - imported - by_others) == []


def test_both_locks_agree_on_versions() -> None:
    core, dev = map(locked, LOCKS[:2])
    assert sorted(core - dev) == []


def test_ci_runs_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "make test" in readme
    assert any(re.match(r"make test\b", line) for line in commands)
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "run: bash .ci/run" in workflow


def test_nothing_tracked_names_a_path_of_one_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    if listed == [""]:
        pytest.skip("This copy of the source isn't a git checkout.")
    pattern = re.compile("/" + r"(?:work|root|home)/\w")
    texts = [
        path
        for name in listed
        if name
        and (path := ROOT / name).is_file()
        and path.suffix in {".py", ".md", ".toml", ".yml", ".yaml"}
    ]
    assert [name_of(path) for path in texts if pattern.search(path.read_text(encoding="utf-8"))] == []


PARTICIPLES = {
    "told", "shown", "written", "quoted", "compared", "averaged", "begun", "rescored", "preferred",
    "sharpened", "resampled", "missed", "moved", "smeared", "pulled", "installed", "interpolated", "loaded",
    "mixed", "restored", "matched", "repeated", "unpacked", "ranked", "continued", "named", "resolved",
    "sealed", "opened", "described", "rounded", "exchanged", "staged", "copied", "fetched",
    "subtracted", "locked", "joined", "known", "judged", "chosen", "held", "kept", "listed", "measured",
    "served", "sold", "spelled", "typed", "unknown", "widened", "asked", "refused", "applied", "changed",
    "closed", "charged", "covered", "ended", "filled", "found", "marked", "noted", "paused", "placed",
    "priced", "settled", "signed", "simulated", "smoothed", "summed", "timed", "unsold",
}  # fmt: skip
SAYS_WHETHER = re.compile(r"_*(?:is|are|was|were|has|have|can|says|not)_")


def test_functions_are_named_by_verbs_not_by_participles() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}: {node.name}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.name.strip("_").split("_")[0] in PARTICIPLES or node.name.endswith(("_told", "_shown")))
        and not SAYS_WHETHER.match(node.name)
        and not any("property" in ast.unparse(mark) for mark in node.decorator_list)
    ]
    assert found == []
