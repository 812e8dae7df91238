"""This file is about from where somebody comes, in words: the browser, or the program, and its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from fourscore.terms import said

if TYPE_CHECKING:
    from starlette.types import Scope


def place_of(scope: Scope) -> str:
    """`Firefox on Linux, 127.0.0.1`; of a token that reads also its name."""
    client = scope.get("client")
    token = scope.get("token")
    there = [f"token {token.name}"] if token is not None else []
    there.append(browser_word(Headers(scope=scope).get("user-agent", "")[:200]))
    return ", ".join([*there, *([client[0]] if client else [])])


def browser_word(agent: str) -> str:
    """A browser by the name people know it by, from what it says of itself."""
    names = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS",
               "Linux": "Linux"}
    name = next((word for sign, word in names.items() if f"{sign}/" in agent), agent.partition("/")[0])
    system = next((word for sign, word in systems.items() if sign in agent), "")
    there = name or said("Unknown browser")
    return said("{browser} on {system}", browser=there, system=system) if system else there
