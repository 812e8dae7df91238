"""This file is about rows that cannot be, of every kind of source, for the sentences with which they are set aside."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from fourscore.warehouse.sources.asterisk import QueueLog
from fourscore.warehouse.sources.asterisk.records import CallRecords, ChannelEvents
from fourscore.warehouse.sources.freeswitch import CallcenterEvents, CallDetailRecords
from fourscore.warehouse.sources.hosted import AmazonConnect, Genesys
from fourscore.warehouse.sources.intervals import Intervals
from fourscore.warehouse.sources.roster import Roster
from fourscore.warehouse.sources.table import Table
from fourscore.warehouse.sources.tickets import Tickets
from fourscore.warehouse.sources.twilio import TaskRouterEvents

SECOND = 1_767_225_600  # 2026-01-01 00:00 UTC


class Broken(NamedTuple):
    """A file with rows that cannot be, and the source that reads it."""

    source: Any
    options: dict[str, Any]
    text: str | bytes


def _sheet(*rows: str) -> str:
    return "".join(f"{row}\n" for row in rows)


def _lines(*records: Any) -> str:
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in records)


CALLS: dict[str, Any] = {
    "zone": "Europe/Berlin", "key": "id", "facts": {
        "contact": {"started": "at"},
        "visit": {"entered": "at", "answered": "up", "queue": "queue", "wait": "wait", "number": "nth",
                  "transferred": "moved",
                  "outcome": {"column": "result", "words": {"ok": "answered", "lost": "abandoned"}}}},
}
AT = "2026-03-02 10:00:00"
CALL_ROWS = _sheet(
    "id,at,up,queue,result,wait,nth,moved", f"1,{AT},,Sales,ok,5,1,no", f"1,{AT},,Sales,ok,5,1,no",
    f",{AT},,Sales,ok,5,1,no", f"2,{AT},,,ok,5,1,no", f"3,{AT},,Sales,odd,5,1,no", f"4,{AT},,Sales,ok,5,1,perhaps",
    f"5,{AT},,Sales,ok,soon,1,no", f"6,{AT},,Sales,ok,-5,1,no", f"7,{AT},,Sales,ok,999999999,1,no",
    f"8,{AT},,Sales,ok,5,many,no", f"9,{AT},,Sales,ok,5,9999,no", "10,yesterday,,Sales,ok,5,1,no",
    "11,1066-10-14 09:00:00,,Sales,ok,5,1,no", "12,2026-03-29 02:30:00,,Sales,ok,5,1,no",
    f"13,{AT},2026-03-02 09:00:00,Sales,ok,5,1,no", f"14,{AT},2046-03-02 09:00:00,Sales,ok,5,1,no",
    f"15,{AT},,Sales,lost,,1,no", "16,too,few", f'17,{AT},,"Sales,ok,5,1,no').encode() + b"18,\xff,,Sales,ok,5,1,no\n"
CLOCK: dict[str, Any] = {"zone": "UTC", "key": "id", "facts": {
    "contact": {"started": "at", "ended": {"time": "end", "after": "started", "at_most": "2h"}}}}
COSTS: dict[str, Any] = {"zone": "UTC", "key": "id", "facts": {
    "cost": {"first_day": "first", "last_day": "last", "amount": "sum", "line_of_cost": {"value": "rent"}}}}
BUDGETS = {**COSTS, "facts": {"budget": COSTS["facts"]["cost"]}}
COST_ROWS = _sheet("id,first,last,sum", "1,2026-03-05,2026-03-01,10", "2,soon,,10", "3,2026-03-05,,much",
                   "4,1066-03-05,,10")


def _told(period: str, *rows: str) -> Broken:
    """A report of that period."""
    options = {"period": period, "start": "from", "zone": "Europe/Berlin",
               "tells": {"offered": "offered", "talk": "talk"},
               **{name: name for name in ("queue", "team", "agent", "channel")},
               **({"entered": {"service_level": "level"}} if period == "day" else {})}
    return Broken(Intervals, options, _sheet("from,queue,team,agent,channel,offered,talk,level", *rows))


REPORTS = (
    _told("half_hour", ",a,b,c,d,1,1,", "never,a,b,c,d,1,1,", "2026-03-02 08:00,,b,c,d,1,1,",
          "2026-03-02 08:00,a,,c,d,1,1,", "2026-03-02 08:00,a,b,,d,1,1,", "2026-03-02 08:00,a,b,c,,1,1,",
          "2026-03-29 02:30,a,b,c,d,1,1,", "1830-03-02 08:00,a,b,c,d,1,1,", "2026-03-02 08:10,a,b,c,d,1,1,",
          "2026-03-02 08:00,a,b,c,d,lots,1,", "2026-03-02 08:00,a,b,c,d,1,long,"),
    _told("five_minutes", "2026-03-02 08:01,a,b,c,d,1,1,"), _told("quarter_hour", "2026-03-02 08:10,a,b,c,d,1,1,"),
    _told("hour", "2026-03-02 08:10,a,b,c,d,1,1,"), _told("week", "2026-03-02 08:00,a,b,c,d,1,1,"),
    _told("month", "2026-03-02 08:00,a,b,c,d,1,1,"),
    _told("day", "2026-03-02 08:00,a,b,c,d,1,1,", "2026-03-02,a,b,c,d,1,1,good"),
)
SPELLS = _sheet(
    "Employee ID,Name,Log-in,Team,From,To,Joined,Loan team,Loan from,Loan to,Loan,FTE", ",,,Red,2026-05-01,,,,,,,",
    ",Ada,,Red,2026-05-01,2026-04-01,,,,,,", ",Ben,,Red,soon,,,,,,,", ",Cy,,Red,2026-05-01,,2026-06-01,,,,,",
    ",Dee,,,2026-05-01,,,,,,yes,", ",Eve,,Red,2026-05-01,,,Blue,,,,",
    ",Fay,,Red,2026-05-01,,,Blue,2026-06-02,2026-05-31,,",
    ",Gus,,Red,2026-05-01,,,,,,perhaps,", ",Hal,,Red,2026-05-01,,,,,,,7x", ",Ida,,Red,2026-05-01,,,,,,,900",
    ",Jim,,Red,,,,,,,,", "1,Jo,,Red,2026-01-01,,,,,,,", "2,Jo,,Blue,2026-01-01,,,,,,,", ",Jo,,Green,2026-01-01,,,,,,,",
    ",Kim,,Red,2026-01-01,2026-03-31,,,,,,", ",Kim,,Blue,2026-03-01,2026-06-30,,,,,,",
    ",Lea,77,Red,2025-01-01,,,,,,,", ",Max,77,Red,2026-02-01,,,,,,,", ",Ned,Lea,Red,2025-01-01,,,,,,,",
    ",Ola,,Red,2026-01-01,2026-03-31,,Blue,2026-03-20,2026-05-31,,")
DAILY = _sheet("As of,Name,Team,From", "2026-03-01,Ada,Red,2025-01-01", "2026-03-01,Ada,Blue,2025-01-01",
               ",Ben,Red,2025-01-01", "2026-99-99,Cy,Red,2025-01-01")
LOG = _sheet("1767225700|c1|sales|NONE|ENTERQUEUE||555|1", "yesterday|c1|sales|Anna|CONNECT|1|x|1",
             "4500000000|c1|sales|Anna|CONNECT|1|x|1", "1767225695|c1|sales|Anna|CONNECT|1|x|1",
             "1767225710|c1|sales|NONE|ABANDON|1|1|10")


def _cdr(call: int, start: str = AT, duration: str = "60", channel: str = "PJSIP/trunk-00000001") -> str:
    return (f",5551234,600,from-trunk,Ada,{channel},,Queue,\"sales,t\",{start},,{AT},{duration},0,NO ANSWER,"
            f"DOCUMENTATION,{SECOND}.{call},,,{SECOND}.{call},{call}")


CDR = _sheet(_cdr(1), _cdr(2, start="yesterday"), _cdr(3, start=""), _cdr(4, duration="-3"), _cdr(5, channel=""))


def _cel(event: str, at: str, channel: str = "PJSIP/trunk-00000001") -> str:
    return f"{event},{at},,5551234,,,,600,queues,{channel},,,3,,{SECOND}.1,{SECOND}.1,,,,"


CEL = _sheet("eventtype,eventtime,cidname,cidnum,cidani,cidrdnis,ciddnid,exten,context,channame,appname,appdata,"
             "amaflags,acctcode,uniqueid,linkedid,peer,userfield,usereventname,extra",
             *(_cel("CHAN_START", f"{SECOND}.{nth}") for nth in range(1, 5)), _cel("ANSWER", "yesterday"),
             _cel("ANSWER", ""), _cel("ANSWER", "9999999999"), _cel("ANSWER", f"{SECOND}.5", ""))


def _switch(action: str, at: float = 5, **headers: str) -> dict[str, str]:
    return {"Event-Name": "CUSTOM", "Event-Subclass": "callcenter::info", "Core-UUID": "core",
            "Event-Date-Timestamp": str(round((SECOND + at) * 1e6)), "Event-Sequence": "1", "CC-Action": action,
            **{f"CC-{name.replace('_', '-')}": value for name, value in headers.items()}}


PLACE = {"Queue": "sales", "Member_UUID": "m1", "Member_Session_UUID": "c1", "Member_CID_Number": "5551"}
SWITCH = _lines(_switch("member-queue-start", **PLACE), "no json", _switch("member-queue-start", -SECOND, **PLACE),
                _switch("member-queue-start", Queue="sales", Member_UUID="m"),
                _switch("member-queue-end", **PLACE, Cause="Cancel", Cancel_Reason="BOREDOM"),
                _switch("member-queue-end", **PLACE, Cause="Cancel"))


def _leg(**more: str) -> dict[str, Any]:
    told = {"uuid": "c1", "cc_side": "member", "cc_member_uuid": "m1", "cc_queue": "sales",
            "cc_queue_joined_epoch": str(SECOND + 100), "cc_queue_canceled_epoch": str(SECOND + 130),
            "start_uepoch": f"{SECOND + 90}000000", "end_uepoch": f"{SECOND + 180}000000"}
    return {"core-uuid": "x", "variables": {**told, **more}}


LEGS = _lines(_leg(), "rubbish", _leg(cc_member_uuid=""), _leg(end_uepoch=f"{SECOND + 10}000000"),
              _leg(cc_queue_canceled_epoch=""), _leg(cc_cancel_reason="BOREDOM"))


def _task(kind: str, at: float, **data: str) -> dict[str, Any]:
    return {"sid": f"EV{kind}{at}", "event_type": kind, "event_date_ms": round((SECOND + at) * 1000),
            "event_data": {"task_sid": "WT1", **data}}


TASKS = _lines(_task("task-queue.entered", 1, task_queue_name="sales", task_queue_sid="WQ1"), "{",
               {"sid": "EV0"},
               _task("task.created", -SECOND), _task("task-queue.entered", 2),
               {**_task("task.created", 3), "dataschema": "https://events/TaskRouter.WDSEvent/9"})


def _contact(name: str | None, **more: Any) -> dict[str, Any]:
    return {"ContactId": name, "Channel": "VOICE", "InitiationMethod": "INBOUND",
            "InitiationTimestamp": "2026-03-02T10:00:00Z", "DisconnectTimestamp": "2026-03-02T10:01:00Z",
            "LastUpdateTimestamp": "2026-03-02T10:02:00Z", **more}


CONTACTS = _lines(
    _contact("a"), '{"ContactId": "a2", "InitiationTimestamp', _contact(None),
    _contact("b", InitiationTimestamp=None), _contact("c", InitiationTimestamp="yesterday"),
    _contact("d", DisconnectTimestamp="2026-03-02T09:00:00Z"),
    _contact("e", InitiationTimestamp="1969-03-02T09:00:00Z"),
    _contact("f", Agent={"AgentInteractionDuration": -1}),
    _contact("g", AWSContactTraceRecordFormatVersion="2031-01-01"))


def _conversation(name: Any, **more: Any) -> dict[str, Any]:
    return {"conversationId": name, "conversationStart": "2026-03-02T10:00:00Z",
            "conversationEnd": "2026-03-02T10:05:00Z", "participants": [], **more}


CONVERSATIONS = _lines(
    _conversation("a"), '{"conversationId": "x", "conversationStart', _conversation(7),
    _conversation("b", conversationStart=None), _conversation("c", conversationEnd="soon"),
    _conversation("d", conversationEnd="2020-01-01T00:00:00Z"),
    _conversation("e", conversationStart="0020-01-01T00:00:00Z"))


def _ticket(number: int, status: str | None = "new", created: str = "2026-03-02T09:00:00Z") -> dict[str, Any]:
    return {"id": number, "status": status, "created_at": created, "updated_at": "2026-03-02T09:30:00Z",
            "requester_id": 7, "assignee_id": 9, "via": {"channel": "email"}}


TICKETS = _lines(_ticket(1), _ticket(2, "frozen"), _ticket(3, None), _ticket(4, created="yesterday"),
                 _ticket(5, created="1066-10-14T09:00:00Z"), {"nothing": "of the kind"},
                 {"id": 5, "ticket_id": 1, "score": "bad", "assignee_id": 9, "requester_id": 7,
                  "created_at": "2026-03-02T09:00:00Z", "updated_at": None})
EVERY: dict[str, Broken] = {
    "calls": Broken(Table, CALLS, CALL_ROWS),
    "clock": Broken(Table, CLOCK, _sheet("id,at,end", f"1,{AT},18:00:00", f"2,{AT},half")),
    "costs": Broken(Table, COSTS, COST_ROWS), "budgets": Broken(Table, BUDGETS, COST_ROWS),
    **{f"report_{one.options['period']}": one for one in REPORTS},
    "spells": Broken(Roster, {}, SPELLS), "daily": Broken(Roster, {}, DAILY), "queue_log": Broken(QueueLog, {}, LOG),
    "cdr": Broken(CallRecords, {}, CDR), "cel": Broken(ChannelEvents, {}, CEL),
    "switch": Broken(CallcenterEvents, {}, SWITCH), "legs": Broken(CallDetailRecords, {"form": "lines"}, LEGS),
    "tasks": Broken(TaskRouterEvents, {}, TASKS), "contacts": Broken(AmazonConnect, {}, CONTACTS),
    "conversations": Broken(Genesys, {}, CONVERSATIONS), "tickets": Broken(Tickets, {}, TICKETS),
}
