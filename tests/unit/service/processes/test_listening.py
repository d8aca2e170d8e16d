"""The port is opened first, so that what is wrong with it is told at once."""

from __future__ import annotations

import socket

import pytest

from foresale.errors import OptionError
from foresale.service.processes.listening import address_of, listen


def test_a_free_port_is_found_and_told():
    with listen("127.0.0.1", 0) as opened:
        port = opened.getsockname()[1]
        assert address_of(opened) == f"http://127.0.0.1:{port}"
        with socket.create_connection(("127.0.0.1", port), timeout=60):
            pass


def test_all_addresses_are_told_as_one_that_can_be_opened():
    with listen("0.0.0.0", 0) as opened:  # noqa: S104 - what is tested
        assert address_of(opened).startswith("http://127.0.0.1:")


def test_a_port_in_use_is_told_with_a_remedy():
    with listen("127.0.0.1", 0) as opened:
        port = opened.getsockname()[1]
        with pytest.raises(OptionError, match=f"Port {port} of 127.0.0.1 is in use") as told:
            listen("127.0.0.1", port)
    assert "port=" in told.value.fix


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host.invalid"])
def test_an_address_that_isnt_this_machines_is_told_with_a_remedy(host):
    with pytest.raises(OptionError) as told:
        listen(host, 0)
    assert "127.0.0.1" in told.value.fix
