"""This file is about the front door of the centre: opening one, writing a new one, and trusting its numbers."""

from fourscore.centre.begin import init
from fourscore.centre.centre import Centre
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.reports import reconcile

__all__ = ["Centre", "Doctor", "FillAge", "init", "reconcile"]
