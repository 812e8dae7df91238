"""This file is about publishing a centre's strategy, its versions, and what differs between two of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.access.asking import verified
from fourscore.centre.setup.stages import shut_before
from fourscore.centre.written import STRATEGY, strategy_in
from fourscore.terms import Issue, Trouble, WrongUse, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Approval, Publication
    from fourscore.strategy import Difference, Step, Strategy, Version

SET_UP = 3  # the stages a strategy is published after
FILE = "file"  # what the text on the disk is called beside the versions


class Compared(NamedTuple):
    """Two texts of the strategy, as they are called, and what differs."""

    old: str
    new: str
    differences: tuple[Difference, ...]


def approved(centre: Centre, what: str, who: str, why: str) -> Approval:
    """The approval of that person, by the roles people hold today. Raises as `scoring.approve` does."""
    from fourscore.scoring import APPROVED_BY, approve

    people, today = centre.settings.people, today_of(centre)
    word = approve(what, who, why, {role: people.holders(role, today) for role in APPROVED_BY.values()})
    return word._replace(verified=verified(word.who))


def today_of(centre: Centre) -> date:
    """The local day it is."""
    return centre.calendar.local(centre.now()).date()


def reasoned(why: str) -> str:
    """Why, as it is kept. Raises WrongUse `no-reason`."""
    if not why.strip():
        raise WrongUse(Issue("no-reason", "--why", said("It is not said why."),
                             said("Add in a few words what changed and why: --why '…'")))
    return why.strip()


def publish_strategy(centre: Centre, who: str, why: str, *, seen: int | None = None) -> Publication:
    """Publish strategy.yaml as it is on the disk. seen: the version its publisher compared it with (else the newest).

    Raises WrongUse `not-signed`, `no-reason`; Trouble `role-unheld`, `approval-needed`, `publishing-blocked` with what
    blocks it, `stage-shut`, `nothing-new`, `changed-meanwhile`, `published-meanwhile`.
    """
    from fourscore.scoring import keep_strategy, strategies
    from fourscore.strategy import definitions_of

    approval = approved(centre, "strategy", who, reasoned(why))
    there = strategies(centre.office)
    newest = there[-1] if there else None
    strategy, content = _checked(centre)
    if newest is not None and seen in (None, newest.number) and newest.text.encode() == content:
        raise Trouble(Issue("nothing-new", STRATEGY,
                            said("The text is that of version {number}, to the last byte.", number=newest.number),
                            said("Change it first; fourscore publish list shows what is published.")))
    number = seen if seen is not None else newest.number if newest else 0
    kept = keep_strategy(centre.office, content, definitions_of(strategy, centre.metrics.catalogue), approval,
                         seen=number, now=centre.now())
    centre.anew()
    return kept


def _checked(centre: Centre) -> tuple[Strategy, bytes]:
    """The text on the disk, read once and found without an error."""
    from fourscore.strategy import blocking

    path = centre.folder / STRATEGY
    before = path.read_bytes() if path.is_file() else b""
    checked = centre.checked()
    stops = [finding.issue for finding in blocking(checked.findings)]
    strategy, issues = strategy_in(before, STRATEGY, centre.extras, centre.metrics.catalogue)
    stops += [] if stops or strategy is not None else issues
    if stops or strategy is None:
        raise Trouble(*stops, Issue(
            "publishing-blocked", STRATEGY,
            said("{count} of what  fourscore check  finds must be mended first.",
                 count=len(stops)),
            said("Mend it and publish again. Scores are told meanwhile as far as they can be.")))
    if shut := shut_before(centre, SET_UP, checked):
        raise Trouble(*shut)
    if path.read_bytes() != before:
        raise Trouble(Issue("changed-meanwhile", STRATEGY, said("Somebody saved this file while it was being checked."),
                            said("Look at what changed, then publish again.")))
    return strategy, before


def strategy_of_version(centre: Centre, version: Publication) -> Strategy:
    """A published text as it is read today. Raises Trouble with what can no longer be read in it."""
    where = f"version {version.number} of {STRATEGY}"
    found, issues = strategy_in(version.text.encode(), where, centre.extras, centre.metrics.catalogue)
    if found is None:
        raise Trouble(*issues)
    return found


def versions(centre: Centre, *, file: bool = True) -> list[Version]:
    """Every published version, oldest first, and after them the file where it says something else.

    The file is dated by when it was saved. Versions that can no longer be read are left out.
    """
    from fourscore.scoring import strategies
    from fourscore.strategy import compare

    found = [one for publication in strategies(centre.office) if (one := _version(centre, publication)) is not None]
    if file:
        here = _file(centre)
        if not found or compare(found[-1].strategy, here.strategy, old_definitions=found[-1].definitions,
                                new_definitions=here.definitions):
            found.append(here)
    return found


def _version(centre: Centre, publication: Publication) -> Version | None:
    from fourscore.strategy import Version

    try:
        strategy = strategy_of_version(centre, publication)
    except Trouble:
        return None
    return Version(strategy, publication.number, publication.at, publication.approval.who, publication.approval.why,
                   publication.definitions)


def _file(centre: Centre) -> Version:
    from fourscore.strategy import Version, definitions_of

    saved = datetime.fromtimestamp((centre.folder / STRATEGY).stat().st_mtime, UTC)
    strategy = centre.strategy
    return Version(strategy, None, saved, "", "", definitions_of(strategy, centre.metrics.catalogue))


def diff(centre: Centre, old: str = "", new: str = "") -> Compared:
    """What differs between two versions, named by number, day (as published then) or `file`.

    Left out: the newest version, and the file. Raises WrongUse `unknown-version`, Trouble `nothing-published`.
    """
    from fourscore.strategy import compare

    sides = [_side(centre, old), _side(centre, new or FILE)]
    found = compare(sides[0].strategy, sides[1].strategy, currency=centre.settings.currency,
                    old_definitions=sides[0].definitions, new_definitions=sides[1].definitions)
    return Compared(sides[0].name, sides[1].name, tuple(found))


def _side(centre: Centre, said: str) -> Version:
    if said == FILE:
        return _file(centre)
    publication = publication_of(centre, said)
    found = _version(centre, publication)
    if found is None:
        strategy_of_version(centre, publication)
        raise AssertionError(said)  # reading it says what is wrong with it
    return found


def publication_of(centre: Centre, said: str = "") -> Publication:
    """The version somebody means: `3` or `v3`, the one in force at the end of a day, or (empty) the newest.

    Raises WrongUse `unknown-version`; Trouble `nothing-published`.
    """
    from fourscore.scoring import strategies, version_before, version_of

    there = strategies(centre.office)
    if not there:
        raise _nothing("")
    if not said:
        return there[-1]
    if (number := re.fullmatch(r"v?(\d{1,6})", said.strip())) is not None:
        return version_of(there, int(number[1]))
    found = version_before(there, end_of(centre, said))
    if found is None:
        raise _nothing(f" by the end of {said}: the first was on {there[0].at:%Y-%m-%d}")
    return found


def _nothing(when: str) -> Trouble:
    return Trouble(Issue("nothing-published", STRATEGY, said("No strategy was published{when}.", when=when or " yet"),
                         said("Publish one with  fourscore publish strategy --as NAME --why '…'")))


def end_of(centre: Centre, told: str) -> datetime:
    """The moment at which a local day ends, written 2026-03-09. Raises WrongUse `unknown-version`."""
    try:
        day = date.fromisoformat(told.strip())
    except ValueError:
        raise WrongUse(Issue("unknown-version", repr(told), said("This is neither a version nor a day."),
                             said("Write a number such as 3, a day such as 2026-03-09, or  file"))) from None
    return centre.calendar.midnight(day + timedelta(days=1))


def changes_of(centre: Centre, kpi: str) -> list[Step]:
    """Every change of a KPI: in published versions, in notes beside it, and in the file. Raises WrongUse."""
    from fourscore.strategy import history

    return history(kpi, versions(centre), currency=centre.settings.currency)


def definitions_now(centre: Centre, strategy: Strategy) -> Mapping[str, str]:
    """Each metric's definition as it is in force."""
    from fourscore.strategy import definitions_of

    return definitions_of(strategy, centre.metrics.catalogue)
