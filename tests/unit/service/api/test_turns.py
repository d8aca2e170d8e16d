"""Whose turn it is at the database, where many ask at once."""

from __future__ import annotations

import asyncio

import pytest

from foresale.service.api.kit.dependencies import Turns

CONNECTIONS, MANY, PATIENCE_SECONDS = 16, 60, 5


async def write_beside_readers(connections: int, *, is_file: bool = False) -> int:
    """How many read at once while somebody writes, of many who wait to read."""
    turns, go, within = Turns(connections, is_file=is_file), asyncio.Event(), 0

    async def read() -> None:
        nonlocal within
        async with turns.read():
            within += 1
            await go.wait()

    readers = [asyncio.create_task(read()) for _ in range(MANY)]
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), turns.write():
            return within
    finally:
        go.set()
        await asyncio.gather(*readers)


def test_who_writes_does_not_wait_behind_all_who_read() -> None:
    sessions = CONNECTIONS - 4
    assert asyncio.run(write_beside_readers(CONNECTIONS)) == sessions - sessions // 4


def test_few_read_a_file_at_once_as_they_share_the_cores_of_the_process() -> None:
    assert asyncio.run(write_beside_readers(CONNECTIONS, is_file=True)) == 6


@pytest.mark.parametrize("connections", [5, 6])
def test_with_very_few_connections_everybody_has_a_turn_in_the_end(connections: int) -> None:
    async def both() -> list[str]:
        turns, done = Turns(connections), []

        async def take(kind: str) -> None:
            async with turns.read() if kind == "read" else turns.write():
                await asyncio.sleep(0)
                done.append(kind)

        await asyncio.gather(*(take(kind) for kind in ["read", "write"] * 10))
        return done

    assert sorted(asyncio.run(both())) == ["read"] * 10 + ["write"] * 10
