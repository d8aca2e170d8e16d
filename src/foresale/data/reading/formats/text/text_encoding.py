"""Bytes to UTF-8 text: byte order marks, UTF-16, and the old encodings by what they make of the text."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from foresale.data.reading.formats.content import is_markup
from foresale.data.reading.formats.text.code_pages import CodePage, find_code_page
from foresale.errors import OptionError, UnreadableFileError
from foresale.messages import option
from foresale.notes import Certainty, Evidence, Note, Reading

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive", ".xlsx"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Excel workbook", ".xls"),
    (b"PAR1", "a Parquet file", ".parquet"),
    (b"\x1f\x8b", "packed by gzip", ".csv.gz"),
    (b"%PDF", "a PDF", None),
    (b"SQLite format 3", "an SQLite database", None),
    (b"\x89PNG", "a picture", None),
    (b"\xff\xd8\xff", "a picture", None),
)


_FEWEST_PADDING = 2  # one alone may be half a letter of UTF-16
_SOME_LINES = 2_000
_MIXED = 0.25  # share of the lines with letters beyond ASCII that are UTF-8


def read_text(path: Path, encoding: str | None = None) -> tuple[bytes, tuple[Note, ...]]:
    """A file's text as UTF-8, and notes on what had to be told apart or left out.

    Args:
        path: The file, packed by gzip if it ends in .gz.
        encoding: The text's encoding; told apart where it's None.

    Raises:
        UnreadableFileError: The file can't be opened, is empty, or isn't text.
    """
    raw, padding = cut_padding(read_bytes(path), path.name)
    refuse_other_formats(raw, path.name)
    text, notes = to_utf8(raw, path.name, encoding)
    return text, (*padding, *notes)


def read_bytes(path: Path) -> bytes:
    """A file's bytes, unpacked if its name ends in .gz.

    Raises:
        UnreadableFileError: The file can't be opened, is empty, or its packing is broken.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"{path.name} can't be opened: {error.strerror}.", fix="Check the path and who may read it."
        ) from None
    if path.suffix.lower() == ".gz":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error):
            raise UnreadableFileError(
                f"{path.name} isn't a whole gzip file.", fix="Copy or download it again, or give it unpacked."
            ) from None
    if not raw.strip():
        raise UnreadableFileError(f"{path.name} is empty.", fix="Give a file with a header and rows.")
    return raw


def cut_padding(raw: bytes, file: str) -> tuple[bytes, tuple[Note, ...]]:
    """The text without zero bytes that fill its end up, as disks and old programs leave them, and a note.

    Args:
        raw: The file's bytes.
        file: The file's name.
    """
    text = raw.rstrip(b"\0\x1a") if raw.endswith(b"\0") else raw
    cut = len(raw) - len(text)
    if cut < _FEWEST_PADDING or not text or b"\0" in text:
        return raw, ()
    said = f"{file} ends with {cut:,} zero bytes, which are left out: check that no rows are missing there."
    return text, (Note("padding_cut", cut, said),)


def refuse_other_formats(raw: bytes, file: str) -> None:
    """Stop when bytes that should be text are plainly something else.

    Raises:
        UnreadableFileError: Naming what the file is, and the extension it should have.
    """
    for signature, what, suffix in _SIGNATURES:
        if raw.startswith(signature):
            fix = f"Rename it to end in {suffix}." if suffix else "Export the sales as CSV, XLSX or Parquet."
            raise UnreadableFileError(f"{file} is {what}, not text.", fix=fix)
    if is_markup(raw[:2048]):
        raise UnreadableFileError(
            f"{file} is a web page or XML, not a table.",
            fix="Export it as CSV; a download that needs a login often saves the login page instead.",
        )


def to_utf8(raw: bytes, file: str, encoding: str | None = None) -> tuple[bytes, tuple[Note, ...]]:
    """The text as UTF-8 without a byte order mark, and a note when the encoding had to be told apart.

    Text that isn't UTF-8 is read in the old encoding that makes most sense of it; a few
    broken bytes in otherwise good UTF-8 are replaced instead.

    Args:
        raw: The file's bytes.
        file: The file's name, for messages.
        encoding: The encoding, if the caller knows it.

    Raises:
        UnreadableFileError: The bytes aren't text.
        OptionError: The encoding given is unknown or doesn't fit.
    """
    if encoding is not None:
        return _decode_as(raw, file, encoding), ()
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return (raw[3:], ()) if name == "utf-8-sig" and _is_utf8(raw) else _decode_marked(raw, file, name)
    sample = raw[:65536]
    if b"\0" in sample:
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        if max(odd, even) > 0.3 * len(sample) / 2 and min(odd, even) < 0.05 * len(sample) / 2:
            return _decode_marked(raw, file, "utf-16-le" if odd > even else "utf-16-be")
    _refuse_binary(sample, file)
    if _is_utf8(raw):
        return raw, ()
    return _not_utf8(raw, file)


