"""This file is about units: how a number of each unit is written for a person, and how a person writes one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from fourscore.terms.writing.said import as_written, said, together

# What an exchange rate is of: the day of the deal, a month's mean, or what was planned for a fiscal year.
RATE_KINDS = ("transaction", "month_average", "plan")
UNITS = ("share", "seconds", "money", "count", "minutes", "points", "ratio")


@dataclass(frozen=True)
class Money:
    """An amount in one currency (ISO 4217 code); two currencies never add."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added without a rate")
        return Money(self.amount + other.amount, self.currency)


# Beyond the usual digits: enough for any share of a million calls.
MORE_DIGITS = 4

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "INR": "₹", "ILS": "₪"}


def read_seconds(text: str) -> Decimal:
    """Seconds in `20`, `20s`, `1m30s`, `5m`, `2h`, `7d`, `1:30` or `1:02:03`. Raises ValueError otherwise."""
    text = text.strip().lower()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return Decimal(text)
    if re.fullmatch(r"\d+(:\d{1,2}){1,2}", text):
        total = 0
        for part in text.split(":"):
            total = total * 60 + int(part)
        return Decimal(total)
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*(d|h|min|m|s)", text)
    if not parts or re.sub(r"(\d+(?:\.\d+)?)\s*(d|h|min|m|s)\s*", "", text):
        raise ValueError(f"{text!r} is not a length of time")
    size = {"d": 86400, "h": 3600, "min": 60, "m": 60, "s": 1}
    return sum((Decimal(number) * size[unit] for number, unit in parts), Decimal(0))


def read_value(text: str | int | float, unit: str) -> float:
    """A target as a person writes it (`80%`, `20s`, `5:45`, `€4.20`, `1,200`) in the unit's own measure.

    Shares come back as 0..1, times in seconds, `minutes` in minutes. Raises ValueError when it cannot be read.
    """
    if isinstance(text, bool):
        raise ValueError(f"{text!r} is not a number")
    if isinstance(text, (int, float)):
        return float(text)
    plain = text.strip().strip("".join(SYMBOLS.values())).replace("\u00a0", "")
    if "," in plain:  # a comma parts thousands and nothing else: 4,2 % is not 42 %
        if not re.search(r"(?<![\d,])\d{1,3}(,\d{3})+(?![\d,])", plain):
            raise ValueError(f"{text!r} is not a number: write the decimal part after a dot")
        plain = plain.replace(",", "")
    plain = re.sub(r"\s*\b[A-Z]{3}\b\s*", "", plain).strip()
    if unit == "share" and plain.endswith("%"):
        return float(Decimal(plain[:-1].strip()) / 100)
    try:
        if unit == "seconds":
            return float(read_seconds(plain))
        if unit == "minutes":
            return float(plain) if re.fullmatch(r"[\d.]+", plain) else float(read_seconds(plain) / 60)
        scale = {"k": 1000, "m": 1_000_000}.get(plain[-1:].lower(), 1)
        return float(Decimal(plain[:-1] if scale != 1 else plain) * scale)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number of {unit}") from None


def write_value(value: float | Decimal | None, unit: str, currency: str = "") -> str:
    """The value as a person reads it; a missing one is an en dash, never a zero."""
    if value is None:
        return "–"
    return _written(float(value), unit, currency, _digits(abs(float(value)), unit))


def write_score(score: float | None, digits: int = 0) -> str:
    """A score that is short of 100 never reads as 100, so that figure and word agree."""
    if score is None:
        return "–"
    short = score < 100 <= float(f"{score:.{digits}f}")
    score, digits = (min(score, 99.9), 1) if short else (score, digits)
    return as_written(f"{score:.{digits}f}", score, "points", "", digits)


def write_digits(value: float, unit: str, digits: int, currency: str = "") -> str:
    """The value with just so many digits behind the point, where a sentence rounds otherwise than a table."""
    return _written(value, unit, currency, digits)


def write_reliability(reliability: float | None) -> str:
    """Never rounded up, so that no reliability reads as if it reached a limit it is short of."""
    if reliability is None:
        return "–"
    cut = math.floor(reliability * 100 + 1e-9) / 100
    return as_written(f"{cut:.2f}", cut, "ratio", "", 2)


class Beside(NamedTuple):
    """A value and its target in words; `upper` where the target is a band."""

    value: str
    target: str
    upper: str | None

    @property
    def aim(self) -> str:
        """The target, or both edges of a band."""
        return self.target if self.upper is None else together((self.target, self.upper), " – ")


