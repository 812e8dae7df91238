"""This file is about saved views of one centre: whose they are, who sees them, and who may change them.

A view holds a question, no figures: whoever opens it is answered by their own rights.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from fourscore.centre.access.asking import asker_of, signed_in
from fourscore.office import View, ViewText, saved
from fourscore.settings import ROLES
from fourscore.terms import Days, Issue, Trouble, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.access.asking import Asker
    from fourscore.centre.centre import Centre

LONGEST_NAME, LONGEST_QUESTION = 80, 4000
MOVES = ("", "week", "month", "fiscal_month", "quarter")
AGENT, FIND = "agent", "find"


def views_of(centre: Centre) -> list[View]:
    """The views of whoever asks, and those shared with a role of theirs; none that names somebody they may not choose.

    By name. Somebody who sees no names sees no view that could hold one.
    """
    asker = asker_of(centre)
    return [view for view in saved.views(centre.office) if _sees(centre, asker, view)]


def view_of(centre: Centre, number: int) -> View:
    """The view of that number. Raises WrongUse `unknown-view` where there is none for who asks."""
    found = next((view for view in views_of(centre) if view.number == number), None)
    if found is None:
        raise WrongUse(Issue("unknown-view", str(number), said("There is no saved view of that number for you."),
                             said("See the views there are on the page Explore.")))
    return found


def keep_view(
    centre: Centre, name: str, question: Sequence[tuple[str, str]], *, moves: str = "", roles: Sequence[str] = (),
    number: int = 0, seen: int = 0,
) -> View:
    """Keep a view under a name, or change the one of that number; it belongs to who asks.

    moves: the kind of period it moves on with, "" for always the same days. seen: see `office.saved.keep_view`.
    Raises WrongUse `view-not-kept`, `unknown-role`, `unknown-choice`, `unknown-view`, `not-your-view`; Trouble
    `view-twice`, `changed-meanwhile`.
    """
    who, name = _who(centre), " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise WrongUse(Issue("view-not-kept", said("the name"),
                             said("A view has a name of 1 to {longest_name} signs.", longest_name=LONGEST_NAME),
                             said("Write what it shows, such as: Service level by queue")))
    if len(str(question)) > LONGEST_QUESTION:
        raise WrongUse(Issue("view-not-kept", name, said("This question is too long to be kept."),
                             said("Leave some measures or filters out.")))
    for role in roles:
        if role not in ROLES:
            raise WrongUse(Issue("unknown-role", repr(role), said("There is no role called {role}.", role=repr(role)),
                                 did_you_mean(role, ROLES)))
    if moves not in MOVES:
        raise WrongUse(Issue("unknown-choice", repr(moves),
                             said("A view cannot move on by {moves}.", moves=repr(moves)),
                             did_you_mean(moves, MOVES)))
    if number and view_of(centre, number).owner != who:
        raise WrongUse(Issue("not-your-view", name, said("Only whoever made a view changes it."),
                             said("Keep it under a name of your own.")))
    if any(view.owner == who and view.now.name.casefold() == name.casefold() and view.number != number
           for view in views_of(centre)):
        raise Trouble(Issue("view-twice", name, said("You have a view of that name already."),
                            said("Choose another name, or open that view and change it.")))
    text = ViewText(name, tuple((str(key), str(value)) for key, value in question), moves, tuple(roles), who,
                    centre.now())
    number = saved.keep_view(centre.office, text, number=number, seen=seen)
    centre.anew()
    return view_of(centre, number)


def withdraw_view(centre: Centre, number: int) -> View:
    """Nobody sees it from now on; it is given back as it was. Raises WrongUse `unknown-view`, `not-your-view`."""
    view, who = view_of(centre, number), _who(centre)
    if view.owner != who:
        raise WrongUse(Issue("not-your-view", view.now.name, said("Only whoever made a view takes it away."),
                             said("Ask {owner}.", owner=view.owner)))
    saved.withdraw_view(centre.office, number, by=who, now=centre.now())
    centre.anew()
    return view


def is_yours(centre: Centre, view: View) -> bool:
    """Whether who asks may change it."""
    return view.owner == _who(centre)


def _who(centre: Centre) -> str:
    """Whose a view is: the person signed in; on this computer itself, the role or person it acts as."""
    return signed_in() or centre.settings.acting_as


def _sees(centre: Centre, asker: Asker, view: View) -> bool:
    if view.owner == _who(centre) or view.owner in asker.roles:
        return True
    if not set(view.now.roles) & set(asker.roles):
        return False
    keeper, said = centre.keeper, view.now.question
    named = {level: [value for key, value in said if key == level and value] for level in (AGENT, "team", "queue")}
    if not keeper.names_people and (named[AGENT] or any(key == FIND for key, _ in said)):
        return False
    today = centre.calendar.local(centre.now()).date()
    return all(keeper.rights().covers((), {level: [name]}, Days(today, today + timedelta(days=1)))
               for level, names in named.items() for name in names)
