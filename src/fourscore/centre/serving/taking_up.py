"""This file is about settings that are changed while a centre is served: taken up once they are whole, or told of.

Taking them up is what `load` does first: they are read again and, where facts hang on them, these are restated. A text
with mistakes changes nothing: what it said before holds, and data health and the log tell what is wrong with it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fourscore.centre.access.at_once import rights_stamps
from fourscore.centre.serving.repeated import Repeated
from fourscore.centre.written import Stamp, stamp
from fourscore.settings import read_settings
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.settings import Settings

LOG = logging.getLogger("fourscore.settings")


def address_of(centre: Centre) -> str:
    """The address people reach the pages by: where they are served now, else where centre.yaml would have them."""
    return centre.served_at or centre.settings.network.address()


class TakingUp(Repeated):
    """Looks whether centre.yaml, people.yaml or the rates were changed, and takes up what they say.

    A file is left alone until it looks the same twice, so that none is read while it is being written.
    """

    called, tick_s, wrong, log = "settings", 2.0, "changed settings could not be taken up", LOG

    def __init__(self, centre: Centre) -> None:
        super().__init__()
        self.centre = centre
        self._began = centre.settings
        self._read = self._there = self._stamps()

    def look(self) -> bool:
        """One round. Whether something was taken up."""
        before, self._there = self._there, self._stamps()
        if self._there != before or (self._there == self._read and not self.centre.not_taken_up):
            return False
        settings, issues = read_settings(self.centre.folder)
        if settings is None:
            self._tell(issues)
            self._read = self._there
            return False
        taken = settings != self.centre.settings
        if taken:
            try:
                self.centre.restate_if_needed()
            except Trouble as trouble:
                if trouble.issues[0].name != "load-running":
                    raise
                return False  # a long load runs; it is taken up after it
            LOG.warning("the settings were changed, and are taken up")
        self._read = self._there
        self._tell(_at_the_next_start(self._began, self.centre.settings))
        return taken

    def _tell(self, issues: list[Issue]) -> None:
        """Tell of what is not taken up, in the log once."""
        if (told := tuple(issues)) != self.centre.not_taken_up:
            self.centre.not_taken_up = told
            for issue in told:
                LOG.warning("%s", issue)

    def _stamps(self) -> tuple[Stamp, ...]:
        return *rights_stamps(self.centre.folder), stamp(self.centre.settings.rates_file)


def _at_the_next_start(began: Settings, now: Settings) -> list[Issue]:
    """Settings that are only read at the start, and say something else now."""
    changed = {"network": now.network != began.network,
               "sign_in.provider": now.sign_in.provider != began.sign_in.provider}
    remedy = said("It is read when serve starts: stop it with Ctrl-C, and start it again.")
    return [Issue("start-again", "centre.yaml",
                  said("{setting} was changed after serve had been started.", setting=name), remedy)
            for name, differs in changed.items() if differs]
