"""The dashboard's pages, as a browser gets them."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from foresale.service.api.pages.dashboard import Pages

INDEX = b"<!doctype html><title>Foresale</title>"
SCRIPT = b"console.log('a view')" * 100


@pytest.fixture
def pages(embedded_api: Any, tmp_path: Path) -> Any:
    """A client of a service whose pages were built."""
    folder = tmp_path / "pages"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(INDEX)
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "app-1a2b3c.js").write_bytes(SCRIPT)
    (folder / "assets" / "app-1a2b3c.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "secret.key").write_text("secret")
    embedded_api.client.app.state.pages = Pages(folder)
    return embedded_api.client


@pytest.mark.parametrize(
    "address", ["/", "/products", "/sales?store=S1", "/products/A.12/S1", "/apiary", "//x"]
)
def test_any_view_is_the_one_page_which_is_asked_for_anew(pages: Any, address: str) -> None:
    answer = pages.get(address)
    assert (answer.status_code, answer.content) == (200, INDEX)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    again = pages.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_files_whose_names_change_with_them_are_kept_for_good(pages: Any) -> None:
    answer = pages.get("/assets/app-1a2b3c.js", headers={"Accept-Encoding": "identity"})
    assert answer.content == SCRIPT
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert pages.get("/favicon.svg").headers["cache-control"] == "no-cache"


def test_what_was_compressed_at_the_build_is_sent_so_to_who_takes_it(pages: Any) -> None:
    with pages.stream("GET", "/assets/app-1a2b3c.js", headers={"Accept-Encoding": "gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(sent) == SCRIPT
    assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize(
    "address",
    ["/assets/app-0ld.js", "/.well-known/x", "/.env", "/api", "/api/nowhere", "/api/docs/x"],
)
def test_what_is_neither_a_file_nor_a_view_is_a_problem(pages: Any, address: str) -> None:
    answer = pages.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "address",
    [
        "/..%2Fsecret.key",
        "/%2e%2e/secret.key",
        "/assets/%2e%2e/%2e%2e/secret.key",
        "/..%5Csecret.key",
        "/a%00b",
    ],
)
def test_nothing_outside_of_the_pages_is_read(pages: Any, address: str) -> None:
    answer = pages.get(address)
    assert b"secret" not in answer.content


def test_browsers_run_and_show_only_what_came_from_the_service(pages: Any) -> None:
    first = pages.get("/")
    again = pages.get("/", headers={"If-None-Match": first.headers["etag"]})
    for answer in (first, again):
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]


def test_the_reference_keeps_its_own_policy_when_it_is_asked_for_again(pages: Any) -> None:
    first = pages.get("/api/docs")
    again = pages.get("/api/docs", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    for answer in (first, again):
        assert "style-src 'unsafe-inline'" in answer.headers["content-security-policy"]


def test_where_no_pages_were_built_the_first_one_says_so(embedded_api: Any, tmp_path: Path) -> None:
    embedded_api.client.app.state.pages = Pages(tmp_path)
    answer = embedded_api.client.get("/")
    assert answer.status_code == 200
    assert "make dashboard" in answer.text
    assert 'href="/api/docs"' in answer.text
    assert embedded_api.client.get("/products").status_code == 404


def test_a_page_is_there_for_who_asks_for_its_headers_alone(pages: Any) -> None:
    answer = pages.head("/products")
    assert (answer.status_code, answer.content) == (200, b"")
