"""Guessable passwords are refused, with what to do instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.errors import OptionError
from foresale.service.accounts.password_rules import SHOWN_WORDS, check_password
from foresale.service.accounts.passwords import Passwords, one_time_password


@pytest.mark.parametrize(
    "password",
    [
        "elevenlett1", "x" * 201, "aaaaaaaaaaaaaa", "abcabcabcabcabc", "1234567890123", "9876543210987",
        "abcdefghijklm", "qwertyuiopas", "Password1234!", "P@ssw0rd!!!!2026", "administrator1",
        "Foresale2026!!", "1q2w3e4r5t6y7u", "ada.lovelace1815", "ada.lovelace@example.com", "LOVELACE-ADA",
        "Summer!!!!!2026", SHOWN_WORDS, "Nine-Violet-Teapots!",
    ],
)  # fmt: skip
def test_a_guessable_password_is_refused(password: str) -> None:
    with pytest.raises(OptionError) as refused:
        check_password(password, email="ada.lovelace@example.com", name="Ada Lovelace")
    assert password not in str(refused.value)


@pytest.mark.parametrize(("password", "told"), [("x", "has 1 letter."), ("short", "has 5 letters.")])
def test_a_length_is_told_in_good_english(password: str, told: str) -> None:
    with pytest.raises(OptionError, match=told):
        check_password(password, email="ada.lovelace@example.com", name="Ada Lovelace")


@pytest.mark.parametrize(
    "password",
    ["seven amber ladders", "korrekt-Pferd-Batterie", "ada likes analytical engines", "fünf Überläufer"],
)
def test_a_few_words_are_welcome(password: str) -> None:
    check_password(password, email="ada.lovelace@example.com", name="Ada Lovelace")


@given(st.text(max_size=250), st.text(max_size=40))
def test_no_password_breaks_the_check(password: str, email: str) -> None:
    try:
        check_password(password, email=email)
    except OptionError:
        return
    assert 12 <= len(password) <= 200


def test_one_time_passwords_pass_the_rules_and_never_repeat() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check_password(password)


def test_only_the_password_itself_fits_however_it_was_typed() -> None:
    passwords = Passwords()
    kept = passwords.hash("fünf Überläufer")
    assert kept.startswith("$argon2id$")
    assert passwords.fits("fu\u0308nf U\u0308berla\u0308ufer", kept)
    assert not passwords.fits("funf Uberlaufer", kept)
    assert not passwords.fits("nobody has this password", None)
    assert not passwords.fits("fünf Überläufer", "no hash at all")
    assert not passwords.is_dated(kept)
