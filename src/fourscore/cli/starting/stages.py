"""This file is about `stages` and `stages sign`: how far a centre has come, and who approved which stage."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.strategy import Check, Gate


def stages_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import gates

    known_format(args["format"], ("table", "json"))
    there = gates(centre)
    if args["format"] == "json":
        show.as_json([plain(gate) for gate in there], streams)
    else:
        for gate in there:
            for line in told(gate):
                show.wrapped(line, streams)
    return 0 if all(gate.open for gate in there[:4]) else 1


def sign_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import sign_stage
    from fourscore.strategy import GATES

    report = Path(args["report"]) if args["report"] else None
    signed = sign_stage(centre, args["stage"], args["who"], report)
    title = GATES[signed.stage - 1].title
    streams.out.write(f"Signed: {signed.stage}. {title}, by {signed.who} ({signed.role}, unverified)\n")
    return 0


def told(gate: Gate) -> list[str]:
    """A stage in lines: its state in a sign and a word, what it looks at, and what stands in its way."""
    sign, word = ("✓", "open") if gate.open else ("○", "to be signed") if gate.ready else ("×", "not ready")
    lines = [f"{sign} {gate.stage.number}. {gate.stage.title}: {word}", f"    {gate.stage.artefact}"]
    lines += [f"    {_sign(check)} {check.what}: {check.told}" for check in gate.checks]
    lines += [f"    × {error.id}: {error.issue.what}" for error in gate.errors]
    if gate.signed is not None:
        since = "" if gate.current else "; changed since"
        lines.append(f"    Signed by {gate.signed.who} ({gate.signed.role}, "
                     f"{'verified' if gate.signed.verified else 'unverified'}) on {gate.signed.at:%Y-%m-%d}{since}")
    else:
        lines.append(f"    Signed by the {gate.stage.role.lower()}: not yet")
    return lines


def _sign(check: Check) -> str:
    return "–" if check.met is None else "✓" if check.met else "×"


def plain(gate: Gate) -> dict[str, Any]:
    signed = gate.signed
    return {
        "stage": gate.stage.number, "title": gate.stage.title, "artefact": gate.stage.artefact,
        "open": gate.open, "ready": gate.ready, "role": gate.stage.role,
        "checks": [check._asdict() for check in gate.checks],
        "errors": [{"rule": error.id, **error.issue._asdict()} for error in gate.errors],
        "signed": None if signed is None else {
            "who": signed.who, "role": signed.role, "at": signed.at.isoformat(), "verified": signed.verified,
            "shown": signed.shown, "current": gate.current},
    }
