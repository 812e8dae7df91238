"""This file is about rows that are calls: the contact, its stay in a queue, and what else stands in the same row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fourscore.terms import CHANNELS as OUR_CHANNELS
from fourscore.terms import DIRECTIONS as OUR_DIRECTIONS
from fourscore.terms import OUTCOMES as OUR_OUTCOMES
from fourscore.terms import said, write_value
from fourscore.warehouse.sources.table.guess.columns import Column
from fourscore.warehouse.sources.table.guess.draft import Draft
from fourscore.warehouse.sources.table.guess.headings import (
    BLANK,
    CHANNELS,
    CONNECTED,
    DIALLING,
    DIRECTIONS,
    LEFT_OUT,
    OUTCOMES,
    QUESTIONS,
    YES,
)
from fourscore.warehouse.sources.table.guess.meaning import Meant, known, plain_word
from fourscore.warehouse.sources.table.guess.spell import (
    Spec,
    about,
    clock_after,
    filled,
    flag_field,
    length_field,
    literals,
    moment_field,
    quoted,
    text_field,
    two_columns,
    word_field,
    words_for,
)

SCALES = (5, 7, 10, 100)


def calls(draft: Draft) -> None:
    """Put the facts of a row that is one call into the draft."""
    start(draft)
    contact(draft)
    dialled = outbound(draft)
    if dialled != "all":
        visit(draft, some=dialled == "some")
    if "visit" not in draft.facts:
        alone(draft)
    survey(draft)
    sale(draft)


def start(draft: Draft) -> None:
    """When the call began: a moment, or a day and a time of day."""
    began, day, clock = draft.meant.get("started"), draft.meant.get("date"), draft.meant.get("time")
    for meant in (began, day):
        if meant is not None and meant.column.unsure:
            draft.look(unsure(meant.column.name))
    if began is not None and not began.column.dayless:
        draft.put("contact.started", moment_field(began.column), about(began))
        draft.used(began)
        return
    day = began or day
    if day is not None and day.column.dayless and clock is not None:
        both = Meant(day.column, min(day.fit, clock.fit))
        draft.put("contact.started", two_columns(day.column, clock.column), about(both))
        draft.used(day, clock)
    elif day is not None:
        draft.put("contact.started", moment_field(day.column), about(day))
        draft.used(day)
        if day.column.dayless:
            draft.look(said("only the day of a call is told ({column}), so every call stands at midnight and no "
                            "figure by the hour means anything.", column=day.column.name))
    else:
        draft.put("contact.started", {"value": draft.day}, said("LOOK: no column says when; this is the file's own "
                                                                "day"))
        draft.look(said("no column says when a call was, so all of them stand on {day}, the day the file was "
                        "written. Put the right day in, or export it with the time of each call.", day=draft.day))


def unsure(name: str) -> str:
    """What is to be looked at where a column's days can be read in two orders."""
    return said("day and month of {column} could be the other way round; nothing in the file tells.", column=repr(name))


def contact(draft: Draft) -> None:
    channel = draft.meant.get("channel")
    if channel is not None:
        words, unknown = words_for(channel.column, CHANNELS)
        if not unknown:
            draft.put("contact.channel", word_field(channel.column, words, OUR_CHANNELS), about(channel))
            draft.used(channel)
    if "channel" not in draft.facts["contact"]:
        draft.put("contact.channel", {"value": "voice"}, said("perhaps: no column names it"))
    for field in ("customer", "topic", "customer_segment", "language", "disposition"):
        meant = draft.meant.get(field)
        if meant is not None:
            draft.put(f"contact.{field}", text_field(meant.column, nobody=field == "customer"), about(meant))
            draft.used(meant)
    recorded = draft.meant.get("recorded")
    if recorded is not None:
        draft.put("contact.recorded", flag_field(recorded.column), about(recorded))
        draft.used(recorded)


