"""Removes what Foresale wrote into folders, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from foresale.writing.manifest import MANIFEST, Manifest, file_digest


def remove_written(folder: Path) -> list[Path]:
    """Remove a folder's files that its manifest lists and nobody changed, then folders left empty.

    Args:
        folder: Where Foresale wrote; nothing happens where it isn't there.

    Returns:
        What stays, as it isn't ours.
    """
    if not folder.is_dir() or folder.is_symlink():
        return [folder] if folder.exists() else []
    for name, digest in Manifest.read(folder, ()).files.items():
        path = folder / name
        inside = not path.is_symlink() and path.resolve().is_relative_to(folder.resolve())
        if inside and path.is_file() and digest is not None and file_digest(path) == digest:
            path.unlink()
    stays = [path for path in sorted(folder.rglob("*")) if path.name != MANIFEST and not _is_folder(path)]
    if not stays:
        (folder / MANIFEST).unlink(missing_ok=True)
    for path in sorted((path for path in folder.rglob("*") if _is_folder(path)), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
    if not any(folder.iterdir()):
        folder.rmdir()
    return stays


def main(folders: Sequence[str]) -> None:
    """Remove what was written into each folder, and say what stays."""
    for folder in map(Path, folders):
        stays = remove_written(folder)
        if stays:
            more = f" and {len(stays) - 1:,} more" if len(stays) > 1 else ""
            sys.stdout.write(
                f"{stays[0]}{more} stays: Foresale didn't write it there, or it was changed since.\n"
            )


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


if __name__ == "__main__":
    main(sys.argv[1:])
