"""This file is about mappings: what they make of a row, which rows they set aside, and what is wrong with them."""

# ruff: noqa: DTZ001  staged times are UTC without saying so

from datetime import datetime
from decimal import Decimal

import pytest

from fourscore.warehouse import Slice

CALLS = """
files: a.csv
key: id
facts:
  contact: {started: start, customer: who}
  visit:
    queue: queue
    outcome: {column: result, words: {ok: answered, lost: abandoned}}
    wait: wait
    talk: talk
    agent: agent
"""
HEADER = "id,start,who,queue,result,wait,talk,agent\n"


def one(tried, spec: str, value: str, kind: str = "lasts", **more: object):
    """What one cell becomes under a field's mapping: the staged value, or what was set aside."""
    tried.write("a.csv", f'day,x\n2026-03-01,"{value}"\n')
    fields = {"lasts": f"started: {{value: 2026-03-01}}, lasts: {spec}",
              "started": f"started: {spec}, lasts: {{value: 1}}"}
    tried.load(f"{{files: a.csv, facts: {{coaching: {{agent: {{value: Ann}}, {fields[kind]}}}}}}}", **more)
    column = {"lasts": "CAST(epoch(ended_at - started_at) AS DOUBLE)", "started": "started_at"}[kind]
    rows = tried.rows("coaching", column)
    return rows[0][0] if rows else tried.aside()[0][1]


@pytest.mark.parametrize(("spec", "value", "seconds"), [
    ("x", "90", 90), ("x", "90.5", 90.5), ("x", "1,234", 1234), ("x", "1:30", 90), ("x", "1:01:30", 3690),
    ("x", "0:00:01.5", 1.5), ("x", "PT1M30S", 90), ("x", "P1DT1S", 86401), ("x", "26:00:00", 93600),
    ("{column: x, unit: minutes}", "1.5", 90), ("{column: x, unit: hours}", "2", 7200),
    ("{column: x, unit: milliseconds}", "1500", 1.5), ("{column: x, unit: day_fraction}", "0.25", 21600),
    ("{column: x, unit: 'hh:mm'}", "1:30", 5400), ("{column: x, empty: ['-'], otherwise: '7'}", "-", 7),
    ("x", "1,5", "unreadable-cell"), ("x", "soon", "unreadable-cell"), ("x", "1:75", "unreadable-cell"),
    ("x", "-5", "impossible-time"), ("x", "-0:05", "impossible-time"), ("x", "P", "unreadable-cell"),
])
def test_lengths_of_time(tried, spec: str, value: str, seconds: float | str) -> None:
    assert one(tried, spec, value) == seconds


@pytest.mark.parametrize(("value", "seconds"), [("1,5", 1.5), ("1.234,5", 1234.5), ("1.5", "unreadable-cell")])
def test_decimal_comma(tried, value: str, seconds: float | str) -> None:
    assert one(tried, "x", value, decimal=",") == seconds


NINE = datetime(2026, 3, 1, 9)


@pytest.mark.parametrize(("spec", "value", "at"), [
    ("x", "2026-03-01 09:00:00", NINE), ("x", "2026-03-01T09:00", NINE), ("x", "2026-03-01T09:00:00Z", NINE),
    ("x", "2026-03-01 11:00:00+02:00", NINE), ("x", "2026-03-01 11:00+02", NINE), ("x", "2026-03-01T06:30-0230", NINE),
    ("x", "2026-03-01", datetime(2026, 3, 1)), ("{column: x, format: epoch}", "1772355600", NINE),
    ("{column: x, format: epoch_ms}", "1772355600000", NINE), ("{column: x, format: excel}", "46082.375", NINE),
    ("{column: x, format: '%d.%m.%Y %H:%M'}", "01.03.2026 09:00", NINE),
    ("{column: x, format: ['%m/%d/%Y %H:%M', '%d.%m.%Y %H:%M']}", "01.03.2026 09:00", NINE),
    ("{column: x, format: '%d %b %Y %H:%M %z'}", "01 Mar 2026 10:00 +0100", NINE),
    ("{date: day, time: x}", "9:00", NINE), ("{date: day, time: x}", "9:00:00 am", NINE),
    ("{date: day, time: x}", "9:00 PM", datetime(2026, 3, 1, 21)),
    ("{date: day, time: x}", "12:00 am", datetime(2026, 3, 1)), ("{date: day, time: x}", "24:00", datetime(2026, 3, 2)),
    ("{date: day, time: x, time_format: '%H.%M'}", "09.00", NINE),
    ("{column: x, zone: Europe/Berlin}", "2026-03-01 10:00", NINE),
    ("x", "03/01/2026 09:00", "unreadable-cell"), ("x", "2026-02-30", "unreadable-cell"), ("x", "", "empty-field"),
    ("{date: day, time: x}", "25:00", "unreadable-cell"), ("{date: day, time: x}", "", "unreadable-cell"),
])
def test_points_in_time(tried, spec: str, value: str, at: datetime | str) -> None:
    assert one(tried, spec, value, "started") == at


