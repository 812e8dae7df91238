"""This file is about the front door of the centre: opening and writing one, its sources, trusting and keeping it."""

from fourscore.centre.begin import init
from fourscore.centre.centre import Centre
from fourscore.centre.choosing.trying import Backtested, backtest_metrics
from fourscore.centre.choosing.workbook import Imported, export_strategy, import_strategy
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.keeping.ageing import keep
from fourscore.centre.keeping.closing import Month, Moved, close_month, months, reopen_month
from fourscore.centre.keeping.entering import Kept, Said, enter, entries, withdraw
from fourscore.centre.keeping.forget import Forgotten, Place, forget
from fourscore.centre.live.follow import Follower
from fourscore.centre.live.intake import Intake, Taken
from fourscore.centre.live.tokens import add_token
from fourscore.centre.reports import reconcile
from fourscore.centre.sniffing import Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sources import Configured, Kind, kinds_there, sources_of

__all__ = [
    "Backtested",
    "Centre",
    "Configured",
    "Doctor",
    "FillAge",
    "Follower",
    "Forgotten",
    "Imported",
    "Intake",
    "Kept",
    "Kind",
    "Month",
    "Moved",
    "Place",
    "Said",
    "Sniffed",
    "Taken",
    "add_token",
    "backtest_metrics",
    "close_month",
    "enter",
    "entries",
    "entry_lines",
    "export_strategy",
    "forget",
    "import_strategy",
    "init",
    "keep",
    "kinds_there",
    "months",
    "reconcile",
    "reopen_month",
    "sniff_for",
    "sources_of",
    "withdraw",
    "written_into",
]
