"""This file is about the fields a definition may name: for each kind of fact, its public names, their SQL and words.

`f` stands for the fact's table, `w_…` for the table of a word's names. `$known_until` and `$window_s` are bound when a
question is asked: how far contacts are known, and the centre's resolution window in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

HALF_HOUR, DAY = "half_hour", "day"
WORD_NAMES = ("queue", "team", "agent", "channel", "customer_segment", "topic")


class Field(NamedTuple):
    """One name a predicate may use. kind: flag, number, seconds, money or text; word: the word table it needs;
    extra: the `x_…` column a mapping must have brought.

    needs: the kinds of fact that must be loaded before this field says anything, where not the fact's own.
    """

    sql: str
    kind: str
    words: str
    word: str = ""
    needs: tuple[str, ...] = ()
    extra: str = ""


class Frame(NamedTuple):
    """One kind of fact, seen as something to count over.

    words: what its rows are, in the plural; finest: the shortest time its rows can be told apart by; names: which
    words it can be cut by, and `refusal` why not by the others; fills: the kinds of fill mark that say how far it is
    complete (the first that has any; none: it does not wait for a load); at: the moment a row is listed under;
    presence: more than nothing where a cell has rows (over the fact; over a cube); standing: which rows count.
    """

    words: str
    names: tuple[str, ...]
    refusal: str
    fills: tuple[str, ...]
    fields: Mapping[str, Field]
    at: str
    finest: str = HALF_HOUR
    presence: str = "count(*)"
    cube_presence: str = ""
    standing: str = "f.replaced_in IS NULL"


def _plain(kind: str, /, **words: str) -> dict[str, Field]:
    return {name: Field(f"f.{name}", kind, text) for name, text in words.items()}


def _words(*names: str) -> dict[str, Field]:
    return {name: Field(f"w_{name}.name", "text", f"name of the {name.replace('_', ' ')}", name) for name in names}


LENGTH = "CAST(epoch(f.ended_at) - epoch(f.started_at) AS DECIMAL(18,3))"
ALL, AGENTS = WORD_NAMES, ("team", "agent")
OF_AGENT = "belongs to an agent and a team, not to a queue or a customer"

VISIT = {
    **_plain("flag", answered="an agent answered", abandoned="the customer left before an answer",
             flowed_out="left unanswered by timeout, key, empty queue or withdrawal", dropped="lost by the system",
             refused="never entered the queue", open="not ended in what is loaded", transferred="ended in a transfer",
             agent_ended="the agent ended it", in_time="answered within the queue's threshold",
             abandoned_in_time="abandoned within the queue's threshold",
             short_abandon="abandoned within the queue's short-abandon limit"),
    **_plain("seconds", wait_s="waiting time", ring_s="ringing at the agent", talk_s="talk time",
             hold_s="time the agent put the customer on hold", wrap_up_s="after-call work",
             handle_s="talk, hold and after-call work"),
    "number": Field("CAST(f.number AS BIGINT)", "number", "which stay of the contact, the first is 1"),
    **_plain("text", flow="why it flowed out: timeout, key, empty or withdrawn"),
    "customer_known": Field("CASE WHEN f.customer IS NULL THEN 0 ELSE 1 END", "flag", "the customer was recognised"),
    **_words(*ALL),
}
CONTACT = {
    **_plain("flag", outbound="we called the customer", handled="an agent handled it",
             connected="a live person answered", right_party="the right person answered",
             eligible="a sale was possible", offer_made="an offer was made",
             completed="it reached a final disposition", sold="at least one sale came from it"),
    **_plain("seconds", next_s="from its start to the same customer's next contact",
             next_topic_s="from its start to the same customer's next contact on the same topic",
             previous_s="from the same customer's previous contact to its start",
             previous_topic_s="from the same customer's previous contact on the same topic to its start"),
    "duration_s": Field(LENGTH, "seconds", "from its start to its end"),
    "customer_known": Field("CASE WHEN f.customer IS NULL THEN 0 ELSE 1 END", "flag", "the customer was recognised"),
    "known_s": Field("epoch(CAST($known_until AS TIMESTAMP)) - epoch(f.started_at)", "seconds",
                     "from its start to how far contacts are loaded"),
    "window_s": Field("CAST($window_s AS BIGINT)", "seconds", "the centre's resolution window"),
    **_words(*ALL),
}
SALE = {
    **_plain("money", revenue="amount in the centre's currency"),
    **_plain("text", currency="currency it was paid in"),
    "linked": Field("CASE WHEN f.contact IS NULL THEN 0 ELSE 1 END", "flag", "the contact it came from is known"),
    **_words(*ALL),
}
SURVEY = {**_plain("flag", top_box="rated in the top boxes (4 or 5 of 5)"),
          **_plain("number", score="the rating", scale="the best rating there is"), **_words(*ALL)}
EVALUATION = {**_plain("number", points="weighted points given", applicable="weighted points that applied"),
              **_plain("text", form="form version", evaluator="who reviewed"), **_words(*ALL)}
COACHING = {**_plain("flag", attended="the session took place"), **_plain("number", minutes="length in minutes"),
            **_plain("text", method="method of coaching", coach="who coached"), **_words(*AGENTS)}
COST = {**_plain("money", cost="amount in the centre's currency"),
        **_plain("text", line_of_cost="line of cost", currency="currency it was paid in"), **_words("team", "queue")}
SPAN = {"seconds": Field(LENGTH, "seconds", "its length; open ends have none")}
SCHEDULE = {**SPAN, **_plain("text", activity="planned activity"), **_words(*AGENTS)}
STATE = {**SPAN, **_plain("text", state="login or pause"), **_words(*AGENTS),
         "reason": Field("w_reason.name", "text", "reason of the pause", "reason")}
SEGMENT = {**_plain("seconds", seconds="its length"), **_plain("flag", answered="an offer that was answered"),
           **_plain("text", kind="alert, talk, hold, wrap_up, consult or monitor"), **_words(*ALL)}
PIECE = {**_plain("seconds", seconds="its length within one half hour"),
         **_plain("text", kind="talk, hold or wrap_up"), **_words(*ALL)}
AGENT_TIME = {
    **_plain("seconds", staffed_s="logged in", paused_s="paused", handling_s="talk, hold and after-call work",
             idle_s="logged in, neither paused nor handling"),
    "scheduled_s": Field("f.scheduled_s", "seconds", "scheduled", needs=("schedule",)),
    "adhering_s": Field("f.adhering_s", "seconds", "scheduled and spent in the scheduled activity",
                        needs=("schedule", "agent_state")),
    **_words(*AGENTS),
}
# A half hour of handling by somebody of whom no log-in is known says nothing of agents' time.
THERE = " OR ".join(f"f.{name} > 0" for name in ("staffed_s", "paused_s", "handling_s", "idle_s", "scheduled_s"))

FRAMES: dict[str, Frame] = {
    "visit": Frame("stays in a queue", ALL, "", ("visit",), VISIT, "entered_at",
                   cube_presence="sum(f.entered + f.refused)"),
    "contact": Frame("contacts", ALL, "", ("contact",), CONTACT, "started_at"),
    "segment": Frame("steps of a contact", ALL, "", ("segment",), SEGMENT, "started_at"),
    "piece": Frame("pieces of handling time", ALL, "have no such column", ("segment", "visit"), PIECE, "slot",
                   presence="sum(f.seconds)", cube_presence="sum(f.handling_overlap_s)"),
    "agent_state": Frame("log-ins and pauses", AGENTS, OF_AGENT, ("agent_state",), STATE, "started_at"),
    "sale": Frame("sales", ALL, "", ("sale",), SALE, "sold_at"),
    "survey": Frame("survey answers", ALL, "", ("survey",), SURVEY, "answered_at"),
    "evaluation": Frame("quality reviews", ALL, "", ("evaluation",), EVALUATION, "evaluated_at"),
    "coaching": Frame("coaching sessions", AGENTS, OF_AGENT, ("coaching",), COACHING, "started_at"),
    "cost": Frame("costs", ("queue", "team"), "are kept per team and per queue, and shared out to nobody else",
                  ("cost",), COST, "day", DAY),
    "schedule": Frame("planned shifts", AGENTS, OF_AGENT, ("schedule",), SCHEDULE, "started_at"),
    "agent_time": Frame("agents' half hours", AGENTS, "are agent time, and being logged in is not kept per queue",
                        ("agent_state",), AGENT_TIME, "slot", presence=f"count(*) FILTER ({THERE})",
                        standing="f.slot IS NOT NULL"),
    "agent_day": Frame("agents on the roster", AGENTS, "are known by agent and team, a day at a time", (),
                       _words(*AGENTS), "day", DAY, standing="f.day IS NOT NULL"),
}


def extra_field(name: str, sql_type: str) -> Field:
    """The field of a column a mapping brought: a number where it is one, otherwise text."""
    column, words, extra = f'f."x_{name}"', "brought by the centre's own mapping", f"x_{name}"
    if any(sql_type.upper().startswith(kind) for kind in ("VARCHAR", "TEXT")):
        return Field(column, "text", words, extra=extra)
    numbers = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "U", "DECIMAL", "DOUBLE", "FLOAT", "REAL")
    if any(sql_type.upper().startswith(kind) for kind in numbers) and sql_type.upper() != "UUID":
        return Field(column, "number", words, extra=extra)
    return Field(f"CAST({column} AS VARCHAR)", "text", words, extra=extra)


def fields_of(fact: str, extras: Mapping[str, str]) -> dict[str, Field]:
    """Every field of one kind of fact; ours come before a mapping's column of the same name.

    extras: the `x_…` columns of that fact's table and their SQL types.
    """
    own = {name.removeprefix("x_"): extra_field(name.removeprefix("x_"), kind) for name, kind in extras.items()}
    return {**own, **FRAMES[fact].fields}
