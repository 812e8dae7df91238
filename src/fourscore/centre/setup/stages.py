"""This file is about how far a centre has come: each stage with what its gate looks at, and signing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Days, Issue, Trouble, WrongUse

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.metrics import Reconciled
    from fourscore.scoring import Scorecard
    from fourscore.strategy import Check, Gate, Signature, Stage, Strategy

DRY_RUN = 2                # weeks with a total before anything is published to agents
COVERED = 0.9              # share of the weight measured in each of them
APART = 0.01               # share by which the facts and a report may differ
TRIED = 12                 # months a measure is tried on


def gates(centre: Centre) -> list[Gate]:
    """How every stage stands today; a centre without a strategy that can be read has none open."""
    from fourscore.strategy import GATES, Gate, errors_of, signatures

    checked = centre.checked()
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

    Raises WrongUse `unknown-stage`, `not-signed`, `report-needed`; Trouble `role-unheld`, `approval-needed`, and
    `stage-not-ready` with everything that stands in its way.
    """
    from fourscore.strategy import GATES, Signature, keep_signature

    if not 1 <= number <= len(GATES):
        raise WrongUse(Issue("unknown-stage", str(number), "There is no such stage.",
                             f"Stages are numbered 1 to {len(GATES)}; fourscore stages lists them."))
    gate = gates(centre)[number - 1]
    _entitled(centre, gate.stage, who)
    shown = ""
    if number == 4:
        if report is None:
            raise WrongUse(Issue("report-needed", "--report", "Measuring is signed beside the switch's own report.",
                                 "Give it:  --report FILE  (any export of daily or half-hourly figures)."))
        shown = _held_against(centre, report)
    standing = [f"{check.what}: {check.told}" for check in gate.checks if not check.met and check.what != HELD]
    standing += [f"{error.id}: {error.issue.what}" for error in gate.errors]
    if standing:
        raise Trouble(*(Issue("stage-not-ready", f"stage {number}", what, "Mend it, then sign again.")
                        for what in standing))
    signature = Signature(number, _print(centre, gate.stage, centre.strategy), who.strip(), gate.stage.role, shown,
                          centre.now(), verified=False)
    keep_signature(centre.office, signature)
    return signature


HELD = "Facts held against a report"


def _entitled(centre: Centre, stage: Stage, who: str) -> None:
    if not who.strip():
        raise WrongUse(Issue("not-signed", "--as", "Nobody signs this.", "Add your name: --as 'Mara Quinn'"))
    there = centre.settings.people.holders(stage.role, centre.calendar.local(centre.now()).date())
    if not there:
        raise Trouble(Issue("role-unheld", "people.yaml", f"This stage is signed by a {stage.role}, and nobody holds "
                            "that role.", f"Add to people.yaml under  roles:  - {{name: {who}, role: {stage.role}}}"))
    if who.strip() not in there:
        raise Trouble(Issue("approval-needed", "--as", f"This stage is signed by a {stage.role}, and {who} is none "
                            "today.", f"Ask {' or '.join(there)}, or name {who} under  roles:  in people.yaml."))


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
        yield Check("A strategy that can be read", False, "fourscore check tells what is wrong with it")
        return
    looks: dict[int, tuple[Callable[[], Check], ...]] = {
        1: (), 2: (lambda: _owners(centre, strategy),), 3: (lambda: _tried(centre),),
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
    told = f"nobody is appointed: {', '.join(unheld)}" if unheld else f"all {len(owning)} roles that own something"
    return Check("Everything owned by somebody", not unheld, told)


def _tried(centre: Centre) -> Check:
    """Whether there is a month to try the measures on; how they fared is `fourscore backtest`."""
    from fourscore.strategy import Check

    months = whole_months(centre)
    if not months:
        return Check("Measures tried on what happened", None, "no complete month is loaded")
    return Check("Measures tried on what happened", True,
                 f"on {len(months)} of the last {TRIED} months; fourscore backtest shows each")


def whole_months(centre: Centre) -> list[Days]:
    """The complete months loaded among the last twelve, oldest first."""
    spread = centre.metrics.spread()
    if spread is None:
        return []
    until = spread.until.replace(day=1)
    found: list[Days] = []
    while len(found) < TRIED:
        month = centre.calendar.period(f"{until.year}-{until.month:02}").before()
        if month.first < spread.first:
            break
        found.append(month)
        until = month.first
    return found[::-1]


def _dry_run(centre: Centre) -> Check:
    """Whether the last two complete weeks have a total, with enough of their weight measured."""
    from fourscore.strategy import Check

    what = f"A dry run of {DRY_RUN} weeks, each {COVERED:.0%} covered"
    try:
        week = centre.last_week()
    except Trouble:
        return Check(what, None, "nothing is loaded")
    cards = [centre.scorecard(days) for days in (week.before(), week)]
    return Check(what, all(card.score is not None and card.coverage >= COVERED for card in cards),
                 ", ".join(_week(card) for card in cards))


def _week(card: Scorecard) -> str:
    return f"{card.period} {card.coverage:.0%}" + (" without a total" if card.score is None else "")


def _reconciled(signed: Signature | None) -> Check:
    from fourscore.strategy import Check

    if signed is None:
        return Check(HELD, None, "done when this stage is signed:  --report FILE")
    return Check(HELD, True, signed.shown)


def _held_against(centre: Centre, report: Path) -> str:
    """What the report said, in words. Raises Trouble `report-apart` where a figure is further off than 1 %."""
    from fourscore.centre.reports import reconcile
    from fourscore.metrics import Asked

    found = reconcile(centre, report, Asked())
    apart = _furthest(found)
    if apart is None:
        raise Trouble(*(found.issues or (Issue("report-apart", report.name, "No figure of this report could be told "
                                               "from the facts.", "fourscore reconcile shows what was tried."),)))
    if apart > APART:
        raise Trouble(Issue("report-apart", report.name, f"The facts and the report are {apart:.1%} apart.",
                            f"Up to {APART:.0%} is accepted; fourscore reconcile {report.name} shows where it lies."))
    return f"{report.name}: {len(found.columns)} figures, at most {apart:.2%} apart"


def _furthest(found: Reconciled) -> float | None:
    """By how much the furthest figure of a report differs, as a share of it."""
    shares = [abs(float((column.found_value - column.printed_value) / column.printed_value))
              for column in found.columns
              if column.found_value is not None and column.printed_value]
    return max(shares, default=None)
