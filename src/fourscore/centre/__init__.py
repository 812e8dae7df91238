"""This file is about the front door of the centre: opening and writing one, its sources, trusting and keeping it."""

from fourscore.centre.agreement.disputing import answer as answer_dispute
from fourscore.centre.agreement.disputing import dispute as open_dispute
from fourscore.centre.agreement.disputing import disputes_of
from fourscore.centre.agreement.standing import acknowledged as acknowledge_agreement
from fourscore.centre.agreement.standing import approve_as as approve_agreement
from fourscore.centre.agreement.standing import history as agreements_of
from fourscore.centre.agreement.standing import notice_for, tell_agents
from fourscore.centre.agreement.told import agreement_of
from fourscore.centre.begin import init
from fourscore.centre.cards.baseline import Baselines, freeze_baselines
from fourscore.centre.centre import Centre
from fourscore.centre.checking.check import Checked
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.goals.judging import Shown, Tried, goals, try_goal
from fourscore.centre.keeping.about import About, about
from fourscore.centre.keeping.ageing import keep
from fourscore.centre.keeping.closing import Month, Moved, close_month, months, reopen_month
from fourscore.centre.keeping.entering import Kept, Said, enter, entries, withdraw
from fourscore.centre.keeping.forget import Forgotten, Place, forget
from fourscore.centre.live.follow import Follower
from fourscore.centre.live.intake import Intake, Taken
from fourscore.centre.live.tokens import add_token
from fourscore.centre.reports import reconcile
from fourscore.centre.setup.guided import bring_in_calls, everything_asked, file_of_calls, tried
from fourscore.centre.sniffing import Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sources import Configured, Kind, kinds_there, sources_of
from fourscore.centre.staff.peers import compare, rules_of
from fourscore.office import Disputed

__all__ = [
    "About",
    "Baselines",
    "Centre",
    "Checked",
    "Configured",
    "Disputed",
    "Doctor",
    "FillAge",
    "Follower",
    "Forgotten",
    "Intake",
    "Kept",
    "Kind",
    "Month",
    "Moved",
    "Place",
    "Said",
    "Shown",
    "Sniffed",
    "Taken",
    "Tried",
    "about",
    "acknowledge_agreement",
    "add_token",
    "agreement_of",
    "agreements_of",
    "answer_dispute",
    "approve_agreement",
    "bring_in_calls",
    "close_month",
    "compare",
    "disputes_of",
    "enter",
    "entries",
    "entry_lines",
    "everything_asked",
    "file_of_calls",
    "forget",
    "freeze_baselines",
    "goals",
    "init",
    "keep",
    "kinds_there",
    "months",
    "notice_for",
    "open_dispute",
    "reconcile",
    "reopen_month",
    "rules_of",
    "sniff_for",
    "sources_of",
    "tell_agents",
    "tried",
    "try_goal",
    "withdraw",
    "written_into",
]
