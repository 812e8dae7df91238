"""This file is about `policy`: who has read which, who still has to, and whether it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.terms import write_beside

if TYPE_CHECKING:
    from fourscore.centre import Centre, KeptPolicy


def policy_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    known_format(args["format"], ("table", "csv", "json"))
    return {"list": _list, "who": _who, "acknowledge": _acknowledge}[args["do"]](centre, args, streams)


def _list(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import policies

    there = policies(centre)
    if args["format"] == "json":
        show.as_json([_plain(one) for one in there], streams)
        return 0
    headings = ["policy", "owner", "in force", "to be read by", "KPI", "value", "target"]
    rows = []
    for one in there:
        waiting = sum(person.read_at is None for person in one.owed)
        said = write_beside(one.shown.value, one.shown.target, one.shown.upper_target, one.shown.kpi.unit,
                            centre.settings.currency) if one.shown else None
        rows.append([one.policy.id, one.policy.owner, "yes" if one.in_force else "no",
                     f"{waiting:,} of {len(one.owed):,}", one.policy.kpi or "–", said.value if said else "–",
                     said.aim if said else "–"])
    (show.as_csv if args["format"] == "csv" else show.table)(headings, rows, streams)
    return 0


def _plain(one: KeptPolicy) -> dict[str, Any]:
    return {"id": one.policy.id, "text": one.policy.text, "owner": one.policy.owner, "serves": one.policy.serves,
            "in_force": one.in_force, "kpi": one.policy.kpi, "value": one.shown.value if one.shown else None,
            "target": one.shown.target if one.shown else None, "owed": [person._asdict() for person in one.owed]}


def _who(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import policies
    from fourscore.scoring import policy_of

    policy = policy_of(centre.strategy, args["id"])
    owed = next(one.owed for one in policies(centre) if one.policy.id == policy.id)
    if args["format"] == "json":
        show.as_json([person._asdict() for person in owed], streams)
    else:
        rows = [[person.name, person.role,
                 f"read {centre.calendar.local(person.read_at):%Y-%m-%d}" if person.read_at
                 else f"owed again: read as it was on {centre.calendar.local(person.read_before_at):%Y-%m-%d}"
                 if person.read_before_at else "owed"] for person in owed]
        (show.as_csv if args["format"] == "csv" else show.table)(["name", "role", ""], rows, streams)
    return 1 if any(person.read_at is None for person in owed) else 0


def _acknowledge(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import acknowledge

    new = acknowledge(centre, args["id"], args["as"])
    streams.out.write("Kept.\n" if new else "It was kept before; the wording is the same.\n")
    return 0
