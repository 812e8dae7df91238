"""This file is about the front door of the centre: opening and writing one, its sources, trusting and keeping it."""

from fourscore.centre.access.asking import Asker, Reader, asked_by, reader, signed_in
from fourscore.centre.access.auditing import THINGS, Asked, Told, audited
from fourscore.centre.access.entrance import (
    Entrance,
    Invited,
    accounts_of,
    invite,
    invite_guest,
    language_of,
    withdraw_account,
)
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
from fourscore.centre.access.repeating import Answered, Repeats
from fourscore.centre.access.rights import READABLE, WRITABLE, WRITES, Rights
from fourscore.centre.agreement.disputing import answer as answer_dispute
from fourscore.centre.agreement.disputing import dispute as open_dispute
from fourscore.centre.agreement.disputing import disputes_of
from fourscore.centre.agreement.standing import acknowledged as acknowledge_agreement
from fourscore.centre.agreement.standing import approve_as as approve_agreement
from fourscore.centre.agreement.standing import history as agreements_of
from fourscore.centre.agreement.standing import notice_for, tell_agents
from fourscore.centre.agreement.told import agreement_of
from fourscore.centre.alerting.machine import Reading
from fourscore.centre.alerting.mail import Notify, Telling
from fourscore.centre.alerting.reading import SPANS
from fourscore.centre.alerting.rules import (
    LIVE_WORDS,
    SIDES,
    Past,
    Watched,
    acknowledge_alert,
    alert_history,
    keep_alert,
    tellable,
    watched,
    withdraw_alert,
)
from fourscore.centre.alerting.watcher import Watcher
from fourscore.centre.backups.manifest import Backup
from fourscore.centre.backups.nightly import Nightly
from fourscore.centre.backups.nightly import back_up_centre as back_up
from fourscore.centre.backups.nightly import those_of as backups_of
from fourscore.centre.backups.restoring import finish as finish_restore
from fourscore.centre.backups.restoring import restore
from fourscore.centre.backups.upgrading import upgrade
from fourscore.centre.begin import init
from fourscore.centre.cards.baseline import Baselines, freeze_baselines
from fourscore.centre.centre import Centre
from fourscore.centre.checking.check import Checked
from fourscore.centre.choosing.asking import questions_of
from fourscore.centre.choosing.trying import Backtested, backtest_metrics
from fourscore.centre.choosing.workbook import Imported, export_strategy, import_strategy
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.doctor import in_words as age_in_words
from fourscore.centre.editing.changing import (
    Done,
    answer_draft,
    change_thing,
    redo,
    take_out_thing,
    undo,
    write_draft,
)
from fourscore.centre.editing.changing import drop as drop_draft
from fourscore.centre.editing.looking import (
    PathPoint,
    StageStands,
    as_typed,
    by_line,
    look_at,
    path_of,
    stages_of,
    tried_kpi,
)
from fourscore.centre.editing.meeting import (
    Met,
    bring_in_file,
    called_now,
    keep_over_file,
    lines_between,
    met,
    met_outside,
    met_text,
)
from fourscore.centre.editing.publishing import BeforePublishing, before_publishing, publish_draft, save_draft
from fourscore.centre.editing.standing import LONGEST, Standing, stands
from fourscore.centre.editing.standing import told as told_between
from fourscore.centre.editing.standing import too_long as typed_too_long
from fourscore.centre.editing.standing import who as who_changes
from fourscore.centre.exporting.parquet import Exported, export
from fourscore.centre.goals.judging import Shown, Tried, goals, try_goal
from fourscore.centre.goals.opened import OpenedGoal, OpenedPart, Side, open_goal
from fourscore.centre.keeping.about import About, about
from fourscore.centre.keeping.ageing import keep
from fourscore.centre.keeping.closing import Month, Moved, close_month, months, reopen_month
from fourscore.centre.keeping.entering import Kept, Said, enter, entries, withdraw
from fourscore.centre.keeping.forget import Forgotten, Place, forget
from fourscore.centre.live.board import Board, Tile, level_of
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
from fourscore.centre.mailing.digest import Digest, digest
from fourscore.centre.mailing.postman import File, Letter, Postman, put_trial, unsubscribe_at
from fourscore.centre.mailing.subscribing import FORMS as MAIL_FORMS
from fourscore.centre.mailing.subscribing import VIEW as MAILED_VIEW
from fourscore.centre.mailing.subscribing import end_by_link, mine, outbox_of, send_again, subscribe, unsubscribe
from fourscore.centre.mailing.when import EVERY as MAIL_TIMES
from fourscore.centre.mailing.when import days_told, due_at, due_day
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
from fourscore.centre.reports import keep_report, reconcile, reconcile_text, report_of, reports_of
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
from fourscore.centre.roles.coaching import Coached, Coaching, Hint, Unsure, last_weeks, whom_to_coach
from fourscore.centre.roles.feeding import Fed, begins, fed
from fourscore.centre.roles.paths import Aimed, paths
from fourscore.centre.roles.samples import samples
from fourscore.centre.roles.teams import (
    Seats,
    Skilled,
    Stayed,
    cards_of_team,
    cards_of_teams,
    led_by,
    seats,
    skilled,
    stayed,
)
from fourscore.centre.serving.taking_up import TakingUp, address_of
from fourscore.centre.setup.guided import bring_in_calls, everything_asked, file_of_calls, tried
from fourscore.centre.setup.leading import Led, answer_strategy, appoint, led
from fourscore.centre.setup.stages import gates
from fourscore.centre.setup.stages import sign as sign_stage
from fourscore.centre.shared.views import is_yours, keep_view, view_of, views_of, withdraw_view
from fourscore.centre.sniffing import Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sources import Configured, Kind, kinds_there, sources_of
from fourscore.centre.staff.peers import comparable, compare, first_compared, rules_of
from fourscore.centre.uploading.aside import AsideRow, mending, rows_aside
from fourscore.centre.uploading.book import Upload
from fourscore.centre.uploading.form import Asked as AskedField
from fourscore.centre.uploading.form import answered as corrected_entry
from fourscore.centre.uploading.form import field_words, kinds_to_add, units
from fourscore.centre.uploading.form import from_text as entry_from_text
from fourscore.centre.uploading.limits import Limits
from fourscore.centre.uploading.receive import Incoming, in_bytes
from fourscore.centre.uploading.uploads import Job, Uploads
from fourscore.centre.watching.comments import (
    Thread,
    change_comment,
    comment,
    is_mine,
    may_remove,
    remark_of,
    remove_comment,
    talked_of,
    thread_of,
)
from fourscore.centre.watching.datum import on_of, people_for
from fourscore.centre.watching.happened import (
    INCIDENTS,
    at_word,
    enter_incident,
    in_words,
    incidents_of,
    told_beside,
    withdraw_incident,
)
from fourscore.centre.watching.notices import Notice, notices_of, see_notices
from fourscore.centre.written import texts_held
from fourscore.office import (
    Disputed,
    Episode,
    Event,
    Happened,
    Message,
    On,
    Pasted,
    Remark,
    Rule,
    RuleText,
    Subscription,
    View,
    What,
    came_from,
)
from fourscore.warehouse import reason

