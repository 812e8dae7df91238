"""This file is about templates in the language of who reads: in English as they are written, otherwise text by text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from fourscore.terms import capital, said, said_many, spoken, together, tongue, write_value
from fourscore.web.languages.scripts import script_words
from fourscore.web.languages.texts import Texts
from fourscore.web.languages.tongues import ENGLISH, LANGUAGES

PLACE = Path(__file__).parents[1] / "templates"


class Templates:
    """Every template, as it is written and text by text. words: what all of them may use, by name."""

    def __init__(self, **words: Any) -> None:
        self.globals: dict[str, Any] = {
            "said": said, "said_many": said_many, "together": together, "page_languages": LANGUAGES,
            "page_language": _language, "page_direction": _reads, "script_words": script_words, **words}
        self.filters: dict[str, Callable[..., Any]] = {"number": _number, "capital": capital}

    def get_template(self, name: str) -> Template:
        return (self.english if tongue() is None else self.others).get_template(name)

    @cached_property
    def english(self) -> Environment:
        return self._made()

    @cached_property
    def others(self) -> Environment:
        made = self._made(extensions=[Texts], finalize=spoken)
        made.filters["join"] = _join
        made.globals["spoken"] = spoken
        made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        return made

    def _made(self, **more: Any) -> Environment:
        made = Environment(loader=FileSystemLoader(PLACE), autoescape=True, undefined=StrictUndefined,
                           trim_blocks=True, lstrip_blocks=True, auto_reload=False, **more)
        made.globals.update(self.globals)
        made.filters.update(self.filters)
        return made


def _language() -> str:
    """The code of the language a page is in."""
    other = tongue()
    return ENGLISH.code if other is None else other.code


def _reads() -> str:
    """Which way it is read: ltr or rtl."""
    other = tongue()
    return ENGLISH.reads if other is None else other.reads


def _number(many: float) -> str:
    """A whole number, its thousands parted."""
    return write_value(many, "count")


def _join(parts: Iterable[str], between: str = "") -> str:
    return together(map(str, parts) if not isinstance(parts, list | tuple) else parts, between)
