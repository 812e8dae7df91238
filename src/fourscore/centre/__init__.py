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
from fourscore.centre.reports import reconcile
from fourscore.centre.setup.guided import bring_in_calls, everything_asked, file_of_calls, tried
from fourscore.centre.setup.stages import gates
from fourscore.centre.setup.stages import sign as sign_stage
from fourscore.centre.sniffing import Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sources import Configured, Kind, kinds_there, sources_of

__all__ = [
    "Centre",
    "Configured",
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
    "Sniffed",
    "Taken",
    "add_token",
    "bring_in_calls",
    "close_month",
    "enter",
    "entries",
    "entry_lines",
    "everything_asked",
    "file_of_calls",
    "forget",
    "gates",
    "init",
    "keep",
    "kinds_there",
    "months",
    "reconcile",
    "reopen_month",
    "sign_stage",
    "sniff_for",
    "sources_of",
    "tried",
    "withdraw",
    "written_into",
]
