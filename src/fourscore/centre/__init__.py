"""This file is about the front door of the centre: opening and writing one, its sources, trusting and keeping it."""

from fourscore.centre.access.asking import Asker, Reader, asked_by, reader, signed_in
from fourscore.centre.access.auditing import THINGS, Asked, Told, audited
from fourscore.centre.access.entrance import Entrance, Invited, accounts_of, invite, invite_guest, withdraw_account
from fourscore.centre.access.looking import Looks
from fourscore.centre.access.owner import OwnerLink, can_come_in, first_owner
from fourscore.centre.access.owner import owner as make_owner
from fourscore.centre.access.provider.openid import OpenId
from fourscore.centre.access.reading import (
    READER_MARK,
    WRITER_MARK,
    add_read_token,
    add_write_token,
    read_tokens,
    revoke_read_token,
)
from fourscore.centre.access.rights import READABLE, WRITABLE, WRITES, Rights
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
from fourscore.centre.doctor import in_words as age_in_words
from fourscore.centre.exporting.parquet import Exported, export
from fourscore.centre.goals.judging import Shown, Tried, goals, try_goal
from fourscore.centre.keeping.about import About, about
from fourscore.centre.keeping.ageing import keep
from fourscore.centre.keeping.closing import Month, Moved, close_month, months, reopen_month
from fourscore.centre.keeping.entering import Kept, Said, enter, entries, withdraw
from fourscore.centre.keeping.forget import Forgotten, Place, forget
from fourscore.centre.live.board import Board, Tile
from fourscore.centre.live.board import Queue as LiveQueue
from fourscore.centre.live.board import scope_of as wall_scope
from fourscore.centre.live.board import today_of as wall_today
from fourscore.centre.live.floor import Floor
from fourscore.centre.live.follow import Follower, is_followed
from fourscore.centre.live.intake import Intake, Taken
from fourscore.centre.live.noticing import Noticer
from fourscore.centre.live.ticker import Read, Ticker, read_now
from fourscore.centre.live.tokens import add_token
from fourscore.centre.live.walls import WALL, Handed, add_wall_link, revoke_wall_link, wall_links
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
from fourscore.centre.setup.leading import Led, answer_strategy, appoint, led
from fourscore.centre.setup.stages import gates
from fourscore.centre.setup.stages import sign as sign_stage
from fourscore.centre.shared.views import is_yours, keep_view, view_of, views_of, withdraw_view
from fourscore.centre.sniffing import Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sources import Configured, Kind, kinds_there, sources_of
from fourscore.centre.staff.peers import compare, rules_of
from fourscore.centre.uploading.aside import AsideRow, mending, rows_aside
from fourscore.centre.uploading.book import Upload
from fourscore.centre.uploading.form import answered as corrected_entry
from fourscore.centre.uploading.form import from_text as entry_from_text
from fourscore.centre.uploading.form import kinds_to_add, units
from fourscore.centre.uploading.limits import Limits
from fourscore.centre.uploading.receive import Incoming, in_bytes
from fourscore.centre.uploading.uploads import Job, Uploads
from fourscore.office import Disputed, View, came_from

__all__ = [
    "READABLE",
    "READER_MARK",
    "THINGS",
    "WALL",
    "WRITABLE",
    "WRITER_MARK",
    "WRITES",
    "About",
    "AsideRow",
    "Asked",
    "Asker",
    "Backtested",
    "Baselines",
    "Board",
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
    "Exported",
    "FillAge",
    "Floor",
    "Follower",
    "Forgotten",
    "Handed",
    "Imported",
    "Incoming",
    "Intake",
    "Invited",
    "Job",
    "Kept",
    "KeptPolicy",
    "Kind",
    "KnownCard",
    "Led",
    "Limits",
    "LiveQueue",
    "Looks",
    "Month",
    "Moved",
    "Noticer",
    "OnAgenda",
    "OpenId",
    "OwnerLink",
    "Place",
    "Read",
    "Reader",
    "Restated",
    "Rights",
    "Said",
    "SaidInitiative",
    "Shown",
    "Sniffed",
    "Taken",
    "Ticker",
    "Tile",
    "Told",
    "Tried",
    "Upload",
    "Uploads",
    "View",
    "about",
    "accounts_of",
    "acknowledge",
    "acknowledge_agreement",
    "add_initiative",
    "add_read_token",
    "add_token",
    "add_wall_link",
    "add_write_token",
    "age_in_words",
    "agenda",
    "agreement_of",
    "agreements_of",
    "answer_dispute",
    "answer_strategy",
    "appoint",
    "approve_agreement",
    "asked_by",
    "audited",
    "backtest_metrics",
    "bring_in_calls",
    "came_from",
    "can_come_in",
    "changes_of",
    "check_decisions",
    "check_initiative",
    "close_line",
    "close_month",
    "compare",
    "correct",
    "corrected_entry",
    "decide",
    "diff",
    "disputes_of",
    "enter",
    "entries",
    "entry_from_text",
    "entry_lines",
    "everything_asked",
    "export",
    "export_strategy",
    "file_of_calls",
    "first_owner",
    "forget",
    "freeze_baselines",
    "gates",
    "goals",
    "import_strategy",
    "in_bytes",
    "init",
    "invite",
    "invite_guest",
    "is_followed",
    "is_yours",
    "keep",
    "keep_view",
    "kinds_there",
    "kinds_to_add",
    "led",
    "make_owner",
    "may_have_moved",
    "mending",
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
    "read_now",
    "read_tokens",
    "reader",
    "reconcile",
    "reopen_month",
    "revoke_read_token",
    "revoke_wall_link",
    "rows_aside",
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
    "units",
    "view_of",
    "views_of",
    "wall_links",
    "wall_scope",
    "wall_today",
    "withdraw",
    "withdraw_account",
    "withdraw_decision",
    "withdraw_view",
    "written_into",
]
