"""This file is about which language somebody is written to in, where no browser of theirs asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.centre import language_of
from fourscore.terms import tongue
from fourscore.web.languages.tongues import ENGLISH, spoken_in

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.terms import Tongue


def tongue_of(centre: Centre, person: str, otherwise: str = "") -> Tongue | None:
    """The language kept with that person's account; else the one of that code. None for English."""
    return spoken_in((language_of(centre, person) if person else "") or otherwise)


def code_now() -> str:
    """The code of the language that who reads is answered in."""
    other = tongue()
    return ENGLISH.code if other is None else other.code
