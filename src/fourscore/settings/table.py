"""This file is about every setting there is: the table that reading, checking and the manual go by."""

from __future__ import annotations

from fourscore.settings.model import Setting
from fourscore.settings.network.mail import MAIL
from fourscore.settings.network.table import NETWORK

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "name", "the folder's name", "What the centre is called, on every page and report.", "name: Northern Support"
    ),
    Setting(
        "zone",
        "",
        "The one reporting zone: days, weeks and half hours are cut by its wall clock. An IANA name.",
        "zone: Europe/Berlin",
    ),
    Setting("currency", "", "The one currency money is reported in, as an ISO 4217 code.", "currency: EUR"),
    Setting("week_starts", "monday", "The day a week starts.", "week_starts: sunday"),
    Setting(
        "fiscal_year_starts",
        "january",
        "The month the fiscal year and its quarters start.",
        "fiscal_year_starts: april",
    ),
    Setting(
        "fiscal_year_named",
        "start",
        "Whether a fiscal year is called by the calendar year it starts in, or by the one it ends in: start or end.",
        "fiscal_year_named: end",
    ),
    Setting(
        "fiscal_weeks",
        "fiscal months are calendar months",
        "How many whole weeks the three fiscal months of a quarter have: 4-4-5, 4-5-4 or 5-4-4. Weeks start on "
        "week_starts. A year has 52 weeks or 53; the 53rd belongs to the last fiscal month.",
        "fiscal_weeks: 4-4-5",
    ),
    Setting(
        "fiscal_year_ends",
        "last",
        "With fiscal_weeks, which week ends the year: the last one that ends in the month before fiscal_year_starts "
        "(last), or the one that ends nearest to that month's end (nearest).",
        "fiscal_year_ends: nearest",
    ),
    Setting(
        "holidays",
        "none",
        "Days with other opening hours at every site, each with its day and name, and its hours where it is not "
        "closed all day. They need the opening hours of a site.",
        "holidays: [{day: 2026-12-24, name: Christmas Eve, hours: 09:00-13:00}]",
    ),
    Setting("holidays.day", "", "The day, by each site's own wall clock.", "day: 2026-12-25"),
    Setting("holidays.name", "", "What it is called.", "name: Christmas Day"),
    Setting(
        "holidays.hours",
        "closed",
        "The hours in place of those that begin on that weekday; `as usual` for a public holiday that is none here.",
        "hours: 09:00-13:00",
    ),
    Setting(
        "public_holidays",
        "none",
        "The country, or part of one, whose public holidays close every site, by its code of ISO 3166. A day written "
        "under holidays goes before them. Needs the holidays extra.",
        "public_holidays: GB-ENG",
    ),
    Setting(
        "office",
        "sqlite:///data/office.db",
        "Where people, teams and other typed things are kept: a SQLite file in the centre's folder, or PostgreSQL "
        "(needs the postgresql extra; leave the password to libpq's own password file).",
        "office: postgresql+psycopg://fourscore@db.example/fourscore",
    ),
    Setting(
        "resolution_window",
        "7d",
        "A contact counts as resolved when its customer does not come back within this many whole days.",
        "resolution_window: 7d",
    ),
    Setting(
        "coverage_needed",
        "70%",
        "Share of a scorecard's weight that must be measured before a total is shown.",
        "coverage_needed: 80%",
    ),
    Setting(
        "retention",
        "everything is kept",
        "How long single facts are kept before `fourscore keep` deletes them: contacts (with their stays and "
        "segments), any other kind of fact by its name, set_aside, and landed rows of which no fact is left. Whole "
        "days, weeks, months or years, longer than the resolution window by 31 days. What was counted of them stays; "
        "see keeping.md.",
        "retention: {contacts: 3y, agent_state: 13 months, set_aside: 90d}",
    ),
    Setting(
        "lint",
        "as below",
        "Where the rules of `fourscore check` begin to speak; docs/lint.md has them all. The usual limits are rules of "
        "thumb of those who wrote about scorecards, not laws.",
        "lint: {many_kpis: 30, perspective_share: 50%}",
    ),
    Setting("lint.fewest_objectives", "10", "Fewer objectives are told (L02).",
            "fewest_objectives: 10"),
    Setting("lint.many_objectives", "24", "More objectives are told (L02).",
            "many_objectives: 24"),
    Setting("lint.most_objectives", "32", "More objectives are an error (L02).",
            "most_objectives: 32"),
    Setting("lint.perspective_share", "45%", "The largest share of all KPIs one perspective may have (L08).",
            "perspective_share: 45%"),
    Setting("lint.kpis_per_person", "5", "How many KPIs one person may own (L11).",
            "kpis_per_person: 5"),
    Setting("lint.many_kpis", "25", "More KPIs on the centre's card are told (L15).",
            "many_kpis: 25"),
    Setting("lint.many_agent_kpis", "7", "More KPIs on an agent's card are told (L15).",
            "many_agent_kpis: 7"),
    Setting("lint.most_kpis", "40", "More KPIs on the centre's card are an error (L15).",
            "most_kpis: 40"),
    Setting("lint.most_agent_kpis", "10", "More KPIs on an agent's card are an error (L15).",
            "most_agent_kpis: 10"),
    Setting("lint.already_passed", "95%",
            "A target reached in more than this share of the weeks asks for nothing (L19).",
            "already_passed: 95%"),
    Setting("lint.baseline_points", "6", "Of how many values a baseline is made at least (L22).",
            "baseline_points: 6"),
    Setting("lint.largest_weight", "50%", "The largest share of the weight among at least three neighbours (L23).",
            "largest_weight: 50%"),
    Setting("lint.smallest_weight", "5%", "The smallest share of the weight among at least three neighbours (L23).",
            "smallest_weight: 5%"),
    Setting("lint.effective_weight", "2",
            "How many times as much, or as little, as its weight says a KPI may move the total (L24).",
            "effective_weight: 2"),
    Setting("lint.correlation", "0.9", "From how close a correlation on two KPIs count one thing twice (L25).",
            "correlation: 0.9"),
    Setting("lint.gaming_rise", "1.5",
            "How many times its former level a sign of bending may rise while its KPI gets better (L29).",
            "gaming_rise: 1.5"),
    Setting("lint.late_intervals", "1.5", "How many of its intervals a KPI may go without a new value (L35).",
            "late_intervals: 1.5"),
    Setting("lint.coverage", "70%", "In which share of the weeks a KPI has a value at least (L35).",
            "coverage: 70%"),
    Setting("lint.arrow_months", "24", "How many months of figures a test of the links needs at least (L40).",
            "arrow_months: 24"),
    Setting("lint.arrow_teams", "8", "Or how many teams to compare (L40).",
            "arrow_teams: 8"),
    Setting(
        "rank_reliability",
        "0.8",
        "How reliable a figure of a person or team must be before it is ranked or may touch pay: the part of its "
        "differences between people that is no chance, from 0 to 1.",
        "rank_reliability: 0.85",
    ),
    Setting(
        "coach_reliability",
        "0.5",
        "How reliable it must be before it is a hint for coaching; below, there is not enough data.",
        "coach_reliability: 0.6",
    ),
    Setting(
        "colour_chance",
        "80%",
        "How probable it must be that the true figure is on the side of its target where the measured one is, before "
        "it is coloured; below, the status is uncertain.",
        "colour_chance: 90%",
    ),
    Setting(
        "acting_as",
        "Call centre manager",
        "Who asks on this computer, on the command line and on the pages: a role, or a person of people.yaml with the "
        "roles held today. What the staff agreement keeps from that role is not shown; see agreement.md.",
        "acting_as: Team leader",
    ),
    Setting(
        "smallest_group",
        "5",
        "The fewest answers behind a figure of opinions (surveys, recognition, pulse) of a team or an agent that is "
        "shown; with fewer it is hidden.",
        "smallest_group: 8",
    ),
    Setting("history_weeks", "26", "How many weeks back a measure's history is drawn.", "history_weeks: 52"),
    Setting(
        "sites",
        "none",
        "The places where the centre works, each with its own opening zone and hours.",
        "sites: [{name: Leeds, zone: Europe/London, hours: {mon-fri: 08:00-20:00}}]",
    ),
    Setting("sites.name", "", "The site's name; teams in people.yaml name it.", "name: Leeds"),
    Setting("sites.zone", "the centre's zone", "The wall clock the opening hours are read by.", "zone: Europe/London"),
    Setting(
        "sites.hours",
        "always open",
        "For each day or span of days, from-until by the site's wall clock; several spans with commas; "
        "24:00 is the end of the day; an until before its from lies on the next day; days not named are closed.",
        "hours: {mon-fri: 08:00-20:00, sat: '09:00-13:00, 14:00-18:00', sun: closed}",
    ),
    Setting(
        "sites.holidays",
        "the centre's",
        "Further holidays of this site, written as the centre's are; of the same day, the site's goes before.",
        "holidays: [{day: 2026-08-03, name: Summer closing}]",
    ),
    Setting(
        "sites.public_holidays",
        "the centre's",
        "The country whose public holidays close this site in place of the centre's; none for no country's.",
        "public_holidays: DE-BY",
    ),
    Setting(
        "queue_groups",
        "none",
        "Queues that are looked at together, each group with a scorecard of its own (`fourscore score --queue-group`). "
        "A queue belongs to one group at most.",
        "queue_groups: {Sales: [Sales DE, Sales EN], Service: [Billing]}",
    ),
    Setting(
        "closures",
        "none",
        "Spans in which the centre, or some of its queues, did not work: `fourscore doctor` misses nothing then, and "
        "shows them with their reason. What recurs every week belongs into the hours of sites.",
        "closures: [{from: 2026-12-24 14:00, until: 2026-12-27, why: Christmas}]",
    ),
    Setting("closures.from", "", "The first day, or moment, by the centre's clock.", "from: 2026-12-24 14:00"),
    Setting("closures.until", "", "When it was open again (that day or moment is not included).", "until: 2026-12-27"),
    Setting("closures.queues", "every queue", "The queues that were closed, as the facts call them.",
            "queues: [Billing, Sales]"),
    Setting("closures.why", "", "The reason, shown by the doctor.", "why: Christmas"),
    Setting(
        "thresholds",
        "20s and 5s for every queue",
        "What counts as answered in time and as a short abandon, dated, for every queue or for one. A change restates "
        "every number from its day on.",
        "thresholds: [{from: 2026-01-01, answer_within: 20s}, {queue: Billing, answer_within: 30s}]",
    ),
    Setting("thresholds.from", "always", "First day it holds, in the reporting zone.", "from: 2026-01-01"),
    Setting(
        "thresholds.queue", "every queue", "The one queue it holds for; it goes before a general one.", "queue: Billing"
    ),
    Setting(
        "thresholds.answer_within",
        "the one before, the general one, or 20s",
        "Longest wait that still counts as answered in time (equal counts as in time).",
        "answer_within: 20s",
    ),
    Setting(
        "thresholds.short_abandon",
        "the one before, the general one, or 5s",
        "A caller who hangs up within this time counts as a short abandon.",
        "short_abandon: 5s",
    ),
    Setting(
        "sources",
        "none",
        "The systems and files the facts come from. What else may stand in a row depends on its kind.",
        "sources: [{name: calls, kind: asterisk, files: queue_log}]",
    ),
    Setting(
        "sources.name",
        "its kind",
        "The source's own name: small letters, digits, - and _; no two the same.",
        "name: calls",
    ),
    Setting(
        "sources.kind",
        "",
        "What kind of source it is: asterisk, table, rehearsal, or one that an add-on brings.",
        "kind: asterisk",
    ),
    Setting(
        "sources.zone",
        "the centre's zone",
        "The wall clock the source's times are written by, where they do not say it themselves.",
        "zone: America/Chicago",
    ),
    Setting(
        "sources.follow",
        "true for push, false for all others",
        "Whether `fourscore serve` loads what is new by itself, or how often it looks: true is every 5s for files, "
        "every 2s for pushed events and every 5m for a system that has to be asked (a database, an API), which is "
        "asked once a minute at most. A followed file only ever grows: when it begins anew, its former self was "
        "rotated away; see live.md.",
        "follow: true",
    ),
    Setting(
        "wall",
        "as live.md tells",
        "The numbers of the wall, in their order, at most six: a metric's key, of today; or how things stand now: "
        "waiting_now, longest_wait_now, ready_now, on_call_now, after_call_now, paused_now, logged_in_now.",
        "wall: [waiting_now, {show: longest_wait_now, target: 1:00}, service_level:offered, ready_now]",
    ),
    Setting("wall.show", "", "The number.", "show: service_level:offered"),
    Setting(
        "wall.target",
        "that of the strategy's measure",
        "What it should reach, in its own unit.",
        "target: 80%",
    ),
    Setting("wall.beside", "none", "Another number, told smaller below it.", "beside: contacts_abandoned"),
    Setting(
        "rates",
        "rates.csv",
        "File of exchange rates with the columns day, currency, rate and perhaps kind; one unit of currency on that "
        "day is rate units of the centre's currency. Kind is transaction (or left out), month_average (day is a month) "
        "or plan (day is a fiscal year, or the first day it holds on); docs/money.md says more. The file may be "
        "missing where nobody pays in another currency.",
        "rates: rates.csv",
    ),
    Setting(
        "backups",
        "as below",
        "When a served centre is backed up by itself, where to, and how many backups are kept; `no`: only by "
        "`fourscore backup`. See backups.md.",
        "backups: {at: 01:30, to: /mnt/backup/northgate, monthly: 12}",
    ),
    Setting("backups.at", "02:00", "The hour, by the wall clock of the reporting zone.", 'at: "01:30"'),
    Setting("backups.to", "backups", "The folder, as seen from the centre's; better on another disk.",
            "to: /mnt/backup/northgate"),
    Setting("backups.daily", "7", "Of how many days, the last ones with a nightly backup, one is kept.", "daily: 14"),
    Setting("backups.weekly", "4", "Of how many weeks before.", "weekly: 8"),
    Setting("backups.monthly", "3", "Of how many months before.", "monthly: 12"),
    *NETWORK,
    *MAIL,
)

def names_in(table: tuple[Setting, ...], inside: str = "") -> list[str]:
    """The plain names that may stand at the top (`inside` empty) or inside one list (`sites`), in the table's order."""
    start = f"{inside}." if inside else ""
    found = [row.name[len(start) :] for row in table if row.name.startswith(start)]
    return [name for name in found if "." not in name]
