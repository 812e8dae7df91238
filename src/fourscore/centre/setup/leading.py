"""This file is about leading through the set-up of a centre that is there: what is asked of its strategy, and by whom.

The answers go into strategy.yaml as it stands, comments kept; who is appointed goes into people.yaml. Whoever opened
the questions before somebody else saved is told, and nothing of either is lost.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.access.asking import asker_of
from fourscore.centre.written import STRATEGY, scopes_of
from fourscore.settings import MANAGER, ROLES, SENIOR, read_people
from fourscore.terms import Issue, Trouble, WrongUse, any_of, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.strategy import Difference, Question, StrategyText

PEOPLE = "people.yaml"
WRITERS = (SENIOR, MANAGER)  # who sign for strategy, team and measures also write them


class Led(NamedTuple):
    """What is asked of the strategy as it stands. seen: the text's stamp, which goes back with the answers."""

    seen: str
    asked: tuple[Question, ...]


def led(centre: Centre) -> Led:
    """What is asked, with what stands there. Raises Trouble where the text cannot be read."""
    from fourscore.strategy import questions_of

    text = _text(centre)
    return Led(text.seen, tuple(questions_of(text.root())))


def answer_strategy(centre: Centre, answers: Mapping[str, str], seen: str) -> list[Difference]:
    """Write the answers into strategy.yaml, and what that changed in the strategy.

    seen: the stamp of the text the questions were asked of. Raises Trouble `not-a-writer`, `changed-meanwhile`,
    WrongUse with every answer that cannot be used; nothing is written then.
    """
    from fourscore.office import note_changes
    from fourscore.strategy import answer_in, compare, read_strategy

    _writing(centre)
    text = _text(centre)
    if text.seen != seen:
        raise _meanwhile()
    catalogue, scopes = centre.metrics.catalogue, scopes_of(centre.extras)
    old = read_strategy(text.text, STRATEGY, catalogue, scopes)[0]
    before = text.text
    answer_in(text, answers, catalogue, scopes)
    if text.text == before:
        return []
    text.save(seen)
    new = read_strategy(text.text, STRATEGY, catalogue, scopes)[0]
    told = compare(old, new, currency=centre.settings.currency) if old is not None and new is not None else []
    words = [(f"{one.of} {one.id} {one.field}".strip(), one.was, one.now) for one in told]
    note_changes(centre.office, asker_of(centre).said, STRATEGY, words or [(STRATEGY, "", "saved")], now=centre.now())
    centre.anew()
    return told


def appoint(centre: Centre, name: str, role: str) -> None:
    """Give somebody a role from today on, in people.yaml.

    Raises Trouble `not-a-writer`, and whatever people.yaml says of such a line; nothing is written then.
    """
    from fourscore.office import note_changes
    from fourscore.strategy import StrategyText

    _writing(centre)
    name, today = name.strip(), centre.calendar.local(centre.now()).date()
    if not name or role not in ROLES:
        raise WrongUse(Issue("not-appointed", "people.yaml", said("Somebody is appointed by a name and a role."),
                             said("Give both; the roles are: {names}.", names=', '.join(ROLES))))
    if name in centre.settings.people.holders(role, today):
        return
    text = StrategyText.open(centre.folder / PEOPLE)
    line: dict[str, str | int | float] = {"name": name, "role": role, "from": today.isoformat()}
    root = text.root()
    there = root.get("roles")
    if there is None or not there.items:
        if there is not None:
            text.remove(("roles",))
        text.add((), "roles", [line])
    else:
        text.add(("roles",), None, line)
    issues = _issues_with(centre, text)
    if issues:
        raise Trouble(*issues)
    text.save(text.seen)
    note_changes(centre.office, asker_of(centre).said, PEOPLE, [(name, "", role)], now=centre.now())
    centre.restate_if_needed()
    centre.anew()


def _issues_with(centre: Centre, text: StrategyText) -> list[Issue]:
    """What is wrong with people.yaml if it said this."""
    with tempfile.TemporaryDirectory() as made:
        there = Path(made, PEOPLE)
        there.write_text(text.text, encoding="utf-8")
        return read_people(there, [site.name for site in centre.settings.sites])[1]


def _writing(centre: Centre) -> None:
    if not centre.keeper.rights().opens("strategy"):
        raise Trouble(Issue("not-a-writer", STRATEGY, said("The strategy is written by a {names}.",
                                                           names=any_of(WRITERS)),
                            said("Ask one of them, or for that role in people.yaml.")))


def _text(centre: Centre) -> StrategyText:
    from fourscore.strategy import StrategyText

    return StrategyText.open(centre.folder / STRATEGY)


def _meanwhile() -> Trouble:
    return Trouble(Issue("changed-meanwhile", STRATEGY, said("Somebody saved the strategy after you opened these "
                                                             "questions."),
                         said("Your answers stand below, beside what is there now: look at both, then save once "
                              "more.")))
