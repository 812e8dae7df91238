"""This file is about how far a centre has come: each stage with what its gate looks at, and signing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.centre.access.asking import verified
from fourscore.terms import Issue, KnownTexts, Trouble, WrongUse, kept, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.centre.checking.check import Checked
    from fourscore.metrics import Reconciled
    from fourscore.scoring import Scorecard
    from fourscore.strategy import Check, Gate, Signature, Stage, Strategy

DRY_RUN = 2                # weeks with a total before anything is published to agents
COVERED = 0.9              # share of the weight measured in each of them
APART = 0.01               # share by which the facts and a report may differ
# What signatures show, as it is written down with them.
SHOWN = KnownTexts((said("{first} up to {until}: {verdicts}"),
                    said("{report}: {number} figures, at most {share} apart")))
HELD, TRIED = said("Facts held against a report"), said("Measures tried on what happened")


def gates(centre: Centre, checked: Checked | None = None) -> list[Gate]:
    """How every stage stands today; a centre without a strategy that can be read has none open.

    checked: what its rules found, where that is known already.
    """
    from fourscore.strategy import GATES, Gate, errors_of, signatures

    checked = checked or centre.checked()
    written = signatures(centre.office)
    found = []
    for stage in GATES:
        signed = next((one for one in reversed(written) if one.stage == stage.number), None)
        print_ = None if checked.strategy is None else _print(centre, stage, checked.strategy)
        checks = tuple(_checks(centre, stage, checked.strategy, signed))
        found.append(Gate(stage, checks, errors_of(stage, checked.findings), signed,
                          signed is not None and signed.fingerprint == print_))
    return found


def sign(centre: Centre, number: int, who: str, report: Path | None = None) -> Signature:
    """Approve a stage as it stands; the fourth wants the switch's own report beside it.

    Raises WrongUse `unknown-stage`, `not-signed`, `report-needed`; Trouble `role-unheld`, `approval-needed`,
    `report-apart`, and `stage-not-ready` with everything that stands in its way.
    """
    from fourscore.scoring import entitled
    from fourscore.strategy import GATES, Signature, keep_signature

    if not 1 <= number <= len(GATES):
        raise WrongUse(Issue("unknown-stage", str(number), said("There is no such stage."),
                             said("Stages are numbered 1 to {count}; fourscore stages lists them.", count=len(GATES))))
    stage = GATES[number - 1]
    there = centre.settings.people.holders(stage.role, centre.calendar.local(centre.now()).date())
    who = entitled(who, stage.role, said("This stage is signed"), there)
    if number == 4 and report is None:
        raise WrongUse(Issue("report-needed", "--report", said("Measuring is signed beside the switch's own report."),
                             said("Any export of its daily or half-hourly figures will do (--report FILE).")))
    gate = gates(centre)[number - 1]
    standing = [said("{what}: {told}", what=check.what, told=check.told) for check in gate.checks if check.met is False]
    standing += [said("{what}: {told}", what=error.id, told=error.issue.what) for error in gate.errors]
    if standing:
        raise Trouble(*(Issue("stage-not-ready", said("stage {number}", number=number), what,
                              said("Mend it, then sign again."))
                        for what in standing))
    shown = _held_against(centre, report) if report else _on_what_happened(centre) if number == 3 else ""
    signature = Signature(number, _print(centre, stage, centre.strategy), who, stage.role, shown, centre.now(),
                          verified=verified(who))
    keep_signature(centre.office, signature)
    centre.anew()
    return signature


def shut_before(centre: Centre, upto: int, checked: Checked | None = None) -> list[Issue]:
    """What keeps something back that needs the stages up to that number."""
    from fourscore.strategy import barred

    return [Issue("stage-shut", said("stage {number}", number=gate.stage.number),
                  said("{stage}: not signed yet.", stage=gate.stage.title) if gate.ready
                  else said("{stage}: not ready.", stage=gate.stage.title),
                  said("See what it lacks: fourscore stages; a {role} signs it there (fourscore stages sign).",
                       role=kept(gate.stage.role)))
            for gate in barred(gates(centre, checked), upto)]


def _print(centre: Centre, stage: Stage, strategy: Strategy) -> str:
    """The stage's fingerprint, with what of the other texts belongs to it."""
    from fourscore.strategy import fingerprint

    settings = centre.settings
    roles = [(line.name, line.role, line.first_day, line.until_day) for line in settings.people.roles]
    beside: dict[int, Sequence[object]] = {2: roles, 4: [(line.name, line.kind) for line in settings.sources]}
    return fingerprint(stage, strategy, beside.get(stage.number, ()))