@pytest.mark.parametrize(("start", "end", "seconds"), [
    ("23:58", "0:07", 540), ("9:00", "9:00", 0), ("9:00", "8:59", "impossible-time"), ("21:00", "9:00", 43200),
])
def test_a_time_of_day_that_follows_another(tried, start: str, end: str, seconds: int | str) -> None:
    tried.write("a.csv", f"day,a,b\n2026-03-01,{start},{end}\n")
    tried.load("{files: a.csv, facts: {schedule: {agent: {value: Ann}, activity: {value: work}, "
               "started: {date: day, time: a}, ended: {time: b, after: started}}}}")
    rows = tried.rows("schedule", "epoch(ended_at - started_at)")
    assert (rows[0][0] if rows else tried.aside()[0][1]) == seconds


@pytest.mark.parametrize(("kind", "spec", "value", "issue"), [
    ("lasts", "x", "999999999", "impossible-time"), ("lasts", "x", "99999999999", "unreadable-cell"),
    ("lasts", "{column: x, unit: hours}", "1e20", "unreadable-cell"), ("lasts", "x", "1e400", "unreadable-cell"),
    ("started", "x", "0001-01-01 00:00", "impossible-time"), ("started", "x", "9999-12-31", "impossible-time"),
    ("started", "x", "1970-01-01T00:00:00Z", "impossible-time"), ("started", "x", "2100-01-02", "impossible-time"),
    ("started", "{column: x, format: '%Y-%m-%d'}", "infinity", "impossible-time"),
    ("started", "{column: x, format: epoch}", "99999999999999999999", "unreadable-cell"),
    ("started", "{column: x, format: epoch_ms}", "-9e18", "unreadable-cell"),
    ("started", "{column: x, format: excel}", "1e15", "unreadable-cell"),
    ("started", "{date: x, time: day, date_format: excel, time_format: '%Y-%m-%d'}", "9e9", "unreadable-cell"),
])
def test_no_cell_is_too_large_to_be_set_aside(tried, kind: str, spec: str, value: str, issue: str) -> None:
    assert one(tried, spec, value, kind) == issue
    assert one(tried, spec, value, kind, zone="Europe/Berlin") == issue


def test_numbers_and_stays_too_large_to_be_true(tried) -> None:
    tried.write("a.csv", "id,at,until,n,hold,mark\n1,2026-03-01,2026-03-01 00:01,1,0,5\n2,2026-03-01,2036-03-02,1,0,5\n"
                         "3,2026-03-01,2026-03-01 00:01,99999,0,5\n4,2026-03-01,2026-03-01 00:01,1,400000000,5\n"
                         "5,2026-03-01,2026-03-01 00:01,1,0,1000000000\n")
    tried.load("""
        files: a.csv
        key: id
        facts:
          contact: {started: at}
          visit: {queue: {value: all}, outcome: {value: answered}, number: n, wait: {value: 0}, hold: hold,
                  ended: until}
          survey: {score: mark, scale: {value: 5}}""")
    assert tried.aside() == [
        (3, "impossible-time", "visit.ended (until): 2036-03-02 lies more than ten years after what it follows"),
        (4, "unreadable-cell", "visit.number (n): 99999 is too large a number"),
        (5, "impossible-time", "visit.hold (hold): 400000000 is longer than ten years"),
        (6, "unreadable-cell", "survey.score (mark): 1000000000 is too large a number")]
    assert tried.rows("visit", "line, talk_s") == [(2, 60)]


def test_a_contact_of_some_rows_only(tried) -> None:
    tried.write("a.csv", "id,at,kind\n1,2026-03-01,call\n2,2026-03-01,note\n3,2026-03-01,call\n")
    tried.load("{files: a.csv, key: id, facts: {contact: {when: kind = 'call', started: at}}}")
    assert tried.rows("contact", "key, line") == [("1", 2), ("3", 4)]


