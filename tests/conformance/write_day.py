"""This file is about writing the recorded day's files anew: run it after a change of `told.txt`."""

from recorded_day import DAY
from ways import WAYS

for way in WAYS.values():
    for name, made in way.files.items():
        (DAY / name).write_text(made(), encoding="utf-8", newline="\n")