def outbound(draft: Draft) -> str:
    """Whether the centre dialled all, some or none of them."""
    direction, result = draft.meant.get("direction"), draft.meant.get("outcome")
    dialled = "none"
    if direction is not None:
        words, _ = words_for(direction.column, DIRECTIONS)
        every: dict[str, str] = {**words, "*": "inbound"} if known(direction.column, DIRECTIONS) < 1 else words
        draft.put("contact.direction", word_field(direction.column, every, OUR_DIRECTIONS), about(direction))
        draft.used(direction)
        ways = set(every.values())
        dialled = "all" if ways == {"outbound"} else "some" if "outbound" in ways else "none"
    elif not {"queue", "wait", "ring"} & set(draft.meant) and any(
            " ".join(column.tokens) in DIALLING for column in draft.columns):
        draft.put("contact.direction", {"value": "outbound"}, said("perhaps: its columns speak of campaigns and "
                                                                   "attempts"))
        draft.look(said("calls are taken to go out, as columns speak of campaigns or attempts."))
        dialled = "all"
    if dialled != "none" and result is not None and known(result.column, CONNECTED) > 0.5:
        words, unknown = words_for(result.column, CONNECTED)
        every = {**words, **({"*": "no"} if unknown else {})}
        draft.put("contact.connected", {"column": result.column.name, "words": every}, about(result))
        draft.used(result)
        if unknown:
            draft.look(said("{column} has words nobody here knows, taken as not connected: {words}.",
                            column=repr(result.column.name), words=", ".join(unknown[:8])))
    elif dialled != "none" and (answered := draft.meant.get("answered")) is not None:
        draft.put("contact.connected", flag_field(answered.column), about(answered))
        draft.used(answered)
    return dialled


def visit(draft: Draft, *, some: bool) -> None:
    """The stay in a queue, where the file tells how it ended and how long it waited."""
    wait = draft.meant.get("wait") or draft.meant.get("ring")
    told = [draft.meant[field] for field in ("answered_at", "ended") if field in draft.meant]
    if wait is None and not told:
        draft.look(said("no column tells how long callers waited, so there are contacts but no stays in queues."))
        return
    if not outcome(draft):
        draft.look(said("no column tells which calls were answered, so there are contacts but no stays in queues."))
        return
    queue(draft)
    if "queue" not in draft.facts["visit"]:
        draft.facts.pop("visit")
        return
    agent = draft.meant.get("agent")
    if agent is not None:
        draft.put("visit.agent", text_field(agent.column, nobody=True), about(agent))
        draft.used(agent)
    lengths(draft, wait)
    for field, meant in (("answered", draft.meant.get("answered_at")), ("ended", draft.meant.get("ended"))):
        if meant is None or (meant.column.kind == "clock" and wait is not None):
            continue  # a time of day adds nothing to lengths of time
        spec = moment_field(meant.column) if meant.column.kind == "moment" else clock_after(meant.column, "entered")
        draft.put(f"visit.{field}", spec, about(meant))
        draft.used(meant)
    moved = draft.meant.get("transferred")
    if moved is not None:
        draft.put("visit.transferred", flag_field(moved.column), about(moved))
        draft.used(moved)
    if some and (direction := draft.meant.get("direction")) is not None:
        out = [value for value in direction.column.values if plain_word(value) in DIRECTIONS["outbound"]]
        draft.facts["visit"]["when"] = f"{quoted(direction.column.name)} not in ({literals(out)})"
        draft.look(said("calls that go out are contacts without a stay in a queue; their talk is in no handle time."))
        if agent is not None:
            draft.put("contact.agent", text_field(agent.column, nobody=True), "")


def queue(draft: Draft) -> None:
    meant = draft.meant.get("queue")
    if meant is None:
        draft.put("visit.queue", {"value": draft.title}, said("perhaps: no column names the queue"))
        draft.look(said("no column names the queue, so all calls are in one called {title}.",
                        title=repr(draft.title)))
        return
    spec = text_field(meant.column)
    if meant.column.filled < meant.column.rows or "empty" in spec:
        spec["otherwise"] = draft.title
        draft.look(said("{number} calls name no queue; they are put into {title}.",
                        number=write_value(missing(meant), "count"), title=repr(draft.title)))
    draft.put("visit.queue", spec, about(meant))
    draft.used(meant)


