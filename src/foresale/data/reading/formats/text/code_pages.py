"""Tells which old encoding a text is in: by words it then holds, and by letters that fit together."""
# ruff: noqa: RUF001 - signs that look alike are what this module tells apart

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from foresale.data.reading.vocabulary.column_words import cut_unspaced, kind_phrases, split_words, words_for

# Tried in this order; the earlier wins where two are as good.
_CANDIDATES = (
    "windows-1252", "gb18030", "big5", "cp932", "euc-jp", "euc-kr", "windows-1251", "koi8-r", "cp866",
    "windows-1250", "windows-1257", "windows-1254", "windows-1253", "windows-1256", "windows-1255", "cp850",
    "mac-roman", "cp874",
)  # fmt: skip
_WITHOUT_WORDS = 0.2  # what it costs Japanese without any syllable signs, and Thai, to hold no known word
_ONE_CASE = 0.1  # what Cyrillic in small letters alone costs, and KOI8 in capitals alone
_FINALS = re.compile("[ךםןףץ](?=[א-ת])")  # Hebrew letters that only end words
_THAI_MISPLACED = re.compile(
    "[\u0e40-\u0e44](?![\u0e01-\u0e2e])|[\u0e34-\u0e3a][\u0e30-\u0e3a]|(?<![\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e45-\u0e4e]"
)
_THAI_FAULTS = 0.02
_COMMON = {
    "windows-1252": "äöüßéèêëàâçîïôûùñáíóúãõåøæœìòÄÖÜÉÈÀÇÑÁÍÓÚÃÕÅØÆºª",
    "windows-1250": "ąćęłńóśźżáčďéěíňřšťúůýžőűöüâăîäôľĺŕşţßĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽŐŰÖÜÂĂÎÄÔĽ",
    "windows-1254": "çğıöşüâîÇĞİÖŞÜ",
    "windows-1257": "ąčęėįšųūžāēģīķļņäöõüĄČĘĖĮŠŲŪŽĀĒĢĪĶĻŅÄÖÕÜ",
}
#: Letters beyond English of single languages: those of one text are of one language, or of few.
_ALPHABETS = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "äöüßé", "éèêëàâçîïôûùœæ", "ñáéíóúü", "ãõáéíóúâêôçà", "àèéìòù", "åäöæøé", "áéíóúýðþæö",
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž",
        "ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž", "çğıöşüâîİ",
    )
)  # fmt: skip
_STRANGE = 0.15  # what letters that no one language has together cost
_COMMON["cp850"] = _COMMON["mac-roman"] = _COMMON["windows-1252"]
_SIGNS = frozenset("€£§°²³½«»–—‘’‚“”„…®™©·•¡¿\u00a0№¥¢±×、。，；：（）「」・〜￥！？％／－")
_KNOWN_WORD = 3.0
_SAMPLE = 200_000
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_ORDINALS = re.compile(r"(?<!\w)[ªº][^\W\d_]|№[^\W\d_]")
_KANA = re.compile("[\u3040-\u30ff]")
_UNSPACED = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_FREQUENT = {
    "cyrillic": "оеаинтсрвлкмдпу",
    "greek": "αοιετνσηςρυάέήίόκπλ",
    "hebrew": "יוהלאתרמבנשם",
    "arabic": "اليمنورتبةدعسق",
    "thai": "นรากงมเอทวสลดยคปบหตพชไแขใะิี่้ัำืุู็์",
}
_RUN = re.compile(r"(?:[^\W\d_]|[\u0e31-\u0e4e])+")  # with the vowels of Thai, which are no letters


@dataclass(frozen=True)
class CodePage:
    """The encoding that fits best.

    Attributes:
        name: The encoding, as `--encoding` takes it.
        words: Known words that the text's first lines hold when it is read so.
        rival: Another that fits nearly as well; None where none does.
    """

    name: str
    words: tuple[str, ...]
    rival: str | None


def find_code_page(raw: bytes) -> CodePage:
    """The encoding in which a text that isn't UTF-8 makes the most sense.

    Words of column names in any language that we know count most, then whether letters beyond
    English stand where such letters stand: within words of one script and in usual case.

    Args:
        raw: The text's bytes.
    """
    sample = raw[:_SAMPLE]
    if len(raw) > _SAMPLE:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    scored: list[tuple[float, str, tuple[str, ...]]] = []
    for name in _CANDIDATES:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        words = _words_known(text)
        if name == "cp874" and not words and not _is_thai(text):
            continue
        lacks_kana = name == "euc-jp" and not words and not _KANA.search(text)
        fit = _fit(text, name) - _WITHOUT_WORDS * (lacks_kana or (name == "cp874" and not words))
        scored.append((fit + _KNOWN_WORD * len(words), name, words))
    if not scored:
        return CodePage("windows-1252", (), None)
    best = max(scored, key=lambda item: item[0])
    rivals = [item for item in scored if item[1] != best[1] and item[0] > best[0] - 0.05]
    different = [r for r in rivals if sample.decode(r[1]) != sample.decode(best[1])]
    return CodePage(best[1], best[2], different[0][1] if different else None)


