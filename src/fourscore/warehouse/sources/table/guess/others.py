"""This file is about rows that are no calls: surveys, sales, schedules, tickets and the other kinds of fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fourscore.terms import said
from fourscore.warehouse.sources.table.guess.calls import filled_or_blank, scale_of, unsure
from fourscore.warehouse.sources.table.guess.draft import Draft
from fourscore.warehouse.sources.table.guess.headings import CHANNELS, COACHING, QUESTIONS, STATES
from fourscore.warehouse.sources.table.guess.meaning import Meant
from fourscore.warehouse.sources.table.guess.spell import (
    Spec,
    about,
    blanks,
    clock_after,
    flag_field,
    length_field,
    moment_field,
    text_field,
    two_columns,
    word_field,
    words_for,
)
from fourscore.warehouse.sources.table.mapping.shape import FIELDS

WORDS: dict[str, Mapping[str, Iterable[str]]] = {
    "channel": CHANNELS, "state": STATES, "method": COACHING, "question": QUESTIONS,
}


def other(draft: Draft, kind: str) -> None:
    """Put the one fact of such a row into the draft."""
    first: str | None = None
    for name, reads in FIELDS[kind].items():
        meant = draft.meant.get(name)
        if reads.reads == "moment":
            if moment(draft, kind, name, meant, first):
                first = first or name
        elif meant is not None and (spec := spelt(draft, kind, name, meant)) is not None:
            draft.put(f"{kind}.{name}", spec, about(meant))
            draft.used(meant)
    if kind == "survey":
        survey(draft)
    elif kind == "cost" and "last_day" not in draft.facts[kind]:
        draft.look(said("each amount stands on the day of {column} alone; of an amount for a month say its last day "
                        "too (last_day), so that it is spread over it.",
                        column=repr(draft.meant["first_day"].column.name)))
    elif kind == "evaluation" and "applicable" not in draft.facts[kind]:
        draft.put("evaluation.applicable", {"value": 100}, said("perhaps: no column tells the most points there are"))
        draft.look(said("no column tells how many points an evaluation can have, so it is taken to be 100."))
    elif kind == "agent_state" and "reason" not in draft.facts[kind]:
        draft.put("agent_state.reason", text_field(draft.meant["state"].column), "")


def moment(draft: Draft, kind: str, name: str, meant: Meant | None, first: str | None) -> bool:
    """A point in time; of a time of day, with the column of days before it or after the fact's first one."""
    day = draft.meant.get("date")
    place = f"{kind}.{name}"
    if meant is None:
        if first is not None or day is None or not _needed(kind, name):
            return False
        draft.put(place, moment_field(day.column), about(day))
        meant = day
        if day.column.dayless and kind in ("schedule", "agent_state", "absence", "training", "coaching"):
            draft.look(said("only the day is told ({column}), so all begin at midnight.", column=day.column.name))
    elif meant.column.kind == "moment":
        draft.put(place, moment_field(meant.column), about(meant))
    elif first is not None:
        draft.put(place, {**clock_after(meant.column, first), "at_most": "24h"}, about(meant))
    elif day is not None:
        draft.put(place, two_columns(day.column, meant.column), about(meant))
        draft.used(day)
    else:
        draft.look(said("{column} is a time of day, and no column tells the day.",
                        column=repr(meant.column.name)))
        return False
    for one in (meant, day):
        if one is not None and one.column.unsure:
            draft.look(unsure(one.column.name))
    draft.used(meant)
    return True


def _needed(kind: str, name: str) -> bool:
    return FIELDS[kind][name].required or (kind, name) in (
        ("survey", "answered"), ("sale", "sold"), ("evaluation", "evaluated"))


def spelt(draft: Draft, kind: str, name: str, meant: Meant) -> Spec | None:
    """A field that is no point in time; None where its words are not known."""
    reads, column = FIELDS[kind][name].reads, meant.column
    if reads == "day":
        return {key: value for key, value in moment_field(column).items() if key in ("column", "format", "empty")}
    if reads == "seconds":
        return length_field(column)
    if reads == "number":
        return {"column": column.name, **blanks(column)}
    if reads == "flag":
        return flag_field(column)
    if reads == "word":
        words, unknown = words_for(column, WORDS[name])
        if not words:
            return None
        if unknown:
            most = "pause" if name == "state" else {"method": "other", "channel": "task"}.get(name)
            if most is None:
                return None
            draft.look(said("{column} has words nobody here knows, taken as {most}: {words}.",
                            column=repr(column.name), most=most, words=", ".join(unknown[:8])))
            words = {**words, "*": most}
        return word_field(column, words, FIELDS[kind][name].words)
    return text_field(column, nobody=name in ("agent", "customer"))


def survey(draft: Draft) -> None:
    score = draft.meant["score"].column
    question = next((name for name, words in QUESTIONS.items() if set(words) & set(score.tokens)), "csat")
    if score.filled < score.rows or score.empty:
        draft.facts["survey"] = {"when": filled_or_blank(score), **draft.facts["survey"]}
    if "scale" not in draft.facts["survey"]:
        draft.put("survey.scale", {"value": scale_of(score, question)}, said("likely: the highest is {high}",
                                                                             high=f"{score.high:g}"))
    if "question" not in draft.facts["survey"] and question != "csat":
        draft.put("survey.question", {"value": question}, said("by the heading"))
