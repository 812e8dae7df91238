"""This file is about what can be commented on: whether somebody may see it, what it says now, and who else sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from fourscore.centre.access.asking import asked_by, asker_of, reader
from fourscore.centre.access.rights import sees_names
from fourscore.centre.cards.scopes import PICKED_BY
from fourscore.office import On, Stood
from fourscore.terms import Days, Issue, Trouble, WrongUse, did_you_mean, said, write_value

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

KINDS = ("figure", "objective", "goal", "guarded", "initiative")
GROUPS = ("site", "queue_group")
MOST_NAMES = 8
LONGEST_NAME = 80


def on_of(centre: Centre, kind: str, about: str, where: Mapping[str, Sequence[str]], period: str) -> On:
    """The datum these words mean, each written one way; whether who asks may see it is asked by `allow`.

    Raises WrongUse `unknown-choice`, `bad-period`, and `unknown-metric`, `unknown-objective`, `unknown-goal` or
    `unknown-initiative`.
    """
    if kind not in KINDS:
        raise WrongUse(Issue("unknown-choice", repr(kind), said("Nothing of this kind can be commented on."),
                             said("There are: {KINDS}.", KINDS=', '.join(KINDS))))
    if kind == "figure":
        key = centre.metrics.catalogue.find(about).key
        pairs = sorted((name, tuple(sorted(labels))) for name, labels in where.items() if labels)
        return On(kind, key, tuple(pairs), centre.calendar.name(centre.calendar.period(period)))
    if kind == "objective":
        known = [one.id for one in centre.strategy.objectives()]
    elif kind in ("goal", "guarded"):
        known = [one.id for one in (centre.strategy.goals if kind == "goal" else centre.strategy.guarded)]
    else:
        from fourscore.scoring import initiatives

        known = [one.id for one in initiatives(centre.office)]
    if about not in known:
        name = {"objective": "unknown-objective", "initiative": "unknown-initiative"}.get(kind, "unknown-goal")
        raise WrongUse(Issue(name, repr(about), said("There is no {kind} called {about}.", kind=kind,
                             about=repr(about)), did_you_mean(about, known) or said("There are: {it}.",
                             it=', '.join(known) or said("nothing of this kind"))))
    return On(kind, about)


def days_of(centre: Centre, on: On) -> Days:
    return centre.calendar.period(on.period)


def asked(centre: Centre, on: On) -> dict[str, tuple[str, ...]]:
    """What the figure is narrowed to as the metrics read it: a site's teams, a group's queues in place of its name."""
    found = {name: labels for name, labels in on.where if name not in GROUPS}
    for name, labels in on.where:
        if name in GROUPS:
            parts = centre.parts()[name]
            there = tuple(part for label in labels for part in parts.get(label, ()))
            beside = found.get(PICKED_BY[name])
            both = tuple(one for one in there if beside is None or one in beside)
            found[PICKED_BY[name]] = both or ("",)  # a name that stands for nothing tells of nothing
    return found


def allow(centre: Centre, on: On) -> None:
    """Nothing where who asks may see the datum, and the names beside it; else WrongUse `not-yours`, `not-agreed`.

    Whoever sees no names sees no comments: people are named in them, and write them.
    """
    keeper = centre.keeper
    rights = keeper.rights()
    if reader().guest or not sees_names(rights.asker):
        raise WrongUse(rights.hidden())
    if on.kind == "figure":
        metric = centre.metrics.catalogue.find(on.about)
        keeper.allow([metric], (), asked(centre, on), days_of(centre, on), centre.metrics.spread)
    elif not (rights.opens("map") if on.kind == "objective" else rights.everything):
        raise WrongUse(rights.hidden())


def may_see(centre: Centre, on: On) -> bool:
    """Whether who asks may see it."""
    try:
        allow(centre, on)
    except Trouble:
        return False
    return True


def stands(centre: Centre, on: On) -> Stood:
    """The figure as it is now, asked with the rights of who asks; nothing where there is no figure."""
    if on.kind != "figure":
        return Stood()
    answer = centre.metrics.ask([on.about], during=days_of(centre, on), where=asked(centre, on))
    row = next(iter(answer.rows), None)
    unit = centre.metrics.catalogue.find(on.about).unit
    shown = write_value(row.value if row else None, unit, centre.settings.currency)
    return Stood(row.value if row else None, row.n if row else None, shown)


def named_in(centre: Centre, on: On, text: str) -> list[str]:
    """Whom a text mentions by @name, of those who may see the datum; the longest name that fits is meant."""
    found: list[str] = []
    people = sorted(_people(centre), key=len, reverse=True)
    for piece in text.split("@")[1:]:
        said = piece.casefold()
        name = next((one for one in people if said.startswith(one.casefold())
                     and not said[len(one):len(one) + 1].isalnum()), None)
        if name is not None and name not in found and _sees(centre, name, on):
            found.append(name)
    return found


def people_for(centre: Centre, on: On, start: str) -> list[str]:
    """Names that begin so (either of their words), of people who may see the datum. Raises as `allow`."""
    allow(centre, on)
    said = " ".join(start.split()).casefold()[:LONGEST_NAME]
    return list(_first(centre, on, said))[:MOST_NAMES]


def _first(centre: Centre, on: On, said: str) -> Iterator[str]:
    me, many = asker_of(centre).said, 0
    for name in sorted(_people(centre), key=str.casefold):
        plain = name.casefold()
        if name == me or not (plain.startswith(said) or any(word.startswith(said) for word in plain.split())):
            continue
        if _sees(centre, name, on):
            many += 1
            yield name
        if many == MOST_NAMES:
            return


def _people(centre: Centre) -> list[str]:
    """Everybody who could be told: the people of people.yaml, and whoever has an account beside them."""
    from fourscore.office import accounts

    there = {one.person for one in accounts.accounts(centre.office) if one.withdrawn_at is None and not one.guest}
    return sorted({*centre.settings.people.named, *there})


def _sees(centre: Centre, name: str, on: On) -> bool:
    with asked_by(name):
        return may_see(centre, on)
