"""This file is about `publish`: strategies and scorecards kept as published, corrected with a date, and restated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.terms import Issue, WrongUse, write_beside, write_score, write_value

if TYPE_CHECKING:
    from fourscore.centre import CardShown, Centre, Restated
    from fourscore.scoring import Approval, Card, Publication

VERSION = ("v", "V")


def publish_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    done = {"strategy": _strategy, "scorecard": _scorecard, "correction": _correction, "list": _list, "show": _show}
    known_format(args["format"], ("text", "json") if args["do"] in ("strategy", "scorecard", "correction")
                 else ("table", "csv", "json"))
    return done[args["do"]](centre, args, streams)


def _strategy(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import publish_strategy

    made = publish_strategy(centre, args["as"], args["why"], seen=args["seen"])
    if args["format"] == "json":
        show.as_json(version_dict(made), streams)
    else:
        streams.out.write(f"Version {made.number} of the strategy is published, by {signed(made.approval)}.\n")
    return 0


def _scorecard(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import publish_card

    if not args["period"]:
        raise _no_period()
    made = publish_card(centre, args["period"], args["as"], args["why"], **_named(args))
    if args["format"] == "json":
        show.as_json(card_dict(made), streams)
    else:
        streams.out.write(f"The scorecard of {_of(made)} is published: score {_total(made.score)}, "
                          f"{len(made.values)} KPIs, strategy version {made.strategy}, by {signed(made.approval)}.\n")
    return 0


def _named(args: Mapping[str, Any]) -> dict[str, str]:
    """Whose card it is, where it is not the centre's."""
    return {level: args[level] for level in ("site", "queue_group", "team")}


def _no_period() -> WrongUse:
    return WrongUse(Issue("bad-period", "--period", "No period is named.", "Write for example: --period 2026-10"))


