"""Whatever can remove or replace a file is known here, so that nothing a user owns is lost."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3] / "src" / "foresale"

# Where files go or are replaced, and why nobody else's can be among them.
KNOWN = {
    "writing/atomic_folder.py": "asks the manifest first",
    "writing/atomic_file.py": "replaces only its own kind",
    "forecasting/engines/dask_engine.py": "a folder that it made for itself",
    "storage/database/bi_exports.py": "parts of a view, in its own draft",
    "storage/registry/mlflow_registry.py": "a copy in the service's cache, if only the model is in it",
    "storage/backup/archive.py": "its own draft; what exists is refused",
    "storage/backup/service_backup.py": "a restore, into an empty home or one that --replace gives up",
    "storage/backup/registry_copy.py": "the registry's database, on a restore that may replace it",
    "service/api/exports/routes.py": "its own draft, among temporary files",
    "storage/secret.py": "its own draft",
    "client/logins.py": "the file of logins, and its own draft",
    "service/api/middleware/multiprocess_metrics.py": "folders of counts only",
    "service/imports/folder.py": "uploads, by their numbers, in the service's home",
    "service/imports/packed_files.py": "copies that it made among temporary files",
    "service/imports/reception.py": "an upload's own file",
    "service/imports/rejects_file.py": "an import's own file, in the service's home",
    "service/api/imports/routes.py": "an import's own files, in the service's home",
    "workflows/importing/upload.py": "its own draft",
    "workflows/importing/workbook_sample.py": "its own draft, among temporary files",
    "writing/removal.py": "what a manifest lists, unchanged, where that is asked for",
}
REMOVERS = {"rmtree", "unlink", "remove", "rmdir", "removedirs", "replace", "rename", "move"}


def removes_files(tree: ast.AST) -> bool:
    """Whether a call may take a file away: by name, and for `replace` and `rename` with one argument."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, owner = node.func.attr, ast.unparse(node.func.value)
            if name in {"rmtree", "unlink", "rmdir", "removedirs"} or (
                owner in {"os", "shutil"} and name in REMOVERS
            ):
                return True
            paths = (ast.Name, ast.Attribute, ast.BinOp)
            if name in {"replace", "rename"} and len(node.args) == 1 and not node.keywords:
                one = node.args[0]
                if isinstance(one, paths) and (
                    "draft" in owner or owner == "part" or "place" in owner.lower() or "copy" in owner
                ):
                    return True
    return False


def test_every_file_that_removes_or_replaces_is_known():
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if removes_files(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found - set(KNOWN) == set()
    assert set(KNOWN) - found == set()
