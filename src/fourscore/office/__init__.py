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
from fourscore.office.closing import Closed, Number
from fourscore.office.entries import Cell, Entered, standing
from fourscore.office.file import Office
from fourscore.office.forgotten import count_in_copy, cover_copy
from fourscore.office.mail import outbox, subscriptions
from fourscore.office.mail.outbox import Message
from fourscore.office.mail.subscriptions import Subscription
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
    "Message",
    "Moment",
    "Noted",
    "Notice",
    "Number",
    "Office",
    "Reading",
    "SignedIn",
    "Stay",
    "Subscription",
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
    "count_in_copy",
    "cover_copy",
    "disputes",
    "held",
    "looked",
    "note_changes",
    "notices",
    "open_dispute",
    "outbox",
    "reading",
    "saved",
    "signing",
    "standing",
    "subscriptions",
    "tell",
    "vouched",
    "walls",
]
