"""Secrets that containers get as files, and those that nobody should use."""

from __future__ import annotations

import pytest

from foresale.errors import OptionError
from foresale.service.explain_settings import explain_settings
from foresale.settings import find_unknown_variables, load_settings

KEY = "Vd8_xq2LwTz-0hRkYb5nCf7sJm1pGa4E"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_variable_that_ends_in_file_names_the_file_of_a_secret(tmp_path, monkeypatch):
    (tmp_path / "key").write_text(f"{KEY}\n")
    (tmp_path / "password").write_text("a/b@c d\n")
    monkeypatch.setenv("FORESALE_SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("FORESALE_DATABASE_URL", "postgresql://foresale@db/foresale")
    monkeypatch.setenv("FORESALE_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))

    settings = load_settings()

    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == KEY
    assert settings.database_address == "postgresql://foresale:a%2Fb%40c%20d@db/foresale"
    assert find_unknown_variables({"FORESALE_SECRET_KEY_FILE": "x", "FORESALE_HOST_FILE": "y"}) == [
        "FORESALE_HOST_FILE"
    ]
    shown = {item.name: item for item in explain_settings()}
    assert shown["secret_key"].origin == "FORESALE_SECRET_KEY_FILE"
    assert KEY not in str(shown)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "can't be read: No such file"), (b"", "is empty"), (b"\xff\xfe", "it isn't text")],
)
def test_a_secret_that_cannot_be_read_is_told_with_its_file(tmp_path, monkeypatch, content, said):
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.setenv("FORESALE_SECRET_KEY_FILE", str(tmp_path / "key"))

    with pytest.raises(OptionError, match=said) as refused:
        load_settings()

    assert "FORESALE_SECRET_KEY_FILE" in refused.value.problem


def test_a_secret_that_is_stated_twice_is_refused(tmp_path, monkeypatch):
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("FORESALE_SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("FORESALE_SECRET_KEY", KEY)

    with pytest.raises(OptionError, match="Both FORESALE_SECRET_KEY and"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "change-me-change-me-change-me-change-me"),
        ("SECRET_KEY", "0123" * 8),
        ("KAFKA_PASSWORD", "<your password>"),
        ("DATABASE_URL", "postgresql://foresale:changeme@db/foresale"),
    ],
)
def test_a_sample_secret_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(f"FORESALE_{name}", value)

    with pytest.raises(OptionError, match="is a sample or easily guessed") as refused:
        load_settings()

    assert value not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, "names no user"),
        ("postgresql://db/foresale", "names no user"),
        ("postgresql://foresale:one@db/foresale", "has a password already"),
    ],
)
def test_a_password_without_a_place_in_its_address_is_refused(monkeypatch, url, said):
    if url is not None:
        monkeypatch.setenv("FORESALE_DATABASE_URL", url)
    monkeypatch.setenv("FORESALE_DATABASE_PASSWORD", "one more")

    with pytest.raises(OptionError, match=said):
        load_settings()
