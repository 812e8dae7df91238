"""This file is about who asks on this computer, and how few people's opinions may be told."""

from __future__ import annotations

import re
from typing import Any

from fourscore.settings.model import ROLES, People
from fourscore.settings.text import Node, Text
from fourscore.terms import Issue, did_you_mean, said


def read_asker(text: Text, node: Node | None, values: dict[str, Any], people: People) -> list[Issue]:
    """Hold acting_as against the roles and the people there are; a role is kept as it is called in ROLES."""
    written = values.get("acting_as")
    if written is None:
        return []
    role = next((one for one in ROLES if one.lower() == written.lower()), None)
    if role is not None:
        values["acting_as"] = role
        return []
    known = people.named
    if written in known:
        return []
    near = did_you_mean(written, [*ROLES, *known]) or f"The roles are: {', '.join(ROLES)}."
    return [Issue("unknown-role", text.where(node), said("{written} is no role, and nobody of people.yaml.",
                                                         written=repr(written)), near)]


def read_smallest(text: Text, node: Node | None) -> int | None:
    """The smallest number of answers whose sum may be told; under three, each could work out the others'."""
    written = text.text(node, "The smallest group")
    if written is None:
        return None
    if not re.fullmatch(r"\d{1,3}", written) or int(written) < 3:
        text.tell("bad-number", node, said("The smallest group is {written}; it should be a whole number from 3 to "
                                           "999.", written=repr(written)),
                  said("Write for example 5"))
        return None
    return int(written)
