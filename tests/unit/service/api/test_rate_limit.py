"""How often somebody may ask, without waiting for a minute to pass."""

from __future__ import annotations

import pytest

from foresale.service.api.middleware import rate_limit
from foresale.service.api.middleware.rate_limit import RateLimiter, address_of


def allowed(limiter: RateLimiter, asker: str, *moments: float) -> list[bool]:
    return [limiter.hit(asker, moment) for moment in moments]


def test_so_many_are_allowed_in_a_minute_and_the_next_is_not() -> None:
    limiter = RateLimiter(3)
    assert allowed(limiter, "ann", 0, 1, 2, 3, 59.9) == [True, True, True, False, False]
    assert limiter.hit("bob", 3)


def test_the_minute_before_counts_as_far_as_it_reaches_into_this_one() -> None:
    limiter = RateLimiter(4)
    allowed(limiter, "ann", *range(4))
    # Half of the last minute still counts: two are left of four.
    assert allowed(limiter, "ann", 90, 90, 90) == [True, True, False]
    assert allowed(limiter, "ann", 119) == [True]


def test_what_was_refused_does_not_count_and_a_minute_of_rest_forgets() -> None:
    limiter = RateLimiter(1)
    assert allowed(limiter, "ann", 0, *[1] * 50) == [True, *[False] * 50]
    assert limiter.hit("ann", 121)


def test_time_that_passed_two_minutes_leaves_nothing() -> None:
    limiter = RateLimiter(2)
    allowed(limiter, "ann", 0, 0)
    assert allowed(limiter, "ann", 600, 600, 600) == [True, True, False]


def test_past_so_many_askers_newcomers_share_one_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_ASKERS", 2)
    limiter = RateLimiter(2)
    assert [limiter.hit(name, 0) for name in "abcdef"] == [True, True, True, True, False, False]
    assert limiter.hit("a", 0)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not:an:address", "not:an:address"),
        (None, "unknown"),
    ],
)
def test_an_address_is_that_of_the_network_where_everybody_has_many(host: str | None, address: str) -> None:
    assert address_of({"client": None if host is None else (host, 1234)}) == address
