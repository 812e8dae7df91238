"""This file is about the front door of the centre: opening one, writing a new one, and keeping what it holds."""

from fourscore.centre.begin import init
from fourscore.centre.centre import Centre
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.keeping.ageing import keep
from fourscore.centre.keeping.closing import Month, Moved, close_month, months, reopen_month
from fourscore.centre.keeping.forget import Forgotten, Place, forget

__all__ = [
    "Centre",
    "Doctor",
    "FillAge",
    "Forgotten",
    "Month",
    "Moved",
    "Place",
    "close_month",
    "forget",
    "init",
    "keep",
    "months",
    "reopen_month",
]
