"""This file is about handing out tokens: each to one program, for one source of kind push."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fourscore.terms import Issue, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

PUSH = "push"
NAME = re.compile(r"[^\x00-\x1f\x7f]{1,80}")


def add_token(centre: Centre, name: str, source: str) -> str:
    """Make a token for that source, and give it for the only time. An empty `source` means the only one of kind push.

    Raises WrongUse `bad-token-name`, `unknown-source`; Trouble `token-twice`.
    """
    name = named(name)
    there = [line.name for line in centre.settings.sources if line.kind == PUSH]
    if not source and len(there) == 1:
        source = there[0]
    if source not in there:
        what = said("There is no source of kind push called {source}.", source=repr(source)) if source else \
            said("Say which source of kind push the token is for.")
        raise WrongUse(Issue("unknown-source", "centre.yaml", what,
                             did_you_mean(source,
                                          there) or said("Add one of kind push to the sources of centre.yaml.")))
    return centre.office.add_token(name, source, now=centre.now())


def named(name: str) -> str:
    """A token's name as it is kept. Raises WrongUse `bad-token-name`."""
    if not NAME.fullmatch(name.strip()):
        raise WrongUse(Issue("bad-token-name", repr(name),
                             said("A token is called by one line of at most 80 characters."),
                             said("Name the program that will have it, such as crm-bridge.")))
    return name.strip()
