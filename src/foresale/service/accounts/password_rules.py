"""Which passwords are refused: short ones, guessable ones, and what everybody else uses."""

from __future__ import annotations

import re
import unicodedata

from foresale.error_reasons import Reason
from foresale.errors import OptionError
from foresale.notes import counted

SHORTEST, LONGEST = 12, 200
SHOWN_WORDS = "nine violet teapots"
"""What the API's description shows in place of a password; refused, as everybody can read it there."""

# Common passwords are mostly shorter than twelve letters, or one of these words with something added: so the
# words do, no list of a million. What lists would catch beyond, the lock after a few tries covers.
_COMMON = """
password passwort passord motdepasse contrasena wachtwoord senha parola haslo passw0rd p4ssword
admin administrator root superuser user guest test tester testing demo default changeme letmein
welcome willkommen bienvenue login master secret topsecret access server database service
qwerty qwertz azerty qwertyuiop qwertzuiop asdfghjkl asdfgh zxcvbnm yxcvbnm qazwsx qazwsxedc
iloveyou sunshine princess princesse dragon monkey football baseball basketball soccer superman
batman starwars shadow michael jordan charlie jessica ashley freedom whatever trustno hello hallo
computer internet samsung google microsoft windows apple android pokemon liverpool chelsea arsenal
barcelona spring summer autumn winter sommer herbst january february december
foresale forecast forecasting sales retail shop store company correcthorsebatterystaple
"""
COMMON_WORDS = frozenset([*_COMMON.split(), SHOWN_WORDS.replace(" ", "")])
_RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
)
_LEET = str.maketrans("013457@$!", "oieastasi")


def check_password(password: str, *, email: str = "", name: str = "") -> None:
    """Refuse a password that is too easily guessed.

    Args:
        password: The one chosen.
        email: The user's address; the password may not be made of it.
        name: The user's name; likewise.

    Raises:
        OptionError: It may not be used.

    Examples:
        >>> check_password("seven amber ladders")
        >>> check_password("Password2026!")
        Traceback (most recent call last):
        foresale.errors.OptionError: The password is one that many people use...
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise OptionError(
            f"The password has {counted(len(password), 'letter')}.",
            fix=f"Choose one of {SHORTEST} to {LONGEST}; a few words in a row are easy to keep in mind.",
            reason=Reason("password_length", letters=len(password), least=SHORTEST, most=LONGEST),
        )
    folded = unicodedata.normalize("NFKD", password).casefold()
    if _is_own(folded, email, name):
        raise OptionError(
            "The password is made of the e-mail address or the name.",
            fix="Choose another, of unrelated words.",
            reason=Reason("password_is_name"),
        )
    if _is_common(folded):
        raise OptionError(
            "The password is one that many people use.",
            fix="Choose another, such as four unrelated words.",
            reason=Reason("password_is_common"),
        )


def _is_own(folded: str, email: str, name: str) -> bool:
    own = [email, email.partition("@")[0], *re.split(r"[@._+-]", email), *name.split()]
    rest = folded
    for part in sorted({item.casefold() for item in own if len(item) >= 4}, key=len, reverse=True):
        rest = rest.replace(part, "")
    return len(rest) < len(folded) and len(rest) < SHORTEST - 4


def _is_common(folded: str) -> bool:
    if len(set(folded)) < 5 or _repeats(folded) or _in_a_row(folded):
        return True
    bare = folded.strip("0123456789!?.,-_#*$ ")
    texts = (folded, bare, folded.translate(_LEET), bare.translate(_LEET))
    return any(re.sub(r"[^a-z0-9]", "", text) in COMMON_WORDS for text in texts) or any(
        re.sub(r"[^a-z]", "", text) in COMMON_WORDS for text in texts
    )


def _repeats(text: str) -> bool:
    """Whether it is one short piece over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))


def _in_a_row(text: str) -> bool:
    """Whether it is a stretch of the alphabet, the digits or the keyboard, either way."""
    return any(text in run * 2 or text[::-1] in run * 2 for run in _RUNS)
