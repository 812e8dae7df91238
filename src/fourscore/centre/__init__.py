"""This file is about the front door of the centre: opening and writing one, its sources, trusting and keeping it."""

from fourscore.centre.begin import init
from fourscore.centre.centre import Centre
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.keeping.ageing import keep
from fourscore.centre.keeping.closing import Month, Moved, close_month, months, reopen_month
from fourscore.centre.keeping.entering import Kept, Said, enter, entries, withdraw
from fourscore.centre.keeping.forget import Forgotten, Place, forget
from fourscore.centre.live.follow import Follower
from fourscore.centre.live.intake import Intake, Taken
from fourscore.centre.live.tokens import add_token
from fourscore.centre.publishing.as_known import KnownCard, scorecard_as_known
from fourscore.centre.publishing.scorecards import (
    Restated,
    Shown,
    correct,
    may_have_moved,
    publish_card,
    published_card,
    shown,
)
from fourscore.centre.publishing.strategies import Compared, changes_of, diff, publication_of, publish_strategy
from fourscore.centre.reports import reconcile
from fourscore.centre.reviewing.agenda import (
    Came,
    OnAgenda,
    agenda,
    check_decisions,
    close_line,
    decide,
    month_of,
    withdraw_decision,
)
from fourscore.centre.reviewing.initiatives import (
    CheckedAim,
    SaidInitiative,
    add_initiative,
    check_initiative,
    set_state,
)
from fourscore.centre.reviewing.policies import KeptPolicy, acknowledge, policies
from fourscore.centre.sniffing import Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sources import Configured, Kind, kinds_there, sources_of

__all__ = [
    "Came",
    "Centre",
    "CheckedAim",
    "Compared",
    "Configured",
    "Doctor",
    "FillAge",
    "Follower",
    "Forgotten",
    "Intake",
    "Kept",
    "KeptPolicy",
    "Kind",
    "KnownCard",
    "Month",
    "Moved",
    "OnAgenda",
    "Place",
    "Restated",
    "Said",
    "SaidInitiative",
    "Shown",
    "Sniffed",
    "Taken",
    "acknowledge",
    "add_initiative",
    "add_token",
    "agenda",
    "changes_of",
    "check_decisions",
    "check_initiative",
    "close_line",
    "close_month",
    "correct",
    "decide",
    "diff",
    "enter",
    "entries",
    "entry_lines",
    "forget",
    "init",
    "keep",
    "kinds_there",
    "may_have_moved",
    "month_of",
    "months",
    "policies",
    "publication_of",
    "publish_card",
    "publish_strategy",
    "published_card",
    "reconcile",
    "reopen_month",
    "scorecard_as_known",
    "set_state",
    "shown",
    "sniff_for",
    "sources_of",
    "withdraw",
    "withdraw_decision",
    "written_into",
]
