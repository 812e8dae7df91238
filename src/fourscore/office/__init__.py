"""This file is about the front door of the office: what people type and may correct."""

from fourscore.office.access.tokens import Token
from fourscore.office.closing import Closed, Number
from fourscore.office.entries import Cell, Entered, standing
from fourscore.office.file import Office
from fourscore.office.forgotten import count_in_copy, cover_copy
from fourscore.office.people import AgentRow, Change, Stay, TypedAgent, TypedStay, TypedTeam
from fourscore.office.tables import PERSON, Audit, Exact, Moment, Typed

__all__ = [
    "PERSON",
    "AgentRow",
    "Audit",
    "Cell",
    "Change",
    "Closed",
    "Entered",
    "Exact",
    "Moment",
    "Number",
    "Office",
    "Stay",
    "Token",
    "Typed",
    "TypedAgent",
    "TypedStay",
    "TypedTeam",
    "count_in_copy",
    "cover_copy",
    "standing",
]