def _words_known(text: str) -> tuple[str, ...]:
    """Known words with letters beyond ASCII in the first lines, each once."""
    known = _load_known_words()
    found: dict[str, None] = {}
    for line in text.splitlines()[:20]:
        for run in _RUN.findall(line):
            if run.isascii() or len(run) < 2 or not _has_usual_case(run):
                continue
            parts = cut_unspaced(split_words(run))
            whole = len(run) > 2 and len(parts) == 1
            if any(part in known and (whole or _UNSPACED.search(part)) and len(part) > 1 for part in parts):
                found[run] = None
    return tuple(found)[:8]


def _load_known_words() -> frozenset[str]:
    words = {word for _, phrases in kind_phrases() for phrase in phrases for word in phrase}
    return frozenset(words | words_for("date") | words_for("part of a date"))


def _fit(text: str, name: str) -> float:
    """From about -3 to 1: how well the letters beyond ASCII fit together."""
    counts = Counter(char for char in text if ord(char) > 127)
    total = sum(counts.values())
    if not total:
        return 0.0
    scripts = Counter[str]()
    good = 0.0
    for char, count in counts.items():
        script = _script(char)
        scripts[script] += count
        good += count * _is_usual(char, script, name)
    letters = total - scripts["sign"] - scripts["other"]
    main = max((n for s, n in scripts.items() if s not in ("sign", "other")), default=0)
    if scripts["kana"]:
        main = scripts["kana"] + scripts["han"]
    prior = 0.1 if name == "windows-1251" else 0.0  # far more exports than its neighbours
    score = prior + good / total - 2 * scripts["other"] / total - (1 - main / letters if letters else 0)
    score -= len(_HALF_WIDTH.findall(text)) / total
    latin = {char: count for char, count in counts.items() if _script(char) == "latin"}
    if latin:
        score -= _STRANGE * (1 - max(_share_within(latin, alphabet) for alphabet in _ALPHABETS))
    capitals = [char.isupper() for char in counts if _script(char) == "cyrillic"]
    if capitals and (not any(capitals) or (all(capitals) and name == "koi8-r")):
        score -= _ONE_CASE
    score -= 2 * len(_FINALS.findall(text)) / total
    return score - _misfits(text) / total


def _share_within(letters: dict[str, int], alphabet: frozenset[str]) -> float:
    return sum(count for char, count in letters.items() if char in alphabet) / sum(letters.values())


def _is_thai(text: str) -> bool:
    """Whether vowels and tones stand where Thai has them; nearly all bytes are letters of its code page."""
    letters = sum("\u0e01" <= char <= "\u0e4e" for char in text)
    beyond = sum(ord(char) > 127 for char in text)
    return letters >= 0.9 * beyond > 0 and len(_THAI_MISPLACED.findall(text)) <= _THAI_FAULTS * letters


def _has_usual_case(run: str) -> bool:
    """Whether a word is small, large, or begins large."""
    return run.islower() or run.isupper() or run.istitle() or run.lower() == run.upper() or run[1:].islower()


def _script(char: str) -> str:
    code = ord(char)
    if char in _SIGNS:
        return "sign"
    for script, first, last in (
        ("latin", 0xC0, 0x24F), ("greek", 0x386, 0x3CE), ("cyrillic", 0x401, 0x45F),
        ("hebrew", 0x5D0, 0x5EA),
        ("arabic", 0x621, 0x6D5), ("thai", 0xE01, 0xE5B),
        ("kana", 0x3040, 0x30FF), ("han", 0x4E00, 0x9FFF), ("hangul", 0xAC00, 0xD7A3),
        ("sign", 0xFF01, 0xFF5E),
    ):  # fmt: skip
        if first <= code <= last and char not in "×÷":
            return script
    return "latin" if char in "ºª" else "other"


def _is_usual(char: str, script: str, name: str) -> float:
    if script == "latin":
        return 1.0 if char in _COMMON.get(name, _COMMON["windows-1252"]) else 0.2
    if script == "han":
        return 0.9 if _is_frequent(char) and name != "euc-kr" else 0.3
    if script in _FREQUENT:
        return 1.0 if char.lower() in _FREQUENT[script] else 0.6
    return 1.0 if script in ("kana", "hangul", "sign") else 0.0


def _is_frequent(char: str) -> bool:
    """Whether a Chinese sign is of the frequent ones: the first level of one of the national tables."""
    for table, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("shift_jis", 0x88, 0x97)):
        try:
            code = char.encode(table)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return False


def _misfits(text: str) -> float:
    """Letters in the wrong place: signs inside words, small letters before large, scripts mixed in a word."""
    wrong = 0.0
    for run, count in Counter(_RUN.findall(text)).items():
        if run.isascii():
            continue
        scripts = {_script(char) if ord(char) > 127 else "ascii" for char in run}
        if (
            len(scripts - {"latin", "ascii"})
            and "ascii" in scripts
            and not scripts & {"han", "kana", "hangul"}
        ):
            wrong += count
        beyond = sum(ord(char) > 191 for char in run)
        if not _has_usual_case(run):
            wrong += count * beyond
        if "latin" in scripts and len(run) > 1 and beyond > 0.7 * len(run):
            wrong += 2 * count * beyond
        elif "latin" in scripts and len(run) == 1:
            wrong += count
    inside = re.findall(r"[^\W\d_][€£§№°²³½«»‘‚“”„…®™©·•¡¿¥¢±×¹¼¾¸¶µ][^\W\d_]", text)
    return wrong + len(inside) + len(_ORDINALS.findall(text))