def test_clock_changes_neither_double_nor_lose(tried) -> None:
    """Berlin, 2025-10-26: 02:30 comes twice. 2026-03-29: 02:30 never comes."""
    tried.write("a.csv", "a,b\n2025-10-26 01:50,2025-10-26 02:10\n2025-10-26 02:50,2025-10-26 02:10\n"
                         "2026-03-29 01:50,2026-03-29 03:10\n2026-03-29 02:30,2026-03-29 03:10\n")
    staged = tried.load(
        "{files: a.csv, facts: {schedule: {agent: {value: Ann}, activity: {value: work}, started: a, ended: b}}}",
        zone="Europe/Berlin")
    assert tried.rows("schedule", "line, epoch(ended_at - started_at)") == [(2, 1200), (3, 1200), (4, 1200)]
    assert tried.aside()[0][:2] == (5, "impossible-time")
    assert staged.notices["times_in_a_repeated_hour"] == 2


def test_good_rows_load_and_bad_ones_are_kept_with_line_and_reason(tried) -> None:
    tried.write("a.csv", HEADER + (
        "1,2026-03-01 09:00,c1,Billing,ok,5,60,Ann\n"
        "2,2026-03-01 09:01,c1,Billing,gone,5,60,Ann\n"
        "3,soon,c1,Billing,ok,5,60,Ann\n"
        ",2026-03-01 09:03,c1,Billing,ok,5,60,Ann\n"
        "1,2026-03-01 09:04,c1,Billing,lost,5,,Ann\n"
        "6,2026-03-01 09:05,c1,Billing,lost,,,Ann\n"
        "7,2026-03-01 09:06,c1,,lost,5,,\n"
        "8,2026-03-01 09:07,c1,Billing,LOST,-5,,\n"
        "9,2026-03-01 09:08,2.33E+07,Billing,LOST,5,99,\n"))
    staged = tried.load(CALLS)
    assert tried.aside() == [
        (3, "unknown-word", "visit.outcome (result): gone is none of the words the mapping knows"),
        (4, "unreadable-cell", "contact.started (start): soon is no date and time that can be read"),
        (5, "empty-key", "the key (id) is blank"),
        (6, "duplicate-key", "the row on line 2 of the same file has the same key 1"),
        (7, "empty-field", "visit: neither a wait nor the time it ended is told"),
        (8, "empty-field", "visit.queue (queue) is blank"),
        (9, "impossible-time", "visit.wait (wait): -5 is less than nothing"),
    ]
    assert tried.rows("visit", "line, contact, outcome, wait_s, talk_s, answered_at, ended_at") == [
        (2, "1", "answered", 5, 60, datetime(2026, 3, 1, 9, 0, 5), datetime(2026, 3, 1, 9, 1, 5)),
        (10, "9", "abandoned", 5, None, None, datetime(2026, 3, 1, 9, 8, 5)),
    ]
    assert tried.rows("contact", "key, customer") == [("1", "c1"), ("9", None)]
    assert staged.notices == {"full_row_duplicates": 0, "rounded_customer_ids": 1}
    assert tried.connection.execute("SELECT row_text FROM aside ORDER BY line LIMIT 1").fetchall() == [
        ("2,2026-03-01 09:01,c1,Billing,gone,5,60,Ann",)]


def test_one_row_gives_a_call_its_stay_and_its_handling(tried) -> None:
    tried.write("a.csv", "id,start,ring,talk,hold,after\n1,2026-03-01 09:00,4,60,30,20\n")
    staged = tried.load("""
        files: a.csv
        key: id
        covers: event
        facts:
          contact: {started: start, direction: {value: inbound}, connected: {value: yes}}
          visit: {queue: {value: all}, outcome: {value: answered}, wait: {value: 10}, ring: ring, talk: talk,
                  hold: hold, wrap_up: after, agent: {value: Ann}}""")
    segments = tried.rows("segment", "number, kind, started_at::TIME::VARCHAR, ended_at::TIME::VARCHAR, agent")
    assert sorted(segments) == [
        (1, "alert", "09:00:06", "09:00:10", "Ann"), (2, "talk", "09:00:10", "09:01:10", "Ann"),
        (3, "hold", "09:01:10", "09:01:40", "Ann"), (4, "wrap_up", "09:01:40", "09:02:00", "Ann")]
    assert tried.rows("contact", "outbound, connected, ended_at") == [(0, 1, datetime(2026, 3, 1, 9, 1, 40))]
    assert staged.covers is not None
    assert staged.covers[0] == staged.covers[1]


