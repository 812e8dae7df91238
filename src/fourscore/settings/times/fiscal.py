"""This file is about the fiscal year as centre.yaml says it: `fiscal_weeks: 4-4-5` and how its years end."""

from __future__ import annotations

from typing import Any

from fourscore.settings.text import Node, Text, choice
from fourscore.terms import PATTERNS, FiscalWeeks, said


def read_fiscal(text: Text, lines: dict[str, Node]) -> dict[str, Any]:
    """The weeks of the fiscal months, where they are weeks, and whether a year is named by its end."""
    pattern = choice(text, lines.get("fiscal_weeks"), "The weeks of a quarter's months",
                     {name: place for place, name in enumerate(PATTERNS)})
    nearest = choice(text, lines.get("fiscal_year_ends"), "The end of the fiscal year", {"last": 0, "nearest": 1})
    named = choice(text, lines.get("fiscal_year_named"), "What names a fiscal year", {"start": 0, "end": 1})
    if nearest is not None and "fiscal_weeks" not in lines:
        text.tell("setting-without-effect", lines["fiscal_year_ends"],
                  said("A fiscal year of calendar months ends with its last month, so this says nothing."),
                  said("Add a line such as  fiscal_weeks: 4-4-5  or leave this one out."))
    found: dict[str, Any] = {"fiscal_year_named_by_end": bool(named)}
    if pattern is not None:
        first, second, third = (int(weeks) for weeks in PATTERNS[pattern].split("-"))
        found["fiscal_weeks"] = FiscalWeeks((first, second, third), bool(nearest))
    return found
