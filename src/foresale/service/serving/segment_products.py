"""Which products the segments hold that have a champion, kept up to date with lists and rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from foresale.workflows.ports import Scope, parse_version

_PREFIX = "segment="


class SegmentRecords(Protocol):
    """Where segments are kept."""

    def segments_filled(self, names: Collection[str]) -> Mapping[str, tuple[int, datetime]]:
        """Id, and when their products were written down, of the segments with these names."""
        ...

    def products_held(self, segment_id: int) -> frozenset[int]:
        """The ids of a segment's products."""
        ...


class SegmentProducts:
    """The products of segments that serve; read again only where a list or a rule's finding changed.

    Args:
        records: Where segments are kept.
    """

    def __init__(self, records: SegmentRecords) -> None:
        self._records = records
        self._filled: Mapping[str, tuple[int, datetime]] = {}
        self._held: Mapping[str, frozenset[int]] = {}

    def follow(self, champions: Mapping[str, int]) -> None:
        """See what the segments hold that have a champion.

        Args:
            champions: Version by model, such as `daily.segment=Slow`.
        """
        scopes: list[Scope] = [parse_version(f"{model}.1")[0] for model in champions]
        names = {scope.segment.removeprefix(_PREFIX) for scope in scopes if scope.segment.startswith(_PREFIX)}
        filled = self._records.segments_filled(sorted(names)) if names else {}
        if filled == self._filled:
            return
        self._held = {
            name: self._held[name]
            if self._filled.get(name) == about
            else self._records.products_held(about[0])
            for name, about in filled.items()
        }
        self._filled = filled

    def holding(self, product_id: int) -> tuple[str, ...]:
        """The segments with a champion that hold a product, by name; each as a scope names it."""
        held = self._held
        return tuple(f"{_PREFIX}{name}" for name in sorted(held) if product_id in held[name])
