"""The file of a person's logins."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from foresale.client.logins import Login, Logins, tidy_address
from foresale.errors import OptionError, UnreadableFileError


@pytest.fixture
def logins(tmp_path):
    return Logins(tmp_path / "foresale" / "logins.json")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions.")
def test_only_the_owner_can_read_the_file(logins):
    logins.keep(Login("http://a", refresh_token="frt_secret"))
    assert stat.S_IMODE(logins.place.stat().st_mode) == 0o600
    assert stat.S_IMODE(logins.place.parent.stat().st_mode) == 0o700


def test_the_last_login_is_the_default_and_others_are_found_by_address(logins):
    for server in ("http://a", "http://b", "http://a"):
        logins.keep(Login(server, email=server))
    assert logins.find().server == "http://a"
    assert logins.find("B/").email == "http://b"


def test_a_renewal_does_not_change_the_default(logins):
    logins.keep(Login("http://a"))
    logins.keep(Login("http://b"))
    with logins.alone():
        logins.renew(Login("http://a", access_token="new"))
    assert logins.find().server == "http://b"
    assert logins.find("a").access_token == "new"


def test_a_forgotten_login_is_gone(logins):
    logins.keep(Login("http://a"))
    logins.forget("a")
    with pytest.raises(OptionError, match="aren't logged in"):
        logins.find()
    with pytest.raises(OptionError) as refusal:
        logins.find("a")
    assert refusal.value.fix == "Run: foresale login --server http://a"


def test_logins_kept_at_the_same_time_are_all_kept(logins):
    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(logins.keep, Login(f"http://shop{n}")) for n in range(20)]:
            done.result()
    assert all(logins.find(f"shop{n}") for n in range(20))


@pytest.mark.parametrize("held", ["", "[]", '{"logins": [3]}', '{"logins": [{}]}'])
def test_a_damaged_file_is_told(logins, held):
    logins.place.parent.mkdir()
    logins.place.write_text(held)
    with pytest.raises(UnreadableFileError, match="can't be read"):
        logins.find()


def test_secrets_are_not_shown():
    login = Login("http://a", access_token="AAA", refresh_token="BBB", api_key="CCC")
    assert not {"AAA", "BBB", "CCC"} & set(repr(login).replace("'", " ").split())


@pytest.mark.parametrize(
    "server", ["", "ftp://a", "http://", "http://me@a", "http://a/b", "a b", "http://a?x"]
)
def test_what_is_no_address_is_told(server):
    with pytest.raises(OptionError, match="isn't a server's address"):
        tidy_address(server)


def test_a_key_that_can_not_be_sent_is_told():
    with pytest.raises(OptionError, match="no key has"):
        Login("http://a", api_key="fsk_…")
