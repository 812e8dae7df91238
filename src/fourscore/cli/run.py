"""This file is about carrying a verb out: here, or in the running serve; and the exit code it leaves with."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli.relay import Streams, Verb, awaited, carry_out, connect
from fourscore.terms import Trouble, WrongUse

if TYPE_CHECKING:
    from fourscore.centre import Centre

WHERE = "the command line"
WAITING_S = 8.0  # how long another verb that holds the facts is waited for
GOOD, ISSUES, WRONG, STOPPED = 0, 1, 2, 130


def clock() -> datetime:
    """The one place where the command line reads the clock: now, in UTC."""
    return datetime.now(UTC)


def verbs() -> dict[str, Callable[[Centre, Mapping[str, Any], Streams], int]]:
    """Every verb that a running serve can carry out."""
    from fourscore.cli.ask import ask_verb, score_verb, why_verb
    from fourscore.cli.asking.compare import compare_verb
    from fourscore.cli.asking.goals import goals_verb
    from fourscore.cli.asking.report import report_verb
    from fourscore.cli.backups.backup import backup_verb
    from fourscore.cli.check import doctor_verb, reconcile_verb
    from fourscore.cli.checking.findings import check_verb
    from fourscore.cli.choosing.backtest import backtest_verb
    from fourscore.cli.choosing.workbook import strategy_verb
    from fourscore.cli.keeping.baseline import baseline_verb
    from fourscore.cli.keeping.close import close_verb
    from fourscore.cli.keeping.enter import enter_verb
    from fourscore.cli.keeping.export import export_verb
    from fourscore.cli.keeping.forget import forget_verb
    from fourscore.cli.keeping.keep import keep_verb
    from fourscore.cli.keeping.tokens import token_verb
    from fourscore.cli.keeping.walls import wall_verb
    from fourscore.cli.load import load_verb, sources_verb
    from fourscore.cli.mailing.mail import mail_verb
    from fourscore.cli.publishing.publish import publish_verb
    from fourscore.cli.publishing.since import diff_verb, history_verb
    from fourscore.cli.reviewing.initiative import initiative_verb
    from fourscore.cli.reviewing.policy import policy_verb
    from fourscore.cli.reviewing.review import review_verb
    from fourscore.cli.staff.about import about_verb
    from fourscore.cli.staff.account import account_verb
    from fourscore.cli.staff.agreement import agreement_verb
    from fourscore.cli.staff.audit import audit_verb
    from fourscore.cli.staff.dispute import dispute_verb
    from fourscore.cli.starting.stages import sign_verb, stages_verb
    from fourscore.cli.watching.alert import alert_verb
    from fourscore.cli.watching.incident import incident_verb

    return {"ask": ask_verb, "why": why_verb, "check": check_verb, "doctor": doctor_verb, "load": load_verb,
            "score": score_verb, "reconcile": reconcile_verb, "forget": forget_verb, "keep": keep_verb,
            "close": close_verb, "sources": sources_verb, "enter": enter_verb, "token": token_verb,
            "goals": goals_verb, "baseline": baseline_verb, "compare": compare_verb, "about": about_verb,
            "agreement": agreement_verb, "dispute": dispute_verb, "publish": publish_verb, "diff": diff_verb,
            "history": history_verb, "initiative": initiative_verb, "review": review_verb, "policy": policy_verb,
            "strategy": strategy_verb, "backtest": backtest_verb, "stages": stages_verb, "sign": sign_verb,
            "account": account_verb, "audit": audit_verb, "wall": wall_verb, "incident": incident_verb,
            "alert": alert_verb, "report": report_verb, "mail": mail_verb, "backup": backup_verb,
            "export": export_verb}


def bound(centre: Centre) -> dict[str, Verb]:
    """The verbs with this open centre handed in, troubles turned into words and exit codes."""
    def tie(verb: Callable[[Centre, Mapping[str, Any], Streams], int]) -> Verb:
        return lambda args, streams: guarded(lambda: done(verb, centre, args, streams), streams)

    return {name: tie(verb) for name, verb in verbs().items()}


def done(
    verb: Callable[[Centre, Mapping[str, Any], Streams], int], centre: Centre, args: Mapping[str, Any],
    streams: Streams,
) -> int:
    """Carry a verb out; what it notes in the audit came from here."""
    from fourscore.centre import came_from

    with came_from(WHERE):
        return verb(centre, args, streams)


def guarded(work: Callable[[], int], streams: Streams) -> int:
    """Do it; say troubles in words; give the exit code."""
    try:
        return work()
    except WrongUse as trouble:
        streams.err.write(f"{trouble}\n")
        return WRONG
    except Trouble as trouble:
        streams.err.write(f"{trouble}\n")
        return ISSUES
    except KeyboardInterrupt:
        streams.err.write("Stopped. What was not finished is undone; nothing is half done.\n")
        return STOPPED


def carry(verb: str, folder: Path, args: Mapping[str, Any]) -> None:
    """Carry the verb out in the serve that holds this centre, or else here, and leave with its exit code."""
    sys.exit(carried(verb, folder, args))


def carried(verb: str, folder: Path, args: Mapping[str, Any]) -> int:
    """Carry the verb out in the serve that holds this centre, or else here; its exit code."""
    streams = Streams.here()

    def work() -> int:
        if there := connect(folder / "data"):
            return carry_out(there, verb, args, streams)
        from fourscore.centre import Centre

        def here() -> int:
            with Centre.open(folder, now=clock, environment=os.environ) as centre:
                # `check` tells what it can without the facts; a serve that is about to listen tells all of it.
                if verb == "check" and _held(centre) and (there := awaited(folder / "data")):
                    return carry_out(there, verb, args, streams)
                return done(verbs()[verb], centre, args, streams)

        told_of_restore(folder, streams)
        until = time.monotonic() + WAITING_S
        while True:
            try:
                return here()
            except Trouble as trouble:
                if not _locked(trouble) or time.monotonic() > until:
                    raise
            # A serve that comes up takes the verb over; another verb is done soon.
            if there := awaited(folder / "data"):
                return carry_out(there, verb, args, streams)

    return guarded(work, streams)


def _held(centre: Centre) -> bool:
    """Whether another process holds the facts."""
    try:
        _ = centre.warehouse
    except Trouble as trouble:
        return _locked(trouble)
    return False


def _locked(trouble: Trouble) -> bool:
    return any(issue.name == "warehouse-locked" for issue in trouble.issues)


def from_here(folder: Path) -> str:
    """A folder as it is seen from where one stands; "" for this one, and for one that lies elsewhere."""
    try:
        found = folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return ""
    return "" if found == "." else found


def told_of_restore(folder: Path, streams: Streams) -> None:
    """A restore that was cut short is done to the end before anything else, and told."""
    from fourscore.centre import finish_restore

    if said := finish_restore(folder):
        streams.err.write(f"{said}\n")


def finish(work: Callable[..., int], *args: Any) -> None:
    """Do a verb that is never carried out elsewhere, and leave with its exit code."""
    streams = Streams.here()
    sys.exit(guarded(lambda: work(*args, streams), streams))
