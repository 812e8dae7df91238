"""This file is about the fields a definition may name: for each kind of fact, its public names, their SQL and words.

`f` stands for the fact's table, `w_…` for the table of a word's names. `$known_until` and `$window_s` are bound when a
question is asked: how far contacts are known, and the centre's resolution window in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fourscore.metrics.catalogue.opening import IN_HOURS
from fourscore.metrics.catalogue.telling import told_by
from fourscore.warehouse import COUNTS_TOLD, SECONDS_TOLD, SEEN, TYPED

HALF_HOUR, DAY = "half_hour", "day"
WORD_NAMES = ("queue", "team", "agent", "channel", "customer_segment", "topic", "reason")
# Text columns of facts that numbers can be cut by, beside the words.
TEXT_NAMES = ("line_of_cost", "method", "form", "question", "disposition", "language", "list", "course", "system",
              "certificate", "skill", "role", "leaving", "flow")
# What is kept as a register: loaded at all, it says of every day who or what was there.
REGISTERS = ("employment", "subscription", "vacancy", "certificate", "skill", "entered")


# Of two figures entered for the same (a metric of a team, a queue or all, in days that overlap) by two sources one
# counts: what somebody typed, else the one that was loaded later. One source's own rows are added up.
COUNTS = (
    "f.replaced_in IS NULL AND NOT EXISTS (SELECT 1 FROM entered o LEFT JOIN source os ON os.source = o.source "
    "WHERE o.replaced_in IS NULL AND o.source <> f.source AND o.metric = f.metric "
    "AND o.team IS NOT DISTINCT FROM f.team AND o.queue IS NOT DISTINCT FROM f.queue "
    "AND o.first_day < coalesce(f.until_day, f.first_day + 1) AND f.first_day < coalesce(o.until_day, o.first_day + 1) "
    f"AND (os.name = '{TYPED}' OR (o.loaded_in > f.loaded_in AND f.source NOT IN (SELECT source FROM source "
    f"WHERE name = '{TYPED}'))))"
)


class Field(NamedTuple):
    """One name a predicate may use. kind: flag, number, seconds, money or text; word: the word table it needs;
    extra: the `x_…` column a mapping must have brought.

    needs: the kinds of fact that must be loaded, and what must be told (`TELLS`), before this field says anything,
    where that is not the fact's own alone.
    """

    sql: str
    kind: str
    words: str
    word: str = ""
    needs: tuple[str, ...] = ()
    extra: str = ""


class Frame(NamedTuple):
    """One kind of fact, seen as something to count over.

    words: what its rows are, in the plural; texts: text columns it can be cut by; finest: the shortest time its rows
    can be told apart by; names: which words it can be cut by, and `refusal` why not by the others; fills: the kinds of
    fill mark that say how far it is complete (the first that has any; none: it does not wait for a load); at: the
    moment a row is listed under; presence: more than nothing where a cell has rows (over the fact; over a cube);
    standing: which rows count; needs: the kinds of fact that must be loaded beside its fills, as a field's are.
    """

    words: str
    names: tuple[str, ...]
    refusal: str
    fills: tuple[str, ...]
    fields: Mapping[str, Field]
    at: str
    finest: str = HALF_HOUR
    texts: tuple[str, ...] = ()
    presence: str = "count(*)"
    cube_presence: str = ""
    standing: str = "f.replaced_in IS NULL"
    needs: tuple[str, ...] = ()


def _plain(kind: str, /, **words: str) -> dict[str, Field]:
    return {name: Field(f"f.{name}", kind, text) for name, text in words.items()}


def _words(*names: str) -> dict[str, Field]:
    return {name: Field(f"w_{name}.name", "text", f"name of the {name.replace('_', ' ')}", name) for name in names}


LENGTH = "CAST(epoch(f.ended_at) - epoch(f.started_at) AS DECIMAL(18,3))"
ALL, AGENTS = ("queue", "team", "agent", "channel", "customer_segment", "topic"), ("team", "agent")
OF_AGENT = "belongs to an agent and a team, not to a queue or a customer"
OF_COST = "are kept per team and per queue, and shared out to nobody else"
AGENT_ID = {"agent_id": Field("CAST(f.agent AS BIGINT)", "number", "the agent, by a number of no meaning")}
PIECE_SECONDS = _plain("seconds", seconds="its length within one half hour")


def _asked(fact: str, kind: str, /, **words: str) -> dict[str, Field]:
    """Columns that a source may leave out, of which nothing is known where none ever told one."""
    return {name: Field(f"f.{name}", kind, text, needs=(fact, name)) for name, text in words.items()}


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
    "in_hours": Field(IN_HOURS, "flag", "it entered while a site was open"),
    # A source that never told one tells nothing by telling none.
    **{f"{name}_told": Field(told_by(name), "flag", f"its source tells of {words}", needs=("visit", name))
       for name, words in (("hold", "hold"), ("wrap_up", "after-call work"), ("transfer", "transfers"),
                           ("ending", "who ended the call"), ("talk", "talk"))},
    "customer_group_told": Field("CASE WHEN f.customer_segment IS NULL THEN 0 ELSE 1 END", "flag",
                                 "the customer's group is known", needs=("visit", "customer_segment")),
    **_words(*ALL),
}
CONTACT = {
    **_plain("flag", outbound="we called the customer", handled="an agent handled it"),
    **_asked("contact", "flag", recorded="there is a recording", machine="an answering machine took it",
             dialler_dropped="a live answer was given no agent", menu="it entered the voice menu",
             contained="it ended in the voice menu with what the customer wanted", escalated="passed to a second level",
             complaint="a complaint", cancel_intent="the customer wanted to cancel",
             article_used="an article of the knowledge base was opened",
             connected="a live person answered", right_party="the right person answered",
             eligible="a sale was possible", offer_made="an offer was made",
             completed="it reached a final disposition"),
    # Where nobody answered, the right person did not.
    "right_party_told": Field("CASE WHEN f.right_party IS NOT NULL OR f.connected = 0 THEN 1 ELSE 0 END", "flag",
                              "it is known whether the right person answered", needs=("contact", "right_party")),
    "dialled": Field("f.outbound", "flag", "we called the customer; nothing where no such call was ever told of",
                     needs=("contact", "dial")),
    # Where no sales were ever loaded, nobody knows of a contact whether it sold.
    "sold": Field("f.sold", "flag", "at least one sale came from it", needs=("contact", "sale")),
    **_asked("contact", "number", mos="voice quality, 1 to 5", sentiment="a model's score of the customer's mood"),
    **_asked("contact", "text", disposition="the wrap-up code, '' where none was chosen"),
    **_plain("text", language="language spoken"),
    **_plain("seconds", next_s="from its start to the same customer's next contact",
             next_topic_s="from its start to the same customer's next contact on the same topic",
             previous_s="from the same customer's previous contact to its start",
             previous_topic_s="from the same customer's previous contact on the same topic to its start"),
    "duration_s": Field(LENGTH, "seconds", "from its start to its end"),
    "customer_known": Field("CASE WHEN f.customer IS NULL THEN 0 ELSE 1 END", "flag", "the customer was recognised",
                            needs=("contact", "customer")),
    "customer_id": Field("CAST(f.customer AS BIGINT)", "number", "the customer, by a number of no meaning"),
    "known_s": Field("epoch(CAST($known_until AS TIMESTAMP)) - epoch(f.started_at)", "seconds",
                     "from its start to how far contacts are loaded"),
    "window_s": Field("CAST($window_s AS BIGINT)", "seconds", "the centre's resolution window"),
    **_words(*ALL),
}
SALE = {
    # A source whose every sale is of nothing tells that there were sales, not what was paid.
    "revenue": Field("f.revenue", "money", "amount in the centre's currency", needs=("sale", "amount")),
    **_plain("text", currency="currency it was paid in"),
    "linked": Field("CASE WHEN f.contact IS NULL THEN 0 ELSE 1 END", "flag", "the contact it came from is known"),
    "customer_known": Field(
        "CASE WHEN f.contact IN (SELECT c.contact FROM contact AS c WHERE c.customer IS NOT NULL AND c.replaced_in IS "
        "NULL) THEN 1 ELSE 0 END", "flag", "the customer who bought is known", needs=("sale", "contact")),
    **_words(*ALL),
}
FIRST_SALE = {"won": Field("f.won", "flag", "the customer had no subscription before", needs=("sale", "customer")),
              **_words(*ALL)}
SURVEY = {**_plain("flag", top_box="rated in the top boxes (4 or 5 of 5)"),
          **_plain("number", score="the rating", scale="the best rating there is"),
          **_plain("text", question="what was asked: csat, nps, ces, ces2, enps"), **_words(*ALL)}
EVALUATION = {**_plain("number", points="weighted points given", applicable="weighted points that applied"),
              **_asked("evaluation", "flag", auto_fail="it had a critical error"),
              **_plain("text", form="form version", evaluator="who reviewed"), **_words(*ALL)}
COACHING = {**_asked("coaching", "flag", attended="the session took place"),
            **_plain("number", minutes="length in minutes", actions_agreed="actions agreed"),
            **_asked("coaching", "number", actions_done="actions agreed and done"),
            **_plain("text", method="method of coaching", coach="who coached"), **AGENT_ID, **_words(*AGENTS)}
COST = {**_plain("money", cost="amount in the centre's currency"),
        **_plain("text", line_of_cost="line of cost", currency="currency it was paid in"), **_words("team", "queue")}
SPAN = {"seconds": Field(LENGTH, "seconds", "its length; open ends have none")}
COACHES = "SELECT a.agent FROM agent AS a JOIN coaching AS c ON c.coach = a.name"
SCHEDULE = {**SPAN, **_plain("text", activity="planned activity"), **_words(*AGENTS),
            "of_coach": Field(f"CASE WHEN f.agent IN ({COACHES}) THEN 1 ELSE 0 END", "flag", "of somebody who coaches",
                              needs=("schedule", "coaching"))}
STATE = {**SPAN, **_plain("text", state="login or pause"), **_words(*AGENTS),
         "reason": Field("w_reason.name", "text", "reason of the pause", "reason")}
SEGMENT = {**_plain("seconds", seconds="its length"),
           **_plain("flag", answered="an offer that was answered", cancelled="an offer during which the customer left"),
           "offered": Field("CASE WHEN f.kind = 'alert' THEN 1 ELSE 0 END", "flag", "an offer to an agent",
                            needs=("segment", "alert")),
           "missed_told": Field(told_by("missed"), "flag", "its source tells of offers without an answer",
                                needs=("segment", "missed")),
           **_plain("text", kind="alert, talk, hold, wrap_up, consult or monitor"), **_words(*ALL)}
PIECE = {**_plain("seconds", seconds="its length within one half hour"),
         **_plain("text", kind="talk, hold or wrap_up"), **_words(*ALL)}
AGENT_TIME = {
    **_plain("seconds", staffed_s="logged in", paused_s="paused", handling_s="talk, hold and after-call work",
             idle_s="logged in, neither paused nor handling"),
    "there_s": Field("f.handling_s + f.idle_s", "seconds", "logged in and not paused", needs=("agent_state", "pause")),
    "scheduled_s": Field("f.scheduled_s", "seconds", "scheduled", needs=("schedule",)),
    "adhering_s": Field("f.adhering_s", "seconds", "scheduled and spent in the scheduled activity",
                        needs=("schedule", "agent_state")),
    **_words(*AGENTS),
}
def _between(first: str, last: str) -> str:
    return f"CAST(epoch(f.{last}) - epoch(f.{first}) AS DECIMAL(18,3))"


TICKET = {
    "reply_s": Field(_between("opened_at", "first_reply_at"), "seconds", "from its opening to the first reply",
                     needs=("ticket", "first_reply_at")),
    "solved_s": Field(_between("opened_at", "solved_at"), "seconds", "from its opening to its first solution",
                      needs=("ticket", "solved_at")),
    "closed_s": Field(_between("opened_at", "closed_at"), "seconds", "from its opening to its end"),
    **_asked("ticket", "number", replies="replies of agents", reopened="how often it was opened again"),
    **_words("queue", "team", "agent", "channel", "topic"),
}
LEAD = {
    **_asked("lead", "number", attempts="dials so far"), **_plain("text", list="list it is on"),
    "first_dial_s": Field(_between("created_at", "first_dial_at"), "seconds", "from its creation to the first dial",
                          needs=("lead", "first_dial_at")),
    **_words("queue", "team", "agent"),
}
CALLBACK = {
    "late_s": Field(_between("due_at", "attempted_at"), "seconds", "from the promised time to the attempt",
                    needs=("callback", "attempted_at")),
    "attempt_told": Field(told_by("attempted_at"), "flag", "its source tells of attempts",
                          needs=("callback", "attempted_at")),
    "due_known_s": Field("epoch(CAST($known_until AS TIMESTAMP)) - epoch(f.due_at)", "seconds",
                         "from the promised time to how far contacts are loaded"),
    **_words("queue", "team", "agent"),
}
INVITATION = {**_plain("flag", delivered="it arrived"), **_plain("text", question="what it asks"),
              **_words("queue", "team", "agent")}
TRAINING = {**SPAN, **_asked("training", "flag", passed="passed"), **_plain("text", course="course"), **_words(*AGENTS)}
ABSENCE = {**SPAN, **_asked("absence", "flag", planned="planned"), **_words(*AGENTS),
           "reason": Field("w_reason.name", "text", "reason", "reason")}
SUGGESTION = {**_plain("text", title="title"), **_words(*AGENTS)}
FORECAST = {**_plain("number", calls="calls expected", required="agents required"),
            **_plain("text", version="version"), **_words("queue")}
PLANNED = {
    **_plain("number", calls="calls expected"),
    "came": Field("f.came", "number", "stays that entered", needs=("forecast", "visit")),
    "missed_by": Field("f.missed_by", "number", "by how many the forecast missed", needs=("forecast", "visit")),
    **_words("queue"),
}
REQUIRED = {
    **_plain("seconds", required_s="agents' time required"),
    "staffed_s": Field("f.staffed_s", "seconds", "agents' time staffed", needs=("forecast", "agent_state")),
    "missed_by_s": Field("f.missed_by_s", "seconds", "by how much staffing missed", needs=("forecast", "agent_state")),
}
SYSTEM = {**_plain("seconds", seconds="its length within one half hour"),
          **_plain("text", system="system", state="up, down or maintenance")}
EMPLOYED = {
    **_plain("text", role="role", leaving="voluntary, involuntary or internal"),
    "served_days": Field("CAST(f.left_on - f.hired_on AS BIGINT)", "number", "days from hiring to leaving",
                         needs=("employment", "left_on")),
    "known_days": Field("CAST(CAST($known_until AS DATE) - f.hired_on AS BIGINT)", "number",
                        "days from hiring to how far contacts are loaded"),
    **_words(*AGENTS),
}
STAFF = {**_plain("text", role="role"), "tenure_days": Field("CAST(f.tenure_days AS BIGINT)", "number", "days served"),
         **_words(*AGENTS)}
VACANCY = {
    **_asked("vacancy", "flag", internal="filled from within"),
    "hire_days": Field("CAST(f.accepted_on - f.opened_on AS BIGINT)", "number", "days from opening to acceptance"),
    **_words("team"),
}
SUBSCRIBED = {
    **CONTACT, **_plain("money", worth="worth of the customer's subscriptions then"),
    "leaves_in_days": Field("CAST(f.leaves_in_days AS BIGINT)", "number", "days until the customer's last one ended",
                            needs=("subscription", "subscription_end")),
}
# A half hour of handling by somebody of whom no log-in is known says nothing of agents' time.
THERE = " OR ".join(f"f.{name} > 0" for name in ("staffed_s", "paused_s", "handling_s", "idle_s", "scheduled_s"))

CONFIDED = "are told of teams only, never of one person"
RECOGNITION = {**_plain("text", kind="what for"), **AGENT_ID, **_words("team")}
PULSE = {**_plain("number", score="the answer", scale="the best answer there is"),
         **_plain("text", question="what was asked"), **_words("team")}

NOT_CUT = "are of the centre as a whole"
FRAMES: dict[str, Frame] = {
    "visit": Frame("stays in a queue", ALL, "", ("visit",), VISIT, "entered_at", texts=("flow",),
                   cube_presence="sum(f.entered + f.refused)"),
    "visit_by_answer": Frame("stays, dated by their answer", ALL, "", ("visit",), VISIT, "answered_at",
                             texts=("flow",)),
    "visit_by_end": Frame("stays, dated by their end", ALL, "", ("visit",), VISIT, "ended_at", texts=("flow",)),
    "visit_by_event": Frame("service-level events", ALL, "", ("visit",), VISIT, "event_at", texts=("flow",)),
    "contact": Frame("contacts", ALL, "", ("contact",), CONTACT, "started_at", texts=("disposition", "language")),
    "contact_subscribed": Frame("contacts of customers with a subscription", ALL, "", ("contact",), SUBSCRIBED,
                                "started_at", texts=("disposition", "language"), needs=("contact", "subscription")),
    "segment": Frame("steps of a contact", ALL, "", ("segment",), SEGMENT, "started_at"),
    "piece": Frame("pieces of handling time", ALL, "have no such column", ("segment", "visit"), PIECE, "slot",
                   presence="sum(f.seconds)", cube_presence="sum(f.handling_overlap_s)"),
    "agent_state": Frame("log-ins and pauses", (*AGENTS, "reason"), OF_AGENT, ("agent_state",), STATE, "started_at"),
    "pause_time": Frame("pauses by the half hour", (*AGENTS, "reason"), OF_AGENT, ("agent_state",),
                        {**SPAN, **PIECE_SECONDS, **_words(*AGENTS, "reason")}, "slot",
                        needs=("agent_state", "pause")),
    "ready_time": Frame("half hours", (), NOT_CUT, ("agent_state",),
                        _plain("seconds", length_s="its length", ready_s="at least one agent was ready"), "slot"),
    "sale": Frame("sales", ALL, "", ("sale",), SALE, "sold_at"),
    "first_sale": Frame("first sales to a customer", ALL, "", ("sale",), FIRST_SALE, "sold_at"),
    "first_subscription": Frame("first subscriptions of a customer", (), "are of the company as a whole",
                                ("subscription",), _plain("text", product="product"), "day", DAY),
    "survey": Frame("survey answers", ALL, "", ("survey",), SURVEY, "answered_at", texts=("question",)),
    "invitation": Frame("survey invitations", ("queue", *AGENTS), "tell neither channel nor customer",
                        ("invitation",), INVITATION, "sent_at", texts=("question",)),
    "evaluation": Frame("quality reviews", ALL, "", ("evaluation",), EVALUATION, "evaluated_at", texts=("form",)),
    "coaching": Frame("coaching sessions", AGENTS, OF_AGENT, ("coaching",), COACHING, "started_at", texts=("method",)),
    "training": Frame("trainings", AGENTS, OF_AGENT, ("training",), TRAINING, "started_at", texts=("course",)),
    "absence": Frame("absences", (*AGENTS, "reason"), OF_AGENT, ("absence",), ABSENCE, "started_at"),
    "suggestion": Frame("practices shared", AGENTS, OF_AGENT, ("suggestion",), SUGGESTION, "shared_at"),
    "recognition": Frame("recognitions", ("team",), CONFIDED, ("recognition",), RECOGNITION, "given_at"),
    "pulse": Frame("pulse answers", ("team",), CONFIDED, ("pulse",), PULSE, "answered_at", texts=("question",)),
    "cost": Frame("costs", ("queue", "team"), OF_COST, ("cost",), COST, "day", DAY, texts=("line_of_cost",)),
    "budget": Frame("budgets", ("queue", "team"), OF_COST, ("budget",), COST, "day", DAY, texts=("line_of_cost",)),
    "schedule": Frame("planned shifts", AGENTS, OF_AGENT, ("schedule",), SCHEDULE, "started_at"),
    "ticket": Frame("tickets", ("queue", *AGENTS, "channel", "topic"), "carry no customer group", ("ticket",),
                    TICKET, "opened_at"),
    "ticket_day": Frame("tickets waiting at the end of a day", ("queue", *AGENTS, "channel", "topic"),
                        "carry no customer group", ("ticket",), TICKET, "day", DAY, needs=("ticket", "ticket_end")),
    "lead": Frame("leads", ("queue", *AGENTS), "tell neither channel nor customer", ("lead",), LEAD, "created_at",
                  texts=("list",)),
    "callback": Frame("promised callbacks", ("queue", *AGENTS), "tell neither channel nor customer", ("callback",),
                      CALLBACK, "promised_at"),
    "forecast": Frame("forecast intervals", ("queue",), "are made per queue", ("forecast",), FORECAST, "started_at"),
    "plan_time": Frame("forecast intervals and what came", ("queue",), "are made per queue", ("forecast",), PLANNED,
                       "started_at"),
    "required_time": Frame("half hours somebody planned", (), NOT_CUT, ("forecast",), REQUIRED, "slot"),
    "system_time": Frame("states of systems by the half hour", (), "are of a system", ("system_health",), SYSTEM,
                         "slot", texts=("system",)),
    "employment": Frame("hirings", AGENTS, OF_AGENT, ("employment",), EMPLOYED, "day", DAY, texts=("role",)),
    "leaver": Frame("people who left", AGENTS, OF_AGENT, ("employment",), EMPLOYED, "day", DAY,
                    texts=("role", "leaving"), needs=("employment", "left_on")),
    "staff_day": Frame("people employed, each day counted", AGENTS, OF_AGENT, ("employment",), STAFF, "day", DAY,
                       texts=("role",)),
    "vacancy": Frame("vacancies", ("team",), "are of a team", ("vacancy",), VACANCY, "day", DAY),
    "certificate_day": Frame("certificates needed, each day counted", AGENTS, OF_AGENT, ("certificate",),
                             {"valid": Field("f.valid", "flag", "in date", needs=("certificate", "valid_from")),
                              **_plain("text", certificate="certificate"), **_words(*AGENTS)},
                             "day", DAY, texts=("certificate",)),
    "skill_day": Frame("agents and skills, each day counted", AGENTS, OF_AGENT, ("skill",),
                       {**_plain("flag", held="the agent holds it"), **_plain("text", skill="skill"),
                        **_words(*AGENTS)}, "day", DAY, texts=("skill",)),
    "entered": Frame("figures entered by hand", ("queue", "team"), "are kept as they were entered", ("entered",),
                     {**_plain("number", num="what stands above the line", den="what stands below it"),
                      **_plain("text", metric="the metric they are of", who="who brought them"),
                      **_words("queue", "team")}, "day", DAY, standing=COUNTS),
    "interval": Frame("intervals told by reports", ("queue", *AGENTS, "channel"), "are sums that name no customer",
                      ("interval",), {**_plain("number", **{name: f"{name.replace('_', ' ')}, as told"
                                                           for name in COUNTS_TOLD}),
                                      **_plain("seconds", **{name: f"{name.removesuffix('_s').replace('_', ' ')}, as "
                                                             "told" for name in SECONDS_TOLD}),
                                      **_words("queue", *AGENTS, "channel")}, "started_at"),
    "handling_time": Frame("agents' handling, united", AGENTS, OF_AGENT, ("segment",),
                           {**PIECE_SECONDS, **_words(*AGENTS)}, "slot"),
    "coach_session": Frame("sessions of coaches", AGENTS, OF_AGENT, ("coaching",),
                           {**_plain("number", minutes="length in minutes"), **_words(*AGENTS)}, "started_at",
                           needs=("coaching", "attended")),
    "double_review": Frame("pairs of reviews of one contact", ALL, "", ("evaluation",),
                           {**_plain("number", apart="by how much of the points they differ"),
                            **_plain("text", form="form version"), **_words(*ALL)}, "evaluated_at", texts=("form",)),
    "customer_month": Frame("customers at the beginning of a month", (), "are of the company as a whole",
                            ("subscription",), {"stayed": Field("f.stayed", "flag", "still a customer after it",
                                                                needs=("subscription", "subscription_end"))},
                            "day", DAY),
    "agent_time": Frame("agents' half hours", AGENTS, "are agent time, and being logged in is not kept per queue",
                        ("agent_state",), AGENT_TIME, "slot", presence=f"count(*) FILTER ({THERE})",
                        standing="f.slot IS NOT NULL"),
    "agent_day": Frame("agents on the roster", AGENTS, "are known by agent and team, a day at a time", (),
                       {**AGENT_ID, **_words(*AGENTS)}, "day", DAY, standing="f.day IS NOT NULL"),
}
# What is worked out when asked for stands as it is.
FRAMES |= {name: FRAMES[name]._replace(standing="f.day IS NOT NULL") for name in SEEN}


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
