"""This file is about the front door of the office: what people type and may correct."""

from fourscore.office.access import accounts, audit, reading, repeated, signing, vouched, walls
from fourscore.office.access.accounts import Account
from fourscore.office.access.audit import Noted, Wanted, note_changes
from fourscore.office.access.reading import Reading
from fourscore.office.access.signing import SignedIn
from fourscore.office.access.tokens import Token
from fourscore.office.access.vouched import Held
from fourscore.office.access.walls import Link
from fourscore.office.backup import copy_closed, form_of, put_back
from fourscore.office.closing import Closed, Number
from fourscore.office.drafts import kept as drafts
from fourscore.office.drafts.kept import Draft, DraftStep, Made
from fourscore.office.entries import Cell, Entered, standing
from fourscore.office.file import Office
from fourscore.office.forgotten import count_in_copy, cover_copy
from fourscore.office.forward import newest
from fourscore.office.mail import outbox, subscriptions
from fourscore.office.mail.outbox import Message
from fourscore.office.mail.subscriptions import Subscription
from fourscore.office.people import AgentRow, Change, Stay, TypedAgent, TypedStay, TypedTeam
from fourscore.office.staff.agreements import Approved, Notice, acknowledge, approve, approved, notices, tell
from fourscore.office.staff.disputes import Answered, Disputed, answer_dispute, disputes, open_dispute
from fourscore.office.staff.held import held, looked
from fourscore.office.tables import PERSON, Audit, Exact, Moment, Typed, came_from
from fourscore.office.views import pasted, saved
from fourscore.office.views.pasted import Pasted
from fourscore.office.views.saved import View, ViewText
from fourscore.office.watching import alerts, comments, incidents, told
from fourscore.office.watching.alerts import Episode, Event, Rule, RuleText, Step
from fourscore.office.watching.comments import On, Remark, Said, Stood
from fourscore.office.watching.incidents import Happened, What
from fourscore.office.watching.told import Told

__all__ = [
    "PERSON", "Account", "AgentRow", "Answered", "Approved", "Audit", "Cell", "Change", "Closed", "Disputed",
    "Draft", "DraftStep", "Entered", "Episode", "Event", "Exact", "Happened", "Held", "Link", "Made", "Message",
    "Moment", "Noted", "Notice", "Number", "Office", "On", "Pasted", "Reading", "Remark", "Rule", "RuleText",
    "Said", "SignedIn", "Stay", "Step", "Stood", "Subscription", "Token", "Told", "Typed", "TypedAgent",
    "TypedStay", "TypedTeam", "View", "ViewText", "Wanted", "What", "accounts", "acknowledge", "alerts",
    "answer_dispute", "approve", "approved", "audit", "came_from", "comments", "copy_closed", "count_in_copy",
    "cover_copy", "disputes", "drafts", "form_of", "held", "incidents", "looked", "newest", "note_changes",
    "notices", "open_dispute", "outbox", "pasted", "put_back", "reading", "repeated", "saved", "signing",
    "standing", "subscriptions", "tell", "told", "vouched", "walls",
]
