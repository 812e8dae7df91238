"""This file is about what the client raises: the problem a centre answered with, with all it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Problem(Exception):
    """Why a centre did not answer. name: as docs/errors.md has it; place and remedy: where, and what to do.

    issues: everything that is wrong, the first of which gave its name. wait_s: how long to wait before asking again.
    """

    def __init__(self, status: int, told: Mapping[str, Any], wait_s: float = 0.0) -> None:
        self.status, self.wait_s = status, wait_s
        self.name, self.title = str(told.get("name", "unexpected")), str(told.get("title", "No answer came."))
        self.detail = str(told.get("detail", self.title))
        self.place, self.remedy = str(told.get("place", "")), str(told.get("remedy", ""))
        self.issues: list[dict[str, str]] = list(told.get("issues", ()))
        super().__init__(f"{self.name} ({status}): {self.detail}")
