"""The load benchmark's page keeps one part a setup."""

from __future__ import annotations

from bench.load_page import put_part


def test_a_part_takes_the_place_of_the_one_of_its_heading_and_leaves_the_others():
    page = put_part(put_part("", "## SQLite\n\n### 32 clients\n\nfast"), "## PostgreSQL\n\nfast")

    page = put_part(page, "## SQLite\n\n### 128 clients\n\nfaster")

    assert page.startswith("# Load\n")
    assert page.endswith("\n\n## SQLite\n\n### 128 clients\n\nfaster\n\n## PostgreSQL\n\nfast\n")
