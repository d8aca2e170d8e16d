"""The form of pages that ask for a file: drop it, say what is special about it, and a command reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from foresale.data.reading.formats.read_file import ARCHIVES, ARROW, JSON, PAGES, PARQUET, TEXT, WORKBOOKS
from foresale.errors import OptionError
from foresale.lab.answers import read_answers
from foresale.lab.commands import CommandAnswer, run_command

TYPES = tuple(
    suffix.removeprefix(".") for suffix in (*TEXT, *WORKBOOKS, *JSON, *PARQUET, *ARROW, *PAGES, *ARCHIVES)
)


@dataclass(frozen=True)
class FileField:
    """Something that may be said about a file.

    Attributes:
        option: What the command calls it, such as --target.
        label: What people read.
        hint: What stands in the field while it is empty.
        is_count: Whether it is a whole number from 1 on.
    """

    option: str
    label: str
    hint: str
    is_count: bool = False


@dataclass(frozen=True)
class FileForm:
    """A page that asks for a file.

    Attributes:
        command: Of Foresale, that reads the file; the page's answer is kept under it.
        what: What file is asked for.
        fields: What may be said about it.
        button: What begins the work.
        waiting: What is told meanwhile.
        answers: Further options that may be typed, and whether a value follows.
    """

    command: str
    what: str
    fields: tuple[FileField, ...]
    button: str
    waiting: str
    answers: Mapping[str, bool]

    @property
    def labels(self) -> Mapping[str, str]:
        """What people read for each option of the command."""
        return {field.option: field.label for field in self.fields}

    def show(self) -> CommandAnswer | None:
        """Ask for the file, and answer what the command made of it; None until it did."""
        kept = f"{self.command}_answer"
        file = st.file_uploader(self.what, TYPES)
        if file is None:
            st.session_state.pop(kept, None)
            return None
        with st.form(self.command):
            options = self._show_fields()
            typed = st.text_input(
                "Answers, if something is asked",
                placeholder="--day-first --decimal , … as the page names them",
            )
            asked = st.form_submit_button(self.button, type="primary")
        if asked:
            with st.spinner(self.waiting):
                st.session_state[kept] = self._run(file.name, file.getvalue(), options, typed)
        answer: CommandAnswer | None = st.session_state.get(kept)
        return answer

    def _run(self, name: str, content: bytes, options: list[str], typed: str) -> CommandAnswer:
        try:
            answers = read_answers(typed, self.answers)
        except OptionError as error:
            return CommandAnswer({}, f"{error.problem}\n\n{error.fix}", {})
        return run_command(self.command, name, content, [*options, *answers])

    def _show_fields(self) -> list[str]:
        options: list[str] = []
        for field, place in zip(self.fields, st.columns(len(self.fields)), strict=True):
            value = (
                place.number_input(field.label, min_value=1, value=None, placeholder=field.hint)
                if field.is_count
                else place.text_input(field.label, placeholder=field.hint).strip()
            )
            options += [field.option, str(value)] if value else []
        return options
