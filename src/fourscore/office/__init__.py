"""This file is about the front door of the office: what people type and may correct."""

from fourscore.office.access import accounts, audit, reading, signing, vouched, walls
from fourscore.office.access.accounts import Account
from fourscore.office.access.audit import Noted, Wanted
from fourscore.office.access.noting import note_changes
from fourscore.office.access.reading import Reading
from fourscore.office.access.signing import SignedIn
from fourscore.office.access.tokens import Token
from fourscore.office.access.vouched import Held
from fourscore.office.access.walls import Link
from fourscore.office.backup import copy_closed, form_of, put_back
from fourscore.office.closing import Closed, Number
from fourscore.office.entries import Cell, Entered, standing
from fourscore.office.file import Office
from fourscore.office.forgotten import count_in_copy, cover_copy
from fourscore.office.forward import newest
from fourscore.office.people import AgentRow, Change, Stay, TypedAgent, TypedStay, TypedTeam
from fourscore.office.staff.agreements import Approved, Notice, acknowledge, approve, approved, notices, tell
from fourscore.office.staff.disputes import Answered, Disputed, answer_dispute, disputes, open_dispute
from fourscore.office.staff.held import held, looked
from fourscore.office.tables import PERSON, Audit, Exact, Moment, Typed, came_from
from fourscore.office.views import saved
from fourscore.office.views.saved import View, ViewText

__all__ = [
    "PERSON",
    "Account",
    "AgentRow",
    "Answered",
    "Approved",
    "Audit",
    "Cell",
    "Change",
    "Closed",
    "Disputed",
    "Entered",
    "Exact",
    "Held",
    "Link",
    "Moment",
    "Noted",
    "Notice",
    "Number",
    "Office",
    "Reading",
    "SignedIn",
    "Stay",
    "Token",
    "Typed",
    "TypedAgent",
    "TypedStay",
    "TypedTeam",
    "View",
    "ViewText",
    "Wanted",
    "accounts",
    "acknowledge",
    "answer_dispute",
    "approve",
    "approved",
    "audit",
    "came_from",
    "copy_closed",
    "count_in_copy",
    "cover_copy",
    "disputes",
    "form_of",
    "held",
    "looked",
    "newest",
    "note_changes",
    "notices",
    "open_dispute",
    "put_back",
    "reading",
    "saved",
    "signing",
    "standing",
    "tell",
    "vouched",
    "walls",
]
