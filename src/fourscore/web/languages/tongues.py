"""This file is about the other languages: their message files, and how each writes numbers, lengths and dates."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import NamedTuple

from fourscore.terms import write_value

MESSAGES = Path(__file__).parent / "messages"
MINUS = "\u2212"
# Signs that are not seen, and say which way what follows is written; from APART to AGAIN it is from left to right, so
# that the sign of a currency or of per cent stays on its own side among letters read the other way.
LEFT, RIGHT, APART, AGAIN = "\u200e", "\u200f", "\u2066", "\u2069"


class Language(NamedTuple):
    """One that the pages are said in, by its own name. reads: "ltr" or "rtl"."""

    code: str
    name: str
    reads: str = "ltr"


ENGLISH = Language("en", "English")
LANGUAGES = (ENGLISH, Language("de", "Deutsch"), Language("es", "Español"), Language("ar", "العربية", "rtl"))


class Spoken:
    """A language with its messages: what `terms.Tongue` asks for, and dates. Digits are the ones of the figures."""

    def __init__(self, language: Language) -> None:
        from babel import Locale

        self.code, self.reads, self.name = language.code, language.reads, language.name
        self.locale = Locale.parse(language.code)
        self.messages = _messages(MESSAGES / f"{language.code}.po")

    def text(self, message: str) -> str:
        return self.messages.gettext(message) if message else message

    def texts(self, one: str, many: str, number: int) -> str:
        return self.messages.ngettext(one, many, number)

    def between(self, mark: str) -> str:
        return mark.replace(",", "\u060c").replace(";", "\u061b") if self.reads == "rtl" else mark

    def value(self, value: float, unit: str, currency: str, digits: int) -> str:
        """As `write_value` writes it: the same digits behind the point, in this language's signs and order."""
        size, sign = abs(value), MINUS if value < 0 else ""
        written = self._size(size, unit, currency, digits)
        if self.reads == "ltr":
            return sign + written
        if unit in ("seconds", "minutes"):  # a number with a word behind it, which is read after it
            return f"{LEFT}{sign}{written}" if sign else written
        return f"{APART}{sign}{written.removeprefix(RIGHT)}{AGAIN}"

    def _size(self, size: float, unit: str, currency: str, digits: int) -> str:
        if unit == "share":
            return self._percent(size * 100, digits)
        if unit in ("seconds", "minutes"):
            return self._length(size, unit, digits)
        if unit == "money" and currency:
            from babel.numbers import format_currency

            pattern = self.locale.currency_formats["standard"].pattern.split(";")[0]
            return format_currency(size, currency, _behind(pattern, digits), locale=self.locale, currency_digits=False)
        return self.number(size, digits)

    def number(self, value: float, digits: int = 0) -> str:
        """A plain number, its thousands parted."""
        from babel.numbers import format_decimal

        return format_decimal(value, f"#,##0.{'0' * digits}" if digits else "#,##0", locale=self.locale)

    def day(self, day: date, pattern: str) -> str:
        """A day by one of the patterns of `terms.write_day`, in this language's order."""
        from babel.dates import format_date, format_skeleton

        if pattern in ("EEEE", "EEE", "MMM"):
            return format_date(day, pattern.replace("MMM", "LLL"), locale=self.locale)
        return format_skeleton(pattern, day, locale=self.locale)

    def _percent(self, value: float, digits: int) -> str:
        from babel.numbers import format_percent

        pattern = _behind(self.locale.percent_formats[None].pattern, digits)
        return format_percent(value / 100, pattern, locale=self.locale, decimal_quantization=True)

    def _length(self, size: float, unit: str, digits: int) -> str:
        written = str(write_value(size, unit))
        if ":" in written:
            return written  # a clock reads alike everywhere
        return f"{self.number(size, digits)} {self.text('s') if unit == 'seconds' else self.text('min')}"


def _behind(pattern: str, digits: int) -> str:
    """A pattern of CLDR's with that many digits behind its point."""
    head, dot, rest = pattern.partition("0.") if "0." in pattern else pattern.partition("0")
    while dot == "0." and rest.startswith(("0", "#")):
        rest = rest[1:]
    return f"{head}0{'.' + '0' * digits if digits else ''}{rest}"


@cache
def spoken_in(code: str) -> Spoken | None:
    """The language of that code, read once; None for English, which needs no messages, and for any other."""
    found = next((one for one in LANGUAGES if one.code == code and one is not ENGLISH), None)
    return Spoken(found) if found else None


def _messages(place: Path) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with place.open("rb") as file:
        catalog = read_po(file)
    packed = io.BytesIO()
    write_mo(packed, catalog)
    packed.seek(0)
    return GNUTranslations(packed)
