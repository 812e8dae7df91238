"""This file is about units: how a number of each unit is written for a person, and how a person writes one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

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
    value = float(value)
    sign, size = ("−" if value < 0 else ""), abs(value)
    if unit == "share":
        return f"{sign}{size * 100:.1f}%"
    if unit == "seconds":
        whole = round(size)
        if whole >= 3600:
            return f"{sign}{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
        return f"{sign}{whole // 60}:{whole % 60:02d}" if whole >= 60 else f"{sign}{size:.1f} s"
    if unit == "minutes":
        return f"{sign}{size:,.0f} min" if size >= 10 else f"{sign}{size:.1f} min"
    if unit == "money":
        symbol = SYMBOLS.get(currency, f"{currency} " if currency else "")
        return f"{sign}{symbol}{size:,.0f}" if size >= 10_000 else f"{sign}{symbol}{size:,.2f}"
    if unit == "count" or (unit == "points" and size == int(size)):
        return f"{sign}{size:,.0f}"
    return f"{sign}{size:,.1f}" if unit == "points" else f"{sign}{size:,.2f}"