def write_beside(
    value: float | None, target: float | None, upper: float | None, unit: str, currency: str = "",
) -> Beside:
    """A value and its target as `write_value` writes them, told apart wherever they are not the same number.

    Where both would read alike they get as many more digits as it takes; where four are not enough, the value is just
    under or just over its target.
    """
    aims = [target] if upper is None else [target, upper]
    told = write_value(value, unit, currency)
    texts = [write_value(aim, unit, currency) for aim in aims]
    near = next((aim for aim in aims if aim is not None and value is not None and value != aim
                 and _reads(value, unit) == _reads(aim, unit)), None)
    if value is not None and near is not None:
        digits = _told_apart(value, near, unit)
        if digits is None:
            written = write_value(near, unit, currency)
            told = (said("just under {value}", value=written) if value < near
                    else said("just over {value}", value=written))
        else:
            told = _written(value, unit, currency, digits)
            texts = ["–" if aim is None else _written(aim, unit, currency, digits) for aim in aims]
    return Beside(told, texts[0], texts[1] if upper is not None else None)


def write_again(text: str, unit: str, currency: str = "") -> str:
    """What `write_value` wrote and was kept as a text, to be said in any language; as it is where it was no value."""
    try:
        value = read_value(text.replace("−", "-"), unit)
    except ValueError:
        return text
    digits = len(re.sub(r"[^\d]", "", text.rpartition(".")[2])) if "." in text else 0
    return as_written(text, value, unit, currency, digits)


def write_span(low: float, high: float, unit: str, currency: str = "") -> tuple[str, str]:
    """Both edges of a band as `write_value` writes them, with as many more digits as it takes (up to four) for no
    rounding to hide a tenth of how wide it is; "" for an open side."""
    edges = [edge for edge in (low, high) if math.isfinite(edge)]
    digits = max((_digits(abs(edge), unit) for edge in edges), default=0)
    usual, width = digits, high - low
    if math.isfinite(width) and width > 0:
        scale = 100 if unit == "share" else 1
        while digits < usual + MORE_DIGITS and any(
                abs(edge * scale - round(edge * scale, digits)) > width * scale / 10 for edge in edges):
            digits += 1
    if digits == usual:
        told = [write_value(edge, unit, currency) if math.isfinite(edge) else "" for edge in (low, high)]
    else:
        told = [_written(edge, unit, currency, digits) for edge in (low, high)]
    return told[0], told[1]


def _told_apart(one: float, other: float, unit: str) -> int | None:
    """The fewest digits behind the point with which these two read differently; None where four more are not enough."""
    usual = max(_digits(abs(one), unit), _digits(abs(other), unit))
    return next((digits for digits in range(usual, usual + MORE_DIGITS + 1)
                 if _reads(one, unit, digits) != _reads(other, unit, digits)), None)


def _reads(value: float, unit: str, digits: int | None = None) -> float:
    """The number a reader takes from what is written."""
    return round(value * 100 if unit == "share" else value, _digits(abs(value), unit) if digits is None else digits)


def _digits(size: float, unit: str) -> int:
    """How many digits behind the point a value of that size is usually written with."""
    if unit == "seconds":
        return 0 if round(size) >= 60 else 1
    if unit == "minutes":
        return 0 if size >= 10 else 1
    if unit == "money":
        return 0 if size >= 10_000 else 2
    if unit == "count" or (unit == "points" and size == int(size)):
        return 0
    return 1 if unit in ("share", "points") else 2


def _written(value: float, unit: str, currency: str, digits: int) -> str:
    value = value if _reads(value, unit, digits) else abs(value)  # what reads as nought is neither above nor below it
    return as_written(_in_english(value, unit, currency, digits), value, unit, currency, digits)


def _in_english(value: float, unit: str, currency: str, digits: int) -> str:
    sign, size = ("−" if value < 0 else ""), abs(value)
    if unit == "share":
        return f"{sign}{size * 100:.{digits}f}%"
    if unit == "seconds":
        return sign + _clock(size, digits)
    if unit == "minutes":
        return f"{sign}{size:,.{digits}f} min"
    if unit == "money":
        return f"{sign}{SYMBOLS.get(currency, f'{currency} ' if currency else '')}{size:,.{digits}f}"
    return f"{sign}{size:,.{digits}f}"


def _clock(size: float, digits: int) -> str:
    """A length of time: `32.0 s`, `5:45`, `1:02:03`, with a fraction of the second where one is asked for."""
    whole, part = divmod(round(size * 10**digits), 10**digits)
    if whole < 60:
        return f"{size:.{digits}f} s"
    fraction = f".{part:0{digits}d}" if digits else ""
    if whole >= 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}{fraction}"
    return f"{whole // 60}:{whole % 60:02d}{fraction}"
