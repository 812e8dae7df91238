"""This file is about the front door of the centre: opening one, and writing a new one."""

from fourscore.centre.begin import init
from fourscore.centre.centre import Centre
from fourscore.centre.doctor import Doctor, FillAge

__all__ = ["Centre", "Doctor", "FillAge", "init"]
