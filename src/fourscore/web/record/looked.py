"""This file is about noting that somebody opened a page or rows of one person, whoever answers: the page or memory."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from fourscore.centre import reader
from fourscore.web.signin.place import place_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from fourscore.centre import Looks

# What a page is called in the audit, by how its address begins and ends.
PAGES = (("/scorecard.csv", "took the scorecard away as a table"), ("/scorecard", "looked at the scorecard"),
         ("/map", "looked at the strategy map"), ("/report/", "took a report away"))


class Looked:
    """Sees which pages of one person were shown to somebody else who is signed in."""

    def __init__(self, app: ASGIApp, looks: Looks) -> None:
        self.app, self.looks = app, looks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = reader().person
        words = what_of(scope["path"]) if scope["type"] == "http" and who is not None else ""
        people = people_in(scope["path"], scope["query_string"].decode("latin-1")) if words else []
        if not people or who is None:
            await self.app(scope, receive, send)
            return

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                for name in dict.fromkeys(people):
                    self.looks.note(who, name, words, place_of(scope))
            await send(message)

        await self.app(scope, receive, watched)


def people_in(path: str, query: str) -> list[str]:
    """Whose figures an address asks for: by its path, as pages name agents, or in the API's conditions."""
    if path.startswith("/agent/"):
        return [path.split("/")[2]]
    asked = parse_qs(query)
    said = [one.partition("=") for one in asked.get("where", ())]
    scopes = [one.partition(":")[2].strip() for one in asked.get("scope", ()) if one.startswith("agent:")
              and path.startswith(("/api/", "/report/"))]  # other pages lead from it to an address that says agent
    return [*asked.get("agent", ()), *scopes, *(name.strip() for what, _, names in said if what.strip() == "agent"
                                       for name in names.split(","))]


def what_of(path: str) -> str:
    """What was opened, in words; empty for what shows nobody's figures."""
    if path.startswith("/agent/"):
        return f"{'took away' if '/table.' in path else 'looked at'} the agent's page"
    if path.startswith("/api/"):
        return "" if path.endswith("/disputes") else f"asked for {path.rpartition('/v1/')[2]} by the API"
    if path.startswith("/measure/"):
        _, _, key, *further = path.split("/")
        way = "took away" if path.endswith(".csv") else "looked at"
        return f"{way} {'single facts' if further and further[0].startswith('rows') else 'figures'} of {key}"
    return next((words for start, words in PAGES if path.startswith(start)), "")