def test_what_is_not_told_follows_from_what_is(tried) -> None:
    tried.write("a.csv", "id,a,b,c\n1,2026-03-01 09:00,2026-03-01 09:00:30,2026-03-01 09:02\n"
                         "2,2026-03-01 09:00,,2026-03-01 09:01\n")
    tried.load("""
        files: a.csv
        key: id
        facts:
          contact: {started: a}
          visit: {queue: {value: all}, answered: b, ended: c,
                  outcome: {when: {answered: "b <> ''", abandoned: "b = ''"}}}""")
    assert tried.rows("visit", "outcome, wait_s, talk_s") == [("answered", 30, 90), ("abandoned", 60, None)]


def test_rows_of_one_contact_over_two_loads(tried) -> None:
    mapping = """
        files: "{}"
        key: [call, leg]
        facts:
          contact: {{key: call, started: at}}
          visit: {{queue: queue, outcome: {{value: answered}}, wait: {{value: 1}}, talk: {{value: 10}}}}"""
    tried.write("a.csv", "call,leg,at,queue\nx,1,2026-03-01 09:00,A\nx,2,2026-03-01 09:05,B\ny,1,2026-03-01 09:00,A\n")
    tried.load(mapping.format("a.csv"))
    assert tried.rows("contact", "key, started_at") == [("x", NINE), ("y", NINE)]
    assert tried.rows("visit", "contact, number, queue") == [("x", 1, "A"), ("x", 2, "B"), ("y", 1, "A")]
    tried.write("b.csv", "call,leg,at,queue\nx,3,2026-03-01 09:09,C\nx,2,2026-03-01 09:05,D\n")
    staged = tried.load(mapping.format("b.csv"))
    assert tried.rows("contact", "key, started_at") == [("x", NINE)]
    assert tried.connection.execute("SELECT number, queue FROM staged_visit ORDER BY number").fetchall() == [
        (1, "A"), (2, "D"), (3, "C")]
    assert staged.left_out == 0


STEPS = """
files: a.csv
facts:
  contact: {key: call, started: at}
  visit:
    when: what = 'stay'
    queue: {value: Billing}
    outcome: {column: result, words: {talked: answered, on: open, lost: abandoned}}
    entered: at
    answered: taken
    ended: until
    agent: agent
  segment: {when: what <> 'stay', kind: {column: what, words: {ring: alert, talk: talk}}, started: at, ended: until}
"""


def test_a_call_somebody_is_still_talking_in_has_waited_and_has_no_end(tried) -> None:
    """Neither what it rang nor a stay before its last one is the end of a call that goes on."""
    tried.write("a.csv", "call,what,result,agent,at,taken,until\n"
                         "1,stay,on,Ann,2026-03-01 09:00:00,2026-03-01 09:00:30,\n"
                         "1,ring,,,2026-03-01 09:00:20,,2026-03-01 09:00:30\n"
                         "1,talk,,,2026-03-01 09:00:30,,\n"
                         "2,stay,on,,2026-03-01 09:10:00,,\n"
                         "3,stay,talked,Ann,2026-03-01 09:20:00,2026-03-01 09:20:10,2026-03-01 09:21:00\n"
                         "3,stay,on,,2026-03-01 09:21:00,,\n"
                         "4,stay,lost,,2026-03-01 09:30:00,,2026-03-01 09:30:05\n"
                         "4,ring,,,2026-03-01 09:30:00,,2026-03-01 09:30:06\n")
    tried.load(STEPS)
    assert tried.aside() == []
    assert tried.rows("visit", "line, outcome, agent, wait_s, answered_at, ended_at, talk_s") == [
        (2, "open", "Ann", 30, datetime(2026, 3, 1, 9, 0, 30), None, None), (5, "open", None, 0, None, None, None),
        (6, "answered", "Ann", 10, datetime(2026, 3, 1, 9, 20, 10), datetime(2026, 3, 1, 9, 21), 50),
        (7, "open", None, 0, None, None, None),
        (8, "abandoned", None, 5, None, datetime(2026, 3, 1, 9, 30, 5), None)]
    assert tried.rows("contact", "key, ended_at") == [
        ("1", None), ("2", None), ("3", None), ("4", datetime(2026, 3, 1, 9, 30, 5))]
    assert tried.rows("segment", "contact, number, kind, ended_at") == [
        ("1", 1, "alert", datetime(2026, 3, 1, 9, 0, 30)), ("1", 2, "talk", None),
        ("4", 1, "alert", datetime(2026, 3, 1, 9, 30, 6))]