def lengths(draft: Draft, wait: Meant | None) -> None:
    for field, meant in (("wait", wait), ("ring", draft.meant.get("ring")), ("talk", talk_of(draft)),
                         ("hold", draft.meant.get("hold")), ("wrap_up", draft.meant.get("wrap_up"))):
        if meant is None or (field == "ring" and meant is wait):
            continue
        spec = length_field(meant.column)
        if field == "wait" and not {"answered_at", "ended"} & set(draft.meant) and (
                meant.column.filled < meant.column.rows or "empty" in spec):
            spec["otherwise"] = 0
            draft.look(said("{column} is blank in {number} rows; their wait is not known and counted as 0 s, which "
                            "makes abandons look short.", column=repr(meant.column.name),
                            number=write_value(missing(meant), "count")))
        holds = "" if meant.column.kind == "number" else said("lengths of time")
        draft.put(f"visit.{field}", spec, about(meant, holds))
        draft.used(meant)


def missing(meant: Meant) -> int:
    """Rows in which the column says nothing, be it a blank or a word for one."""
    column = meant.column
    return column.rows - column.filled + sum(many for value, many in column.values.items() if value.lower() in BLANK)


def talk_of(draft: Draft) -> Meant | None:
    talk, length = draft.meant.get("talk"), draft.meant.get("length")
    if talk is None and length is not None:
        draft.look(said("{column} is taken as the time talked; if waiting or wrap-up is inside, handle time is too "
                        "long.", column=repr(length.column.name)))
        return length
    return talk


def outcome(draft: Draft) -> bool:
    """How the stay ended: by words, by yes or no, or by what else was filled in."""
    result = draft.meant.get("outcome")
    tries: list[tuple[str, Callable[[Draft, Meant], bool]]] = [
        ("answered", answered_flag), ("abandoned", abandoned_flag), ("answered_at", by_filled), ("talk", by_filled),
        ("length", by_filled), ("agent", by_filled)]
    if result is not None and known(result.column, OUTCOMES) >= 0.5 and by_words(draft, result):
        return True
    return any(field in draft.meant and way(draft, draft.meant[field]) for field, way in tries)


def by_words(draft: Draft, meant: Meant) -> bool:
    column = meant.column
    words, unknown = words_for(column, OUTCOMES)
    out = [value for value in unknown if plain_word(value) in LEFT_OUT]
    unknown = [value for value in unknown if value not in out]
    if "answered" not in words.values() and "abandoned" not in words.values():
        return False
    if out:
        draft.options["leave_out"] = f"{quoted(column.name)} in ({literals(out)})"
        draft.said["leave_out"] = said("likely: these are no calls ({number} rows)",
                                       number=write_value(sum(column.values[value] for value in out), "count"))
    spec = word_field(column, words, OUR_OUTCOMES)
    if unknown or column.filled < column.rows:
        if unknown:
            spec["words"] = {**words, "*": "flowed_out"}
            draft.look(said("{column} has words nobody here knows, taken as flowed out (neither answered nor "
                            "abandoned): {words}.", column=repr(column.name), words=", ".join(unknown[:8])))
        if column.filled < column.rows:
            spec["otherwise"] = "abandoned"
            draft.look(said("{number} rows have no {column}; they are taken as abandoned.",
                            number=write_value(missing(meant), "count"), column=repr(column.name)))
    draft.put("visit.outcome", spec, about(meant))
    draft.used(meant)
    return True


def answered_flag(draft: Draft, meant: Meant) -> bool:
    yes = [value for value in meant.column.values if value.lower() in YES]
    no = [value for value in meant.column.values if value not in yes]
    if not yes:
        return False
    words = {**dict.fromkeys(yes, "answered"), **dict.fromkeys(no, "abandoned")}
    return flagged(draft, meant, words)


def abandoned_flag(draft: Draft, meant: Meant) -> bool:
    yes = [value for value in meant.column.values if value.lower() in YES]
    no = [value for value in meant.column.values if value not in yes]
    return flagged(draft, meant, {**dict.fromkeys(yes, "abandoned"), **dict.fromkeys(no, "answered")})


