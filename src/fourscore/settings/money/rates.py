"""This file is about reading exchange rates: a CSV file with the columns day, currency and rate."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fourscore.settings.model import RateLine
from fourscore.settings.money.currencies import CURRENCIES
from fourscore.terms import Issue

COLUMNS = ("day", "currency", "rate")
REMEDY = "Write rows such as  2026-03-09,USD,0.9214  below the heading  day,currency,rate"


def read_rates(path: Path, currency: str) -> tuple[tuple[RateLine, ...], list[Issue]]:
    """Every rate in the file, with issues naming file and line; `currency` is the centre's own."""
    issues: list[Issue] = []
    rates: dict[tuple[date, str], RateLine] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            heading = [cell.strip().lower() for cell in next(rows, [])]
            if sorted(heading) != sorted(COLUMNS):
                return (), [
                    Issue("bad-rate", f"{path.name}:1", "The heading should name day, currency and rate.", REMEDY)
                ]
            for cells in rows:
                if not any(cell.strip() for cell in cells):
                    continue
                where = f"{path.name}:{rows.line_num}"
                line = _line(
                    dict(zip(heading, (cell.strip() for cell in cells), strict=False)), where, currency, issues
                )
                if line is None:
                    continue
                before = rates.setdefault((line.day, line.currency), line)
                if before.rate != line.rate:
                    issues.append(
                        Issue(
                            "bad-rate",
                            where,
                            f"{line.currency} on {line.day} has two different rates.",
                            "Keep the one that is right.",
                        )
                    )
    except UnicodeDecodeError as wrong:
        issues.append(
            Issue(
                "not-utf-8",
                path.name,
                f"Byte {wrong.start + 1} is not UTF-8 text.",
                "Save the file again with the encoding UTF-8.",
            )
        )
    except (OSError, csv.Error) as wrong:
        issues.append(
            Issue(
                "unreadable-file",
                path.name,
                f"The file cannot be read: {wrong}.",
                "Check that it is a CSV file and that you may read it.",
            )
        )
    return tuple(rates[key] for key in sorted(rates)), issues


def _line(cells: dict[str, str], where: str, own: str, issues: list[Issue]) -> RateLine | None:
    def tell(what: str) -> None:
        issues.append(Issue("bad-rate", where, what, REMEDY))

    if len(cells) < len(COLUMNS):
        tell("The row has too few cells.")
        return None
    try:
        day = date.fromisoformat(cells["day"])
    except ValueError:
        tell(f"{cells['day']!r} is not a day.")
        return None
    try:
        rate = Decimal(cells["rate"])
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate <= 0:
        tell(f"{cells['rate']!r} is not a rate above nought.")
    elif cells["currency"] not in CURRENCIES:
        tell(f"{cells['currency']!r} is not a currency code.")
    elif cells["currency"] == own:
        tell(f"{own} is the centre's own currency, and needs no rate.")
    else:
        return RateLine(day, cells["currency"], rate)
    return None