__all__ = [
    "INCIDENTS", "LIVE_WORDS", "LONGEST", "MAILED_VIEW", "MAIL_FORMS", "MAIL_TIMES", "READABLE", "READER_MARK",
    "SIDES", "SPANS", "THINGS", "WALL", "WRITABLE", "WRITER_MARK", "WRITES", "About", "Aimed", "Answered",
    "AsideRow", "Asked", "AskedField", "Asker", "Backtested", "Backup", "Baselines", "BeforePublishing", "Board",
    "Came",
    "CardShown", "Centre", "Checked", "CheckedAim", "Coached", "Coaching", "Compared", "Configured", "Digest",
    "Disputed", "Doctor", "Done", "Entrance", "Episode", "Event", "Exported", "Fed", "File", "FillAge", "Floor",
    "Follower", "Forgotten", "Handed", "Happened", "Hint", "Imported", "Incoming", "Intake", "Invited", "Job",
    "Kept", "KeptPolicy", "Kind", "KnownCard", "Led", "Letter", "Limits", "LiveQueue", "Looks", "Message",
    "Met", "Month", "Moved", "Nightly", "Notice", "Noticer", "Notify", "On", "OnAgenda", "OpenId", "OpenedGoal",
    "OpenedPart", "OwnerLink", "Past", "Pasted", "PathPoint", "Place", "Postman", "Read", "Reader", "Reading",
    "Remark", "Repeats", "Restated", "Rights", "Rule", "RuleText", "Said", "SaidInitiative", "Seats", "Shown",
    "Side", "Skilled", "Sniffed", "StageStands", "Standing", "Stayed", "Subscription", "Taken", "TakingUp", "Telling",
    "Thread",
    "Ticker", "Tile", "Told", "Tried", "Unsure", "Upload", "Uploads", "View", "Watched", "Watcher", "What",
    "about", "accounts_of", "acknowledge", "acknowledge_agreement", "acknowledge_alert", "add_initiative",
    "add_read_token", "add_token", "add_wall_link", "add_write_token", "address_of", "age_in_words", "agenda",
    "agreement_of",
    "agreements_of", "alert_history", "answer_dispute", "answer_draft", "answer_strategy", "appoint",
    "approve_agreement", "as_typed", "asked_by", "at_word", "audited", "back_up", "backtest_metrics",
    "backups_of", "before_publishing", "begins", "bring_in_calls", "bring_in_file", "by_line", "called_now",
    "came_from", "can_come_in", "cards_of_team", "cards_of_teams", "change_comment", "change_thing",
    "changes_of", "check_decisions", "check_initiative", "close_line", "close_month", "comment", "comparable",
    "compare", "correct", "corrected_entry", "days_told", "decide", "diff", "digest", "disputes_of",
    "drop_draft", "due_at", "due_day", "end_by_link", "enter", "enter_incident", "entries", "entry_from_text",
    "entry_lines", "everything_asked", "export", "export_strategy", "fed", "field_words", "file_of_calls",
    "finish_restore",
    "first_compared", "first_owner", "forget", "freeze_baselines", "gates", "goals", "import_strategy",
    "in_bytes", "in_words", "incidents_of", "init", "invite", "invite_guest", "is_followed", "is_mine",
    "is_yours", "keep", "keep_alert", "keep_over_file", "keep_report", "keep_view", "kinds_there",
    "kinds_to_add", "language_of", "last_weeks", "led", "led_by", "level_of", "lines_between", "look_at",
    "make_owner", "may_have_moved", "may_remove", "mending", "met", "met_outside", "met_text", "mine",
    "month_of", "months", "notice_for", "notices_of", "on_of", "open_dispute", "open_goal", "outbox_of",
    "path_of", "paths", "people_for", "policies", "publication_of", "publish_card", "publish_draft",
    "publish_strategy", "published_card", "put_trial", "questions_of", "read_now", "read_tokens", "reader",
    "reason", "reconcile", "reconcile_text", "redo", "remark_of", "remove_comment", "reopen_month", "report_of",
    "reports_of", "restore", "revoke_read_token", "revoke_wall_link", "rows_aside", "rules_of", "samples",
    "save_draft", "scorecard_as_known", "seats", "see_notices", "send_again", "set_state", "shown",
    "sign_stage", "signed_in", "skilled", "sniff_for", "sources_of", "stages_of", "stands", "stayed", "subscribe",
    "take_out_thing", "talked_of", "tell_agents", "tellable", "texts_held", "thread_of", "told_beside",
    "told_between", "tried", "tried_kpi", "try_goal", "typed_too_long", "undo", "units", "unsubscribe",
    "unsubscribe_at", "upgrade", "view_of", "views_of", "wall_links", "wall_scope", "wall_today", "watched",
    "who_changes", "whom_to_coach", "withdraw", "withdraw_account", "withdraw_alert", "withdraw_decision",
    "withdraw_incident", "withdraw_view", "write_draft", "written_into",
]
