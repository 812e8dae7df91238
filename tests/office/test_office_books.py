"""This file is about every table of the office at once: kept and read on both databases, and a person found in each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Float, Integer, Numeric, Table, Text, insert, select

from fourscore.office import (
    PERSON,
    Answered,
    Disputed,
    Exact,
    Moment,
    Office,
    Typed,
    acknowledge,
    answer_dispute,
    approve,
    approved,
    disputes,
    held,
    notices,
    open_dispute,
    tell,
)
from fourscore.scoring import (
    Acknowledged,
    Approval,
    Closed,
    Decision,
    Initiative,
    InitiativeAim,
    Line,
    Stood,
    acknowledged,
    closings,
    decisions,
    declare_tables,
    initiatives,
    keep_acknowledged,
    keep_closed,
    keep_decision,
    keep_initiative,
    keep_lines,
    keep_state,
    keep_strategy,
    minutes,
    strategies,
)
from fourscore.strategy import Signature, keep_signature, signatures
from fourscore.warehouse import mask_of

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
NAME, ALIAS = "Zoë King", "agent-7f3a"
declare_tables()
# Text columns that hold no one's name by their nature. A new text column belongs here, or is marked PERSON where it is
# declared: then its people are found by their names.
WORDS = {
    "mail_subscription": "what scope form every language", "mail_message": "subject state reason told",
    "saved_view_text": "name question moves roles", "pasted_report": "numbers",
    "strategy_draft": "base ended_as", "strategy_draft_step": "text said",
    "account": "secret subject language", "invitation": "print", "sign_in": "print browser",
    "audit": "who thing name old new origin", "read_token": "name print reads", "granted": "role team",
    "wall_link": "name print scope", "repeated": "print asked run edition",
    "agent": "name", "agent_name": "name", "closing": "month",
    "closed_number": "metric scope team", "dispute": "metric why", "dispute_answer": "outcome text",
    "entry": "metric team queue note", "handed_in": "file fingerprint", "team": "name site",
    "initiative": "id name hypothesis objective currency scope against", "initiative_aim": "kpi",
    "initiative_state": "state why", "policy_acknowledged": "policy fingerprint role",
    "published_strategy": "text fingerprint definitions role why", "push_token": "name source print",
    "published_card": "period level name status zone currency role why", "published_correction": "kpi role why",
    "published_score": "of id name status",
    "published_value": "kpi name metric unit definition state status parts",
    "review_closed": "month signal closed_as why", "review_decision": "month text kpi",
    "review_line": "month signal kind about words", "staff_agreement": "text fingerprint role",
    "agreement_notice": "what", "stage_signature": "fingerprint role shown",
    "comment": "kind about scope period shown", "comment_text": "text", "notice": "kind",
    "incident_text": "kind queues text why", "alert_rule_text": "name metric scope side span duty quiet",
    "alert_episode": "state", "alert_event": "what note shown",
}
# Of a forgotten person's account nothing is left to sign in with.
GONE: dict[str, dict[str, str | None]] = {
    "account": {"login": f"{ALIAS} 1", "secret": None, "subject": None, "language": None},
    "invitation": {"login": ALIAS}}
BOOKS = "dispute staff_agreement published_strategy published_card initiative review_line policy_acknowledged"


def columns() -> Iterator[Column[Any]]:
    for table in Typed.metadata.sorted_tables:
        yield from table.columns


@pytest.fixture
def office(office_url: str, tmp_path: Path) -> Iterator[Office]:
    opened = Office.open(office_url, backups=tmp_path / "backups", now=NOW)
    yield opened
    opened.close()


def test_of_every_text_column_it_is_said_whether_it_names_people() -> None:
    """A column of another type could hold a name unseen by `forget` and `about`: they look into text."""
    known = (Text, Integer, Numeric, Float, Boolean, Date, Moment, Exact)
    assert [str(one) for one in columns() if not isinstance(one.type, known)] == []
    text = {(one.table.name, one.name) for one in columns() if isinstance(one.type, Text)}
    people = {(one.table.name, one.name) for one in columns() if one.info == PERSON}
    words = {(table, name) for table, names in WORDS.items() for name in names.split()}
    assert words | people == text
    assert words & people == set()
    assert set(BOOKS.split()) <= {table for table, _ in people | words}


def value_of(column: Column[Any]) -> Any:
    """Something that stands in such a column; in one of text the person."""
    if isinstance(column.type, Text):
        return f"{NAME}, of {column.name}"
    if isinstance(column.type, Moment):
        return NOW
    if isinstance(column.type, Date):
        return date(2026, 5, 5 if column.name.startswith("until") else 4)
    return Decimal(1) if isinstance(column.type, Exact) else 1 if not isinstance(column.type, Boolean) else True


def test_a_person_is_found_in_every_text_of_every_table_and_forgotten_in_all(office: Office) -> None:
    mask = mask_of({NAME: ALIAS}, "agent")
    every: list[Table] = Typed.metadata.sorted_tables
    with office.writing() as session:
        for table in every:
            counted = table.autoincrement_column  # it counts up by itself
            session.execute(insert(table).values({one.name: value_of(one) for one in table.columns
                                                  if one is not counted}))
    text = {f"office: {one.table.name}.{one.name}": 1 for one in columns() if isinstance(one.type, Text)}
    assert office.naming(mask) == text
    naming = {one.table.name for one in columns() if isinstance(one.type, Text)} | {"membership"}
    assert set(held(office, mask)) == naming
    office.forget(mask, "agent", ALIAS, now=NOW)
    assert office.naming(mask) == dict.fromkeys(text, 0)
    with office.reading() as session:
        for table in every:
            first = session.execute(select(table).order_by(*table.primary_key)).mappings().first()
            assert first is not None
            assert dict(first) == {one.name: ALIAS + f", of {one.name}" if isinstance(one.type, Text) else value_of(one)
                                   for one in table.columns} | GONE.get(table.name, {})


def test_the_staffs_books(office: Office) -> None:
    approve(office, json.dumps({"purpose": "coaching"}), "f1", NAME, "Senior manager", now=NOW)
    tell(office, 1, {"Ada Bell": "Read this"}, NAME, now=NOW)
    assert acknowledge(office, 1, "Ada Bell", now=NOW)
    assert not acknowledge(office, 1, "Ada Bell", now=NOW)
    assert [(one.number, one.approved_by, one.approved_at) for one in approved(office)] == [(1, NAME, NOW)]
    assert [(one.agent, one.told_by, one.acknowledged_at) for one in notices(office, 1)] == [("Ada Bell", NAME, NOW)]
    made = Disputed(0, "quality_score", "Ada Bell", date(2026, 4, 1), date(2026, 5, 1), 0.1 + 0.2, 2**40, "Not mine",
                    "Ada Bell", NOW)
    number = open_dispute(office, made)
    answer = Answered("upheld", "It stands", 1 / 3, 5, NAME, NOW)
    answer_dispute(office, number, answer)
    assert disputes(office) == [made._replace(number=number, answers=(answer,))]  # to the last digit, and the day


def test_the_books_of_reviews(office: Office) -> None:
    made = Initiative("more", "More people", "Fewer wait", "quick", NAME, Decimal("1250.50"), "EUR", date(2026, 5, 4),
                      ("Billing 1",), ("Billing 2",), (InitiativeAim("in-time", 0.1, date(2026, 8, 1)),),
                      (Stood("planned", NOW, NAME, "Why"),))
    keep_initiative(office, made, who=NAME, now=NOW)
    keep_state(office, "more", Stood("running", NOW, NAME, "Begun"), after=len(initiatives(office)[0].states))
    (kept,) = initiatives(office)
    assert kept._replace(states=()) == made._replace(states=())
    assert [one.state for one in kept.states][-1] == "running"
    line = Line("s1", "off target", "in-time", "In time is off target.")
    assert (keep_lines(office, "2026-04", [line], now=NOW), keep_lines(office, "2026-04", [line], now=NOW)) == (1, 0)
    keep_closed(office, Closed("2026-04", "s1", "done", NAME, "Seen", NOW))
    one = Decision(0, "2026-04", "More people at ten", "in-time", 0.05, date(2026, 8, 1), NAME, NOW, None, None)
    first = keep_decision(office, one)
    second = keep_decision(office, one._replace(text="Not so", withdraws=first))
    assert [(got.number, got.withdraws, got.withdrawn, got.change) for got in decisions(office)] == [
        (first, None, second, 0.05), (second, first, None, 0.05)]
    assert closings(office)[0].at == NOW
    assert minutes(office, "2026-04").lines == (line,)
    read = Acknowledged("call-back", "f1", NAME, "Team leader", NOW)
    assert keep_acknowledged(office, read)
    assert acknowledged(office) == [read]


def test_the_books_of_what_is_published_and_signed(office: Office) -> None:
    keep_strategy(office, b"mission: m", {"service_level": "d"}, Approval(NAME, "Senior manager", "Why"), seen=0,
                  now=NOW)
    (version,) = strategies(office)
    assert (version.number, version.approval.who, version.at, version.whole) == (1, NAME, NOW, True)
    signed = Signature(2, "f2", NAME, "Senior manager", "the team", NOW, False)
    keep_signature(office, signed)
    assert signatures(office) == [signed]