def _refuse_binary(sample: bytes, file: str) -> None:
    if sample.count(b"\1") >= sample.count(b"\n") > 0:  # Hive parts cells by it
        sample = sample.replace(b"\1", b"")
    controls = len(sample) - len(sample.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32)])))
    if controls > 0.005 * len(sample):
        raise UnreadableFileError(
            f"{file} holds binary data, not text.", fix="Export the sales as CSV, XLSX, JSON or Parquet."
        )


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _not_utf8(raw: bytes, file: str) -> tuple[bytes, tuple[Note, ...]]:
    text = raw.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    if whole > 10 * broken:
        note = f"{file} has {broken:,} characters that aren't UTF-8: replaced by a mark."
        return text.encode(), (Note("broken_characters", broken, note),)
    lines = raw.split(b"\n")
    if _mixes_encodings(lines):
        return _decode_lines(lines, file)
    found = find_code_page(raw)
    text = raw.decode(found.name, errors="replace")
    seen = f"Bytes that aren't UTF-8; read so, {_describe_proof(found)}."
    readings = tuple(Reading(name) for name in (found.name, found.rival) if name is not None)
    note = (
        f"{file} isn't UTF-8: read as {_display_name(found.name)} (another one can be named with "
        f"{option('encoding')})."
    )
    sure: Certainty = "likely" if found.rival or not found.words else "proven"
    return text.encode(), (Note("text_encoding", 1, note, Evidence(seen, readings, sure)),)


def _mixes_encodings(lines: list[bytes]) -> bool:
    """Whether many lines with letters beyond ASCII are UTF-8 and others aren't, as in files put together."""
    some = [line for line in lines[:: max(len(lines) // _SOME_LINES, 1)] if not line.isascii()]
    whole = sum(_is_utf8(line) for line in some)
    return _MIXED * len(some) <= whole < len(some)


def _decode_lines(lines: list[bytes], file: str) -> tuple[bytes, tuple[Note, ...]]:
    """Each line as UTF-8 where it is that, else in the old encoding that fits the others best."""
    others = [not line.isascii() and not _is_utf8(line) for line in lines]
    found = find_code_page(b"\n".join(line for line, other in zip(lines, others, strict=True) if other))
    text = b"\n".join(
        line.decode(found.name, errors="replace").encode() if other else line
        for line, other in zip(lines, others, strict=True)
    )
    note = (
        f"{file} mixes encodings: {sum(others):,} lines aren't UTF-8 and are read as "
        f"{_display_name(found.name)}, the others as UTF-8."
    )
    seen = f"{sum(others):,} lines hold bytes that aren't UTF-8, and other lines hold letters in UTF-8."
    return text, (Note("text_encoding", sum(others), note, Evidence(seen, (Reading(found.name),), "likely")),)


def _describe_proof(found: CodePage) -> str:
    if found.words:
        return f"it holds known words ({', '.join(found.words[:4])})"
    return "its letters fit together"


def _display_name(name: str) -> str:
    return name.title() if name.startswith("windows") else name


def _decode_marked(raw: bytes, file: str, name: str) -> tuple[bytes, tuple[Note, ...]]:
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        raise UnreadableFileError(
            f"{file} begins like {name} text but isn't.",
            fix=f"Save it as UTF-8, or name its {option('encoding')}.",
        ) from None
    _refuse_binary(text[:65536].encode(), file)
    return text.removeprefix("\ufeff").encode(), (Note("text_encoding", 1, f"{file} is read as {name}."),)


def _decode_as(raw: bytes, file: str, encoding: str) -> bytes:
    try:
        return raw.decode(encoding).removeprefix("\ufeff").encode()
    except LookupError:
        raise OptionError(
            f"Encoding '{encoding}' is unknown.",
            fix=f"Use {option('encoding', 'utf-8')}, utf-16, windows-1252 or the like.",
        ) from None
    except UnicodeDecodeError as error:
        raise OptionError(
            f"{file} isn't {encoding}: byte {error.start:,} doesn't fit.",
            fix=f"Name another {option('encoding')}, or leave it out to have it told apart.",
        ) from None
