"""This file is about the front door of the centre: opening and writing one, its sources, trusting and keeping it."""

from fourscore.centre.access.asking import Asker, asked_by, signed_in
from fourscore.centre.access.entrance import Entrance, Invited, accounts_of, invite, withdraw_account
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
from fourscore.centre.choosing.asking import questions_of
from fourscore.centre.choosing.trying import Backtested, backtest_metrics
from fourscore.centre.choosing.workbook import Imported, export_strategy, import_strategy
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.goals.judging import Shown, Tried, goals, try_goal
from fourscore.centre.keeping.about import About, about
from fourscore.centre.keeping.ageing import keep
from fourscore.centre.keeping.closing import Month, Moved, close_month, months, reopen_month
from fourscore.centre.keeping.entering import Kept, Said, enter, entries, withdraw
from fourscore.centre.keeping.forget import Forgotten, Place, forget
from fourscore.centre.live.follow import Follower
from fourscore.centre.live.intake import Intake, Taken
from fourscore.centre.live.noticing import Noticer
from fourscore.centre.live.tokens import add_token
from fourscore.centre.publishing.as_known import KnownCard, scorecard_as_known
from fourscore.centre.publishing.scorecards import (
    CardShown,
    Restated,
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
from fourscore.centre.setup.guided import bring_in_calls, everything_asked, file_of_calls, tried
from fourscore.centre.setup.stages import gates
from fourscore.centre.setup.stages import sign as sign_stage
from fourscore.centre.sniffing import Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sources import Configured, Kind, kinds_there, sources_of
from fourscore.centre.staff.peers import compare, rules_of
from fourscore.office import Disputed

__all__ = [
    "About",
    "Asker",
    "Backtested",
    "Baselines",
    "Came",
    "CardShown",
    "Centre",
    "Checked",
    "CheckedAim",
    "Compared",
    "Configured",
    "Disputed",
    "Doctor",
    "Entrance",
    "FillAge",
    "Follower",
    "Forgotten",
    "Imported",
    "Intake",
    "Invited",
    "Kept",
    "KeptPolicy",
    "Kind",
    "KnownCard",
    "Month",
    "Moved",
    "Noticer",
    "OnAgenda",
    "Place",
    "Restated",
    "Said",
    "SaidInitiative",
    "Shown",
    "Sniffed",
    "Taken",
    "Tried",
    "about",
    "accounts_of",
    "acknowledge",
    "acknowledge_agreement",
    "add_initiative",
    "add_token",
    "agenda",
    "agreement_of",
    "agreements_of",
    "answer_dispute",
    "approve_agreement",
    "asked_by",
    "backtest_metrics",
    "bring_in_calls",
    "changes_of",
    "check_decisions",
    "check_initiative",
    "close_line",
    "close_month",
    "compare",
    "correct",
    "decide",
    "diff",
    "disputes_of",
    "enter",
    "entries",
    "entry_lines",
    "everything_asked",
    "export_strategy",
    "file_of_calls",
    "forget",
    "freeze_baselines",
    "gates",
    "goals",
    "import_strategy",
    "init",
    "invite",
    "keep",
    "kinds_there",
    "may_have_moved",
    "month_of",
    "months",
    "notice_for",
    "open_dispute",
    "policies",
    "publication_of",
    "publish_card",
    "publish_strategy",
    "published_card",
    "questions_of",
    "reconcile",
    "reopen_month",
    "rules_of",
    "scorecard_as_known",
    "set_state",
    "shown",
    "sign_stage",
    "signed_in",
    "sniff_for",
    "sources_of",
    "tell_agents",
    "tried",
    "try_goal",
    "withdraw",
    "withdraw_account",
    "withdraw_decision",
    "written_into",
]
