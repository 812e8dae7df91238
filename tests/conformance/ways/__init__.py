"""This file is about every way the recorded day is told: one file each, called as its source is."""

import importlib
import pkgutil

from recorded_day import Told

WAYS: dict[str, Told] = {
    found.name: importlib.import_module(f"ways.{found.name}").WAY for found in pkgutil.iter_modules(__path__)
}