def _correction(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import correct, published_card

    if not args["period"]:
        raise _no_period()
    made = correct(centre, args["period"], args["kpi"], args["as"], args["why"], value=args["value"],
                   **_named(args))
    card = published_card(centre, args["period"], **_named(args))
    unit = next(value.unit for value in card.values if value.kpi == made.kpi)
    if args["format"] == "json":
        show.as_json({**made._asdict(), "approval": made.approval._asdict()}, streams)
        return 0
    old, new = (write_value(value, unit, card.currency) for value in (made.old_value, made.new_value))
    streams.out.write(f"{made.kpi} of {_of(card)} is corrected: {old} → {new}, score "
                      f"{write_score(made.old_score, 1)} → {write_score(made.new_score, 1)}, total "
                      f"{_total(made.old_total)} → {_total(made.new_total)}, by {signed(made.approval)}.\n")
    return 0


def _of(card: Card) -> str:
    of = f", {card.scope.level.replace('_', ' ')} {card.scope.name}" if card.scope.name else ""
    return f"{card.period}{of}"


def signed(approval: Approval) -> str:
    """Who, in which role, and whether that was verified."""
    return f"{approval.who} ({approval.role}{'' if approval.verified else ', unverified'})"


def _list(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import may_have_moved, shown
    from fourscore.scoring import cards, strategies

    versions, there = strategies(centre.office), cards(centre.office)
    told = {card.key: shown(centre, card) for card in there if may_have_moved(centre, card)}
    restated = {key: one.restated for key, one in told.items()}
    if args["format"] == "json":
        show.as_json({"strategies": [version_dict(one) for one in versions],
                      "scorecards": [{**card_dict(one), "restated": [_moved(value) for value in
                                                                     restated.get(one.key, ())]} for one in there]},
                     streams)
    else:
        headings = ["what", "published", "by", "score", "state", "why"]
        rows = [["strategy", f"v{one.number}", _when(centre, one.at), signed(one.approval), "", "", one.approval.why]
                for one in versions]
        rows += [["scorecard", _of(card), _when(centre, card.at), signed(card.approval), write_score(card.total, 1),
                  _state(card, restated.get(card.key, ())), card.approval.why] for card in there]
        if args["format"] == "csv":
            show.as_csv(["kind", *headings], rows, streams)
        else:
            show.table(["", *headings], rows, streams)
            for one in told.values():
                _say(centre, one, streams)
    return 1 if any(restated.values()) else 0


def _when(centre: Centre, at: Any) -> str:
    return f"{centre.calendar.local(at):%Y-%m-%d %H:%M}"


def _state(card: Card, restated: tuple[Restated, ...]) -> str:
    said = [f"{len(restated)} restated since"] if restated else []
    if card.corrections:
        said.append(f"{len(card.corrections)} corrected")
    return ", ".join(said) or "as published"


def _say(centre: Centre, told: CardShown, streams: Streams) -> None:
    """Every number that is another one now, with the loads in between."""
    for one in told.restated:
        value = one.value
        now, was = (write_value(number, value.unit, told.card.currency) for number in (one.now, one.was))
        named = "corrected to" if any(c.kpi == value.kpi for c in told.card.corrections) else "published"
        same = f" (n {value.n:,} → {one.n_now:,})" if now == was else ""
        streams.out.write(f"{_of(told.card)}, {value.kpi}: now {now}, {named} {was}{same}; {loads_between(one)}\n")


def loads_between(one: Restated) -> str:
    """What came between a published number and now."""
    found = {touch.load: f"load {touch.load} of {touch.at:%Y-%m-%d}"
             + (f" ({touch.source})" if touch.source else " (settings or people changed)") for touch in one.loads}
    said = ["the metric is defined otherwise now"] if one.redefined else []
    return ", ".join([*said, *found.values()]) or "later days decide it"


def _show(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import publication_of, published_card, shown

    what = args["what"]
    if not what or what.startswith(VERSION):
        version = publication_of(centre, what)
        if args["format"] == "json":
            show.as_json({**version_dict(version), "text": version.text}, streams)
        else:
            streams.out.write(version.text)
            streams.err.write(f"Version {version.number}, published {_when(centre, version.at)} by "
                              f"{signed(version.approval)}: {version.approval.why}\n")
            if not version.whole:
                streams.err.write("A person was forgotten in it since; all else stands as it was published.\n")
        return 0
    told = shown(centre, published_card(centre, what, **_named(args)))
    if args["format"] == "json":
        show.as_json({**card_dict(told.card), "total_now": told.total_now,
                      "restated": [_moved(one) for one in told.restated]}, streams)
    elif args["format"] == "csv":
        show.as_csv(["kpi", "metric", "value", "standing", "now", "n", "target", "upper_target", "score", "weight",
                     "state"],
                    [[v.kpi, v.metric, v.value, told.card.standing(v.kpi)[0], told.now.get(v.kpi), v.n, v.target,
                      v.upper_target, v.score, v.weight, v.state] for v in told.card.values], streams)
    else:
        tell_card(centre, told, streams)
    return 1 if told.restated else 0


def tell_card(centre: Centre, told: CardShown, streams: Streams) -> None:
    """A published card as a table: what was published, what stands, what the data say now, and the target."""
    card = told.card
    rows = []
    for value in card.values:
        stands, score = card.standing(value.kpi)
        said = write_beside(value.value, value.target, value.upper_target, value.unit, card.currency)
        later = [said.value if one == value.value else write_value(one, value.unit, card.currency)
                 for one in (stands, told.now.get(value.kpi))]
        rows.append([value.kpi, value.state, said.value, *later, said.aim, write_score(score, 1),
                     f"{value.weight:.1%}", f"{value.n:,}"])
    headings = ["KPI", "state", "published", "stands", "now", "target", "score", "weight", "n"]
    show.table(headings, rows, streams, numbers=7)
    for one in card.corrections:
        unit = next(value.unit for value in card.values if value.kpi == one.kpi)
        old, new = (write_value(number, unit, card.currency) for number in (one.old_value, one.new_value))
        streams.out.write(f"corrected {_when(centre, one.at)} by {signed(one.approval)}: {one.kpi} {old} → {new} "
                          f"({one.approval.why})\n")
    _say(centre, told, streams)
    total, stood, now = (_total(one) for one in (card.score, card.total, told.total_now))
    streams.out.write(
        f"score {total}{f', stands {stood}' if stood != total else ''}{f', now {now}' if now != stood else ''} · "
        f"{_of(card)} · {card.coverage:.0%} of the weight could be scored · strategy version {card.strategy} · load "
        f"{card.load} · published {_when(centre, card.at)} by {signed(card.approval)}\n")


def _total(score: float | None) -> str:
    return "withheld" if score is None else write_score(score, 1)


def version_dict(one: Publication) -> dict[str, Any]:
    return {"version": one.number, "fingerprint": one.fingerprint, "whole": one.whole, "published_at": one.at,
            **one.approval._asdict(), "definitions": dict(one.definitions)}


def card_dict(card: Card) -> dict[str, Any]:
    return {"period": card.period, "first": card.days.first, "until": card.days.until, "level": card.scope.level,
            "name": card.scope.name, "strategy_version": card.strategy, "load": card.load, "as_of": card.as_of,
            "score": card.score, "total": card.total, "coverage": card.coverage, "zone": card.zone,
            "currency": card.currency, "published_at": card.at, **card.approval._asdict(),
            "joints": [one._asdict() for one in card.joints],
            "values": [{**one._asdict(), "parts": dict(one.parts)} for one in card.values],
            "corrections": [{**one._asdict(), "approval": one.approval._asdict()} for one in card.corrections]}


def _moved(one: Restated) -> dict[str, Any]:
    return {"kpi": one.value.kpi, "published": one.value.value, "standing": one.was, "now": one.now, "n": one.value.n,
            "n_now": one.n_now, "redefined": one.redefined, "loads": [touch._asdict() for touch in one.loads]}
