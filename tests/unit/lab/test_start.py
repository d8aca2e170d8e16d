"""The Lab's process says nothing to anybody and knows whom it asks."""

from __future__ import annotations

import pytest

from foresale.errors import MissingExtraError, OptionError
from foresale.lab import start
from foresale.lab.start import SERVER, SHOWN, LabOptions, lab_command


def test_it_reports_to_nobody_and_is_told_its_service():
    command, environment = lab_command(LabOptions("shop:8000/", port=8600, base_path="lab"))
    assert "--browser.gatherUsageStats=false" in command
    assert "--server.baseUrlPath=lab" in command
    assert "--theme.primaryColor=#0072b2" in command
    assert environment[SERVER] == environment[SHOWN] == "http://shop:8000"


def test_people_are_told_the_address_that_they_know():
    _, environment = lab_command(LabOptions("http://api:8000", shown="https://forecasts.example.com"))
    assert environment[SERVER] == "http://api:8000"
    assert environment[SHOWN] == "https://forecasts.example.com"


def test_without_a_proxy_it_has_no_path():
    assert not [word for word in lab_command(LabOptions("http://shop"))[0] if "baseUrlPath" in word]


def test_a_server_that_is_no_address_is_refused():
    with pytest.raises(OptionError, match="isn't a server's address"):
        lab_command(LabOptions("ftp://shop"))


def test_without_streamlit_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(start, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"foresale\[lab\]"):
        lab_command(LabOptions("http://shop"))
