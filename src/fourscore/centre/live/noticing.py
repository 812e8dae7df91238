"""This file is about what rules of figures say on the pages of a centre that is served: asked once, and then shown.

Such rules read two years of weeks, which no page can wait for. They are asked again when the last whole week, the day,
a text or what people typed is another; not with every load.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fourscore.centre.serving.repeated import Repeated
from fourscore.centre.written import STRATEGY, metrics_stamp, stamp
from fourscore.terms import Trouble

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.strategy import Finding

LOG = logging.getLogger("fourscore.live")


class Noticed:
    """What the rules of figures said last, and of which state of the centre."""

    def __init__(self) -> None:
        self.number = 0  # another each time, so that pages are made anew
        self._kept: tuple[object, tuple[Finding, ...]] = (None, ())

    def of(self, texts: object) -> tuple[Finding, ...]:
        """What they said of these texts; nothing where they have not been asked of them yet."""
        there, findings = self._kept
        return findings if there == texts else ()

    def keep(self, texts: object, findings: tuple[Finding, ...]) -> None:
        self._kept = (texts, findings)
        self.number += 1


def texts_of(centre: Centre) -> object:
    """What the findings are of: the strategy's text and the centre's own metrics, as they are now."""
    return stamp(centre.folder / STRATEGY), metrics_stamp(centre.folder)


class Noticer(Repeated):
    """Asks the rules of figures whenever what they hang on has changed."""

    called, tick_s, pace, wrong, log = "noticer", 2.0, 9, "the rules of figures could not be asked", LOG

    def __init__(self, centre: Centre) -> None:
        super().__init__()
        self.centre = centre
        self._asked_of: object = None

    def look(self) -> bool:
        """One round: ask them where something has changed. Whether they were asked."""
        state = self._state()
        if state is None or state == self._asked_of:
            return False
        self._asked_of = state
        centre = self.centre
        texts, alone = texts_of(centre), centre.checked(figures=False).findings
        told = tuple(finding for finding in centre.checked().findings if finding not in alone)
        centre.noticed.keep(texts, told)
        return True

    def _state(self) -> object:
        """What the rules hang on; nothing while there is nothing to ask them of."""
        centre = self.centre
        try:
            week = centre.last_week()
        except Trouble:
            return None
        return week, texts_of(centre), centre.settings, centre.typed, centre.calendar.local(centre.now()).date()