def test_a_row_that_gives_no_stay_does_not_end_its_contact(tried) -> None:
    tried.write("a.csv", "call,at,until,queue\n1,2026-03-01 09:00,2026-03-01 09:01,Billing\n"
                         "2,2026-03-01 09:00,2026-03-01 09:01,\n")
    tried.load("{files: a.csv, key: call, facts: {contact: {started: at}, visit: {when: queue <> '', queue: queue, "
               "outcome: {value: abandoned}, ended: until}}}")
    assert tried.rows("contact", "key, ended_at") == [("1", datetime(2026, 3, 1, 9, 1)), ("2", None)]


def test_only_some_rows_begin_a_contact(tried) -> None:
    """Each under its own key, with and without a key of the contact's own."""
    tried.write("a.csv", "id,call,what,at\n1,x,call,2026-03-01 09:00\n2,y,call,2026-03-01 09:01\n"
                         "3,y,note,2026-03-01 09:02\n4,z,note,2026-03-01 09:03\n")
    mapping = "{files: a.csv, key: id, facts: {contact: {%s when: what = 'call', started: at}}}"
    tried.load(mapping % "key: call,")
    assert tried.rows("contact", "key, line") == [("x", 2), ("y", 3)]
    tried.load(mapping % "")
    assert tried.rows("contact", "key, line") == [("1", 2), ("2", 3)]


def test_every_other_fact(tried) -> None:
    tried.write("a.csv", "id,at,who,n,text\n1,2026-03-01 09:00,Ann,4,login\n"
                         "2,2026-03-01 10:00,Ann,\"€ 1,200.50\",pause\n")
    tried.load("""
        files: a.csv
        key: id
        facts:
          agent_state: {agent: who, state: text, reason: {value: lunch}, started: at, lasts: {value: 1h}}
          evaluation: {agent: who, evaluated: at, points: n, applicable: {value: 2000}, form: {value: A}}
          survey: {contact: id, answered: at, score: n, scale: {value: 5}, top_box: {when: n >= 4}}
          sale: {when: text = 'pause', sold: at, agent: who, amount: n, currency: {value: EUR}, contact: id}
          cost: {first_day: {column: at, format: "%Y-%m-%d %H:%M"}, last_day: {value: 2026-03-31}, amount: n,
                 line_of_cost: {value: Rent}}""".replace("{value: 1h}", "{value: 3600}"))
    assert tried.aside() == []
    assert tried.rows("agent_state", "key, state, reason, epoch(ended_at - started_at)") == [
        ("1", "login", "lunch", 3600), ("2", "pause", "lunch", 3600)]
    assert tried.rows("evaluation", "points, applicable, form") == [(4, 2000, "A"), (Decimal("1200.5"), 2000, "A")]
    assert tried.rows("survey", "contact, score, top_box") == [("1", 4, 1), ("2", Decimal("1200.5"), 1)]
    assert tried.rows("sale", "key, contact, agent, amount, currency") == [("2", "2", "Ann", Decimal("1200.5"), "EUR")]
    assert tried.rows("cost", "first_day::VARCHAR, until_day::VARCHAR, amount")[0] == ("2026-03-01", "2026-04-01", 4)


def test_extras_notices_and_what_is_left_out(tried) -> None:
    tried.write("a.csv", "id,at,who,n,text\n1,2026-03-01 09:00,Ann,4,a\n2,2026-03-01 10:00,Bo,-2,test\n"
                         "3,2026-03-01 11:00,Bo,x,a\n")
    staged = tried.load("""
        files: a.csv
        key: id
        leave_out: text = 'TEST' or lower(text) = 'test'
        facts: {contact: {started: at}}
        extra: {word: {column: text, otherwise: none}, n: number}
        notices: {below: n < 0, either: "who in ('Ann', 'Bo') and not n between 0 and 3"}
        distinct: who""")
    assert staged.left_out == 1
    assert tried.rows("contact", "key, x_word, x_n") == [("1", "a", 4), ("3", "a", None)]
    assert staged.notices == {"below": 1, "either": 3, "full_row_duplicates": 0, "distinct_who": 2,
                              "who_repeats_across_lines": 1, "unreadable_n": 1}


