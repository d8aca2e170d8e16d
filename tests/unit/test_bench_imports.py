"""What a benchmark takes from other modules of ours: they run rarely, and some import only at work."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = sorted((ROOT / "bench").rglob("*.py"))


def test_what_a_benchmark_takes_from_another_module_is_there() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {node.module}.{name.name}"
        for path in BENCH
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in ("bench", "foresale")
        for name in node.names
        if not defines(str(node.module), name.name)
    ]
    assert missing == []


def defines(module: str, name: str) -> bool:
    """Whether a module, or a folder of modules, has a name at its top."""
    place = (ROOT / "src" if module.startswith("foresale") else ROOT) / module.replace(".", "/")
    if (place / f"{name}.py").exists() or (place / name).is_dir():
        return True
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return file.exists() and name in names_of(file)


def names_of(file: Path) -> set[str]:
    """What a module defines or imports at its top, under an `if` or `try` too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found
