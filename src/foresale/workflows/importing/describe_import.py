"""What an import did, in numbers and in words."""

from __future__ import annotations

from typing import Any

from foresale.notes import counted
from foresale.workflows.importing.read_import import ReadImport
from foresale.workflows.ports import ImportCount


def describe_result(read: ReadImport, count: ImportCount) -> dict[str, Any]:
    """The counts of an import and a sentence about them, as JSON.

    Args:
        read: The file as read.
        count: What became of its rows.
    """
    parts = [f"{counted(count.new, 'sale')} added" if count.new else "Nothing changed: no new sale"]
    if count.known:
        parts.append(f"{count.known:,} known already")
    if count.conflicting:
        parts.append(
            f"{count.conflicting:,} say something else than what is stored under their number, which stays"
        )
    if read.rejects.height:
        parts.append(f"{counted(read.rejects.height, 'row')} set aside")
    if count.out_of_use:
        parts.append(f"{count.out_of_use:,} are of products or stores out of use, which aren't forecast")
    if count.products or count.stores:
        parts.append(f"{counted(count.products, 'product')} and {counted(count.stores, 'store')} are new")
    return {
        "new": count.new,
        "known": count.known,
        "conflicting": count.conflicting,
        "rejected": read.rejects.height,
        "products": count.products,
        "stores": count.stores,
        "out_of_use": count.out_of_use,
        "message": "; ".join(parts) + ".",
    }