def _checks(centre: Centre, stage: Stage, strategy: Strategy | None, signed: Signature | None) -> Iterator[Check]:
    from fourscore.strategy import Check

    if strategy is None:
        yield Check(said("A strategy that can be read"), False, said("see what is wrong with it: fourscore check"))
        return
    looks: dict[int, tuple[Callable[[], Check], ...]] = {
        1: (), 2: (lambda: _owners(centre, strategy),), 3: (lambda: _tried(signed),),
        4: (lambda: _dry_run(centre), lambda: _reconciled(signed)), 5: (),
    }
    for look in looks[stage.number]:
        yield look()


def _owners(centre: Centre, strategy: Strategy) -> Check:
    """Whether every role that owns something is held by somebody."""
    from fourscore.settings import ROLES
    from fourscore.strategy import Check

    today = centre.calendar.local(centre.now()).date()
    owners = [*(objective.owner for objective in strategy.objectives()), *(kpi.owner for kpi in strategy.kpis())]
    owning = set(owners) & set(ROLES)
    unheld = sorted(role for role in owning if not centre.settings.people.holders(role, today))
    told = (said("nobody is appointed: {roles}", roles=together((kept(role) for role in unheld), ", ")) if unheld
            else said("all {count} roles that own something", count=len(owning)))
    return Check(said("Everything owned by somebody"), not unheld, told)


def _tried(signed: Signature | None) -> Check:
    from fourscore.strategy import Check

    if signed is None:
        return Check(TRIED, None, said("done when this stage is signed; to see it now: fourscore backtest"))
    return Check(TRIED, True, SHOWN.tell(signed.shown, _shown) or signed.shown)


def _shown(name: str, text: str) -> str:
    """What stands in what a signature shows: as it is, but for the verdicts on the KPIs."""
    if name != "verdicts":
        return text
    parts = (one.partition(" ") for one in text.split(", "))
    return together((together((count, kept(word))) for count, _, word in parts), ", ")


def _on_what_happened(centre: Centre) -> str:
    """How the strategy's KPIs fared on the last year, in words. Raises Trouble `nothing-loaded`."""
    from fourscore.centre.choosing.trying import backtest_metrics

    found = backtest_metrics(centre, ())
    words = Counter(one.verdict.word for one in found.tried)
    return f"{found.during.first} up to {found.during.until}: " + ", ".join(
        f"{count} {word}" for word, count in sorted(words.items(), key=lambda pair: (-pair[1], pair[0])))


def _dry_run(centre: Centre) -> Check:
    """Whether the last two complete weeks have a total, with enough of their weight measured."""
    from fourscore.strategy import Check

    what = said("A dry run of {weeks} weeks, each {share} covered", weeks=DRY_RUN, share=f"{COVERED:.0%}")
    try:
        week = centre.last_week()
    except Trouble:
        return Check(what, False, said("nothing is loaded"))
    cards = [centre.scorecard(days, 0) for days in (week.before(), week)]  # without the weeks beside them
    return Check(what, all(card.score is not None and card.coverage >= COVERED for card in cards),
                 together((_week(card) for card in cards), ", "))


def _week(card: Scorecard) -> str:
    told = f"{card.period} {card.coverage:.0%}"
    return said("{week} without a total", week=told) if card.score is None else told


def _reconciled(signed: Signature | None) -> Check:
    from fourscore.strategy import Check

    if signed is None:
        return Check(HELD, None, said("done when this stage is signed beside the report (--report FILE)"))
    return Check(HELD, True, SHOWN.tell(signed.shown, _shown) or signed.shown)


def _held_against(centre: Centre, report: Path) -> str:
    """What the report said, in words. Raises Trouble `report-apart` where a figure is further off than 1 %."""
    from fourscore.centre.reports import reconcile
    from fourscore.metrics import Asked

    found = reconcile(centre, report, Asked())
    apart = _furthest(found)
    if apart is None:
        raise Trouble(*(found.issues or (Issue("report-apart", report.name,
                                               said("No figure of this report could be told from the facts."),
                                               said("See what was tried: fourscore reconcile")),)))
    if apart > APART:
        raise Trouble(Issue("report-apart", report.name,
                            said("The facts and the report are {apart} apart.", apart=f"{apart:.1%}"),
                            said("Up to {most} is accepted. See where it lies: fourscore reconcile {report}",
                                 most=f"{APART:.0%}", report=report.name)))
    return f"{report.name}: {len(found.columns)} figures, at most {apart:.2%} apart"


def _furthest(found: Reconciled) -> float | None:
    """By how much the furthest figure of a report differs, as a share of it."""
    shares = [abs(float((column.found_value - column.printed_value) / column.printed_value))
              for column in found.columns
              if column.found_value is not None and column.printed_value]
    return max(shares, default=None)
