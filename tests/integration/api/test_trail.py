"""What every request passes: ids, limits, compression, answers that didn't change, and safe headers."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from foresale.service.api.middleware.rate_limit import MOST_ASKERS, RateLimiter, address_of


def test_a_request_keeps_its_own_id_if_it_is_sane_and_gets_one_else(embedded_api: Any) -> None:
    own = embedded_api.client.get("/api/health/live", headers={"X-Request-ID": "till-7.2026_11"})
    assert own.headers["x-request-id"] == "till-7.2026_11"
    for odd in ("short", "x" * 37, "with space", 'a"b"c"d"e', ""):
        given = embedded_api.client.get("/api/health/live", headers={"X-Request-ID": odd})
        assert given.headers["x-request-id"] != odd
        assert len(given.headers["x-request-id"]) == 32
    problem = embedded_api.client.get("/api/nowhere")
    assert problem.json()["request_id"] == problem.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/assets/nowhere.js", 404, "not_found"),
        ("GET", "/api/nowhere", 404, "not_found"),
        ("DELETE", "/api/auth/me", 405, "method_not_allowed"),
        ("GET", "/api/users/x", 401, "unauthenticated"),
    ],
)  # fmt: skip
def test_every_problem_has_one_form(
    embedded_api: Any, method: str, path: str, status: int, code: str
) -> None:
    answer = embedded_api.client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["detail"]
    assert told["fix"]


def test_a_wrong_field_is_told_by_place_and_its_value_is_not_shown_back(embedded_api: Any) -> None:
    admin = embedded_api.as_role("admin")
    given = {
        "email": "grace@example.com",
        "name": "",
        "role": "boss",
        "store_ids": "all",
        "secret_word": "abracadabra",
    }
    answer = admin.post("/api/users", json=given)
    assert answer.status_code == 422
    assert [item["where"] for item in answer.json()["errors"]] == [
        "body.name", "body.role", "body.secret_word",
    ]  # fmt: skip
    assert answer.json()["detail"].startswith("body.name: ")
    assert "And 2 more." in answer.json()["detail"]
    assert "abracadabra" not in answer.text


def test_whoever_may_not_is_told_so_before_how_to(embedded_api: Any) -> None:
    assert embedded_api.client.post("/api/users", content=b"{").status_code == 401
    assert embedded_api.as_role("viewer").post("/api/users", json={"odd": 1}).status_code == 403


def test_a_fault_of_ours_is_answered_without_its_words(embedded_api: Any, capfd: Any) -> None:
    @embedded_api.client.app.get("/api/broken")
    def broken() -> None:
        raise ValueError("the value of a secret row")

    answer = embedded_api.client.get("/api/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "unexpected"
    assert "secret row" not in answer.text
    assert answer.headers["x-request-id"] == answer.json()["request_id"]


def test_a_database_that_is_away_is_told_as_busy_and_not_ready(open_api: Any) -> None:
    api = open_api()
    client = api.as_role("viewer")
    told = api.client.get("/api/health/ready").json()
    assert told["status"] == "ok"
    assert {"name": "sequencer", "is_running": False, "is_failing": False, "lag": None} in told["loops"]
    assert client.get("/api/auth/me").status_code == 200
    from foresale.storage.database.engine.migrate import downgrade

    api.client.app.state.ready = (None, 0.0)
    downgrade(api.container.engine, "base")
    ready = api.client.get("/api/health/ready")
    assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
    assert "foresale db upgrade" in ready.json()["fix"]
    assert api.client.get("/api/health/live").status_code == 200
    assert client.get("/api/auth/me").status_code == 503
    assert client.get("/api/auth/me").headers["retry-after"] == "5"


def test_a_large_body_is_refused_whether_or_not_it_says_how_large_it_is(open_api: Any) -> None:
    api = open_api(max_body_mb=1)
    admin = api.as_role("admin")

    def chunks() -> Iterator[bytes]:
        yield b'{"name": "'
        for _ in range(12):
            yield b"x" * 100_000
        yield b'"}'

    for content in (b"x" * 1_000_001, chunks()):
        answer = admin.post("/api/users", content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_stranger_may_send_just_enough_to_log_in(embedded_api: Any) -> None:
    wide = {"email": "ada@example.com", "password": "x" * 70_000}
    assert embedded_api.client.post("/api/auth/login", json=wide).status_code == 413
    assert embedded_api.as_role("viewer").post("/api/auth/login", json=wide).status_code == 422


def test_an_answer_that_did_not_change_is_not_sent_again(embedded_api: Any) -> None:
    admin = embedded_api.as_role("admin")
    first = admin.get("/api/users")
    again = admin.get("/api/users", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-length" not in again.headers
    other = admin.get("/api/users", headers={"If-None-Match": '"else", ' + first.headers["etag"][2:]})
    assert other.status_code == 304
    embedded_api.add_user("viewer")
    changed = admin.get("/api/users", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert changed.headers["cache-control"] == "private, no-cache"
    assert "Authorization" in changed.headers["vary"]


def test_a_long_answer_is_compressed_for_whoever_can_read_it(embedded_api: Any) -> None:
    plain = embedded_api.client.get("/api/openapi.json", headers={"Accept-Encoding": "identity"})
    with embedded_api.client.stream(
        "GET", "/api/openapi.json", headers={"Accept-Encoding": "gzip"}
    ) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 3
    assert packed.headers["etag"] == plain.headers["etag"]


def test_whoever_asks_too_often_waits_and_others_do_not(open_api: Any) -> None:
    api = open_api(requests_per_minute=20)
    eager, other = api.as_role("viewer"), api.as_role("viewer")
    statuses = [eager.get("/api/auth/me").status_code for _ in range(22)]
    assert statuses[:20] == [200] * 20
    refused = eager.get("/api/auth/me")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert int(refused.headers["retry-after"]) > 0
    assert other.get("/api/auth/me").status_code == 200
    assert api.client.get("/api/health/live").status_code == 200


def test_logging_in_is_limited_more_strictly_by_address(open_api: Any) -> None:
    api = open_api(logins_per_minute=3)
    wrong = {"email": "ada@example.com", "password": "wrong"}
    statuses = [api.client.post("/api/auth/login", json=wrong).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    assert api.client.get("/api/auth/me").status_code == 401


def test_the_minute_slides_and_memory_is_bounded() -> None:
    limiter = RateLimiter(10)
    assert [limiter.hit("a", 59.0 + n / 100) for n in range(11)] == [True] * 10 + [False]
    assert not limiter.hit("a", 60.5), "nearly all of the minute before still counts"
    assert sum(limiter.hit("a", 90.0) for _ in range(10)) == 5, "half of it does"
    assert sum(limiter.hit("a", 240.0) for _ in range(20)) == 10, "nothing of it does"
    crowd = [limiter.hit(str(number), 300.0) for number in range(MOST_ASKERS + 20)]
    assert sum(crowd) == MOST_ASKERS + 10


@pytest.mark.parametrize(
    ("host", "asker"),
    [
        ("192.0.2.7", "192.0.2.7"), ("2001:db8::1:2", "2001:db8::/64"), ("2001:db8::ffff", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"), ("fe80::1%eth0", "fe80::/64"), ("odd:host", "odd:host"),
    ],
)  # fmt: skip
def test_addresses_of_a_network_that_gives_them_out_freely_count_as_one(host: str, asker: str) -> None:
    assert address_of({"client": (host, 1234)}) == asker


def test_pages_of_other_hosts_may_call_only_where_the_setting_says_so(open_api: Any) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}
    closed = open_api().client.options("/api/users", headers=asked)
    assert "access-control-allow-origin" not in closed.headers
    api = open_api(cors_origins=("https://shop.example",))
    assert api.client.options("/api/users", headers=asked).headers["access-control-allow-origin"] == (
        "https://shop.example"
    )
    change = asked | {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization, content-type, idempotency-key, if-match",
    }
    assert api.client.options("/api/products/1", headers=change).status_code == 200
    other = asked | {"Origin": "https://evil.example"}
    assert "access-control-allow-origin" not in api.client.options("/api/users", headers=other).headers


def test_browsers_are_told_to_keep_answers_to_themselves(embedded_api: Any) -> None:
    for path in ("/api/health/live", "/api/nowhere", "/api/docs"):
        headers = embedded_api.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cache-control"]
        assert "strict-transport-security" not in headers
    safe = embedded_api.client.get("https://testserver/api/health/live").headers
    assert "strict-transport-security" in safe


def test_counts_are_for_admins_unless_opened_and_name_routes_not_numbers(open_api: Any) -> None:
    api = open_api()
    admin = api.as_role("admin")
    assert api.client.get("/api/metrics").status_code == 401
    admin.get("/api/users/7")
    api.client.get("/api/somewhere/else")
    page = admin.get("/api/metrics").text
    assert 'foresale_http_requests_total{method="GET",path="/api/users/{user_id}",status="404"} 1.0' in page
    assert 'path="(none)"' in page
    assert "somewhere" not in page
    assert "foresale_http_request_seconds_bucket" in page
    assert open_api(open_metrics=True).client.get("/api/metrics").status_code == 200


def test_the_reference_is_one_page_that_loads_nothing(embedded_api: Any) -> None:
    page = embedded_api.client.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "/api/auth/login" in page.text
    assert "manage_users" in page.text
    assert "src=" not in page.text
    assert "<script" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