def test_distinct_values_add_up_over_loads(tried) -> None:
    mapping = "{files: a.csv, facts: {contact: {started: at}}, distinct: who}"
    tried.write("a.csv", "at,who\n2026-03-01,Ann\n2026-03-01,Bo\n")
    first = tried.load(mapping).notices
    tried.write("a.csv", "at,who\n2026-03-02,Bo\n2026-03-02,Cy\n2026-03-02,Cy\n")
    other = tried.folder / "a.csv"
    second = tried.load(mapping, [Slice(2, other, 0, other.stat().st_size, 1, 4)]).notices
    assert [(n["distinct_who"], n["who_repeats_across_lines"]) for n in (first, second)] == [(2, 0), (1, 2)]


def test_everything_wrong_with_a_mapping_is_told_at_once(tried) -> None:
    source, issues = tried.configure("""
        file: a.csv
        zone: Europe/Berln
        encoding: utf9
        delimiter: "||"
        quote: [none]
        leave_out: exists(select 1)
        facts:
          contact: {started: {time: at, after: entered}, customr: who}
          visit: {queue: [a, b], outcome: {column: r, words: {x: answerd}}, wait: {column: w, unit: second}}
          sale: {amount: {colum: n}}
          visits: {}
        extra: {hour: text, Wort: text}
        covers: week""")
    assert source is None
    assert sorted((issue.name, issue.where.partition(", ")[2]) for issue in issues) == [
        ("bad-condition", "leave_out"), ("bad-extra-name", "extra.Wort"), ("bad-extra-name", "extra.hour"),
        ("bad-mapping", "delimiter"), ("bad-mapping", "encoding"), ("bad-mapping", "facts.contact.started"),
        ("bad-mapping", "facts.sale.amount"), ("bad-mapping", "files"), ("unknown-choice", "covers"),
        ("unknown-choice", "facts.visit.outcome.words"), ("unknown-choice", "facts.visit.wait"), ("unknown-key", ""),
        ("unknown-key", "facts"), ("unknown-key", "facts.contact"), ("unknown-key", "facts.sale.amount"),
        ("unknown-zone", "zone"), ("wrong-shape", "quote"),
    ]
    assert {issue.remedy for issue in issues if issue.name == "unknown-key"} == {
        "Did you mean files?", "Did you mean visit?", "Did you mean customer or customer_segment?",
        "Did you mean column?"}


@pytest.mark.parametrize(("facts", "missing"), [
    ("contact: {customer: who}", ["A contact needs the field 'started', and the mapping has none."]),
    ("visit: {queue: q, outcome: o}", ["A visit needs 'entered'.", "A visit needs 'contact'."]),
    ("schedule: {agent: a, activity: b, started: c}", ["A schedule needs 'ended' or 'lasts'."]),
    ("sale: {amount: a}", ["A sale needs 'sold'."]),
])
def test_a_fact_needs_its_fields(tried, facts: str, missing: list[str]) -> None:
    _, issues = tried.configure(f"{{files: a.csv, facts: {{{facts}}}}}")
    assert [(issue.name, issue.what) for issue in issues] == [("missing-field", what) for what in missing]


@pytest.mark.parametrize("condition", [
    "a", "a = ", "a; DROP TABLE landed", "read_text('x') = ''", "a = (SELECT 1)", "t.a = 1", "a = 'x' OR pi() > 3",
    "sum(a) > 1", "a IS TRUE", "cast(a AS DATE) = 'x'",
])
def test_conditions_say_only_what_they_may(tried, condition: str) -> None:
    _, issues = tried.configure("{files: a.csv, facts: {contact: {started: at}}}", leave_out=condition)
    assert [issue.name for issue in issues] == ["bad-condition"]


@pytest.mark.parametrize(("condition", "lines"), [
    ("a = 'x'", [2]), ("a <> 'x'", [3, 4]), ("n < 3", [2]), ("n <= 3 and a = ''", [3]), ("a is null", [3]),
    ("a is not null", [2, 4]), ("n + 1 > 4", []), ("not n > 2", [2, 4]), ("a like 'x%'", [2, 4]),
    ("length(a) > 1", [4]),
    ("n <> 3", [2, 4]), ("a in ('x', '')", [2, 3]), ("abs(n) = 3", [3]), ("upper(a) = 'X'", [2]),
    ('"odd name" = \'1\'', [2]),
])
def test_what_conditions_hold_for(tried, condition: str, lines: list[int]) -> None:
    tried.write("a.csv", "at,a,n,odd name\n2026-03-01,x,1,1\n2026-03-01,,3,2\n2026-03-01,xy,few,3\n")
    tried.load("{files: a.csv, facts: {contact: {started: at}}}", leave_out=f"not ({condition})")
    assert [line for (line,) in tried.rows("contact", "line")] == lines
