"""This file is about commands that a text names: a page shows the page that does the same, to whoever may open it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from fourscore.terms import said, spoken

if TYPE_CHECKING:
    from collections.abc import Callable


class Does(NamedTuple):
    """The page that does what a command does. opens: what of the reader's rights it is there by."""

    name: str
    path: str
    opens: str


PAGES = {
    "alert": Does(said("Alerts"), "/alerts", "watch"),
    "backtest": Does(said("Measures tried on what happened"), "/stages/measures", "stages"),
    "check": Does(said("Edit the strategy"), "/edit", "strategy"),
    "compare": Does(said("Compare people"), "/compare", "compare"),
    "doctor": Does(said("Data health"), "/health", "load"),
    "goals": Does(said("Goals"), "/goals", "goals"),
    "incident": Does(said("Incidents"), "/incidents", "watch"),
    "initiative": Does(said("Goals"), "/goals#t-initiatives", "stages"),
    "load": Does(said("Load a file"), "/load", "load"),
    "publish": Does(said("Set-up"), "/stages#published", "stages"),
    "reconcile": Does(said("Reconcile"), "/reconcile", "load"),
    "sources": Does(said("Sources"), "/sources", "load"),
    "stages": Does(said("Set-up"), "/stages", "stages"),
    "token": Does(said("Your account"), "/account#tokens", "tokens"),
}
SECOND = "add|agenda|appoint|approve|correction|list|minutes|scorecard|show|sign|sniff|strategy"
REST = r"(?: (?:--[a-z-]+(?: (?:[A-Z]{2,}|'[^']*'))?|[A-Z]{2,}|…|\.(?= )))*"
COMMAND = re.compile(rf" ?`?\bfourscore ({'|'.join(PAGES)})(?: (?:{SECOND})\b)?{REST}`? ?")
# Options of a command, and a command said once more in brackets, are for a terminal alone.
ASIDE = re.compile(r" \((?:--|fourscore )[^()]*\)")
LINE = re.compile(r"\bstrategy\.yaml(?::|, [^\W\d]+ )(\d+)")


def doing(text: str, opens: Callable[[str], bool]) -> Markup:
    """The text as a page says it: each command as a link to the page that does it, a line of the strategy as one to
    where it is changed. opens: whether the reader may open what is of that name."""
    plain = ASIDE.sub("", str(spoken(text)))
    found, at = Markup(), 0
    for there in sorted([*COMMAND.finditer(plain), *LINE.finditer(plain)], key=lambda one: one.start()):
        if there.start() < at:
            continue
        link = _link(there, opens)
        if link is None:
            continue
        found += escape(plain[at:there.start()]) + link
        at = there.end()
    return found + escape(plain[at:])


def _link(there: re.Match[str], opens: Callable[[str], bool]) -> Markup | None:
    words = there[0]
    if there.re is LINE:
        return Markup('<a class="link within" href="/edit/text#line-{}">{}</a>').format(there[1], words) \
            if opens("strategy") else None
    does = PAGES[there[1]]
    if not opens(does.opens):
        return None
    before, after = " " if words[:1] == " " else "", " " if words[-1:] == " " else ""
    return Markup('{}<a class="link within" href="{}">{}</a>{}').format(before, does.path, spoken(does.name), after)
