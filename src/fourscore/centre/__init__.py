"""This file is about the front door of the centre: opening one, and writing a new one."""

from fourscore.centre.begin import init
from fourscore.centre.centre import Centre
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.keeping.forget import Forgotten, Place, forget

__all__ = ["Centre", "Doctor", "FillAge", "Forgotten", "Place", "forget", "init"]