def flagged(draft: Draft, meant: Meant, words: dict[str, str]) -> bool:
    spec: Spec = {"column": meant.column.name, "words": words}
    if meant.column.filled < meant.column.rows:
        spec["otherwise"] = "abandoned" if "abandoned" not in words.values() else "answered"
        draft.look(said("{number} rows have no {column}; they are taken as {word}.",
                        number=write_value(missing(meant), "count"), column=repr(meant.column.name),
                        word=spec["otherwise"]))
    draft.put("visit.outcome", spec, about(meant))
    draft.used(meant)
    return True


def by_filled(draft: Draft, meant: Meant) -> bool:
    """Answered where a cell says something, abandoned where it does not."""
    test = filled(meant.column)
    draft.put("visit.outcome", {"when": {"answered": test, "abandoned": f"not ({test})"}},
              said("perhaps: no column says it, so by {column}", column=repr(meant.column.name)))
    draft.look(said("no column says which calls were answered; those with {column} are taken to be.",
                    column=repr(meant.column.name)))
    return True


def alone(draft: Draft) -> None:
    """A contact without a stay: who took it, and how long was talked."""
    agent, talk = draft.meant.get("agent"), talk_of(draft)
    if agent is not None:
        draft.put("contact.agent", text_field(agent.column, nobody=True), about(agent))
        draft.used(agent)
    if talk is not None:
        draft.facts["segment"] = {"when": filled(talk.column)}
        draft.put("segment.kind", {"value": "talk"}, "")
        draft.put("segment.started", dict(draft.specs["contact.started"]), "")
        draft.put("segment.lasts", length_field(talk.column),
                  about(talk, "" if talk.column.kind == "number" else said("lengths of time")))
        if agent is not None:
            draft.put("segment.agent", text_field(agent.column, nobody=True), "")
        draft.used(talk)


def survey(draft: Draft) -> None:
    """A score beside the call."""
    meant = draft.meant.get("score")
    if meant is None or meant.column.distinct > 101:
        return
    column = meant.column
    question = next((name for name, words in QUESTIONS.items() if set(words) & set(column.tokens)), "csat")
    scale = scale_of(column, question)
    zero = "0" in column.values and question != "nps"
    draft.facts["survey"] = {"when": f"{quoted(column.name)} > 0" if zero else filled_or_blank(column)}
    draft.put("survey.score", {"column": column.name}, about(meant))
    draft.put("survey.scale", {"value": scale}, said("likely: the highest is {high}", high=f"{column.high:g}"))
    if question != "csat":
        draft.put("survey.question", {"value": question}, said("by the heading"))
    agent = draft.meant.get("agent")
    if agent is not None:
        draft.put("survey.agent", text_field(agent.column, nobody=True), "")
    draft.used(meant)


def scale_of(column: Column, question: str) -> int:
    return 10 if question == "nps" else next((scale for scale in SCALES if column.high <= scale), 100)


def filled_or_blank(column: Column) -> str:
    no = ["", *column.empty]
    return f"{quoted(column.name)} not in ({literals(no)})" if len(no) > 1 else f"{quoted(column.name)} <> ''"


def sale(draft: Draft) -> None:
    """What was sold in the call."""
    sold, amount = draft.meant.get("sold"), draft.meant.get("amount")
    if sold is None and amount is None:
        return
    if sold is not None:
        yes = [value for value in sold.column.values if value.lower() in YES]
        draft.facts["sale"] = {"when": f"{quoted(sold.column.name)} in ({literals(yes)})"}
        draft.used(sold)
        if amount is None:
            draft.put("sale.amount", {"value": 0}, said("LOOK: no column tells amounts"))
    if amount is not None:
        if sold is None:
            draft.facts["sale"] = {"when": f"{quoted(amount.column.name)} > 0"}
        draft.put("sale.amount", {"column": amount.column.name, "otherwise": 0}, about(amount))
        draft.used(amount)
    if (currency := draft.meant.get("currency")) is not None:
        draft.put("sale.currency", text_field(currency.column), about(currency))
        draft.used(currency)


def title_of(path: Path) -> str:
    """What a file is called, as a name a person may read."""
    return " ".join(path.stem.replace("_", " ").split()) or "calls"
