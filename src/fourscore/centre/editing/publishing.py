"""This file is about putting a draft in force: into strategy.yaml, and published with approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.editing.looking import look_at
from fourscore.centre.editing.naming import carrying
from fourscore.centre.editing.standing import SAVED, file_of, meanwhile, noted, stands, told, who
from fourscore.centre.publishing.strategies import SET_UP, approved, publish_strategy, reasoned
from fourscore.centre.setup.stages import shut_before
from fourscore.centre.written import STRATEGY
from fourscore.office import drafts
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Publication


class BeforePublishing(NamedTuple):
    """What whoever publishes looks at. versus_file, versus_last: what the draft says otherwise than the file, and than
    the version published last, in words; None where one of them cannot be read. newest: that version's number, 0 where
    there is none. standing: what keeps it back.
    """

    versus_file: list[str] | None
    versus_last: list[str] | None
    newest: int
    standing: tuple[Issue, ...]


def before_publishing(centre: Centre, *, gates: bool = True) -> BeforePublishing:
    """What differs, and what stands in the way; gates: whether that is asked, which takes a while."""
    from fourscore.scoring import strategies
    from fourscore.strategy import blocking

    there, kept = stands(centre), strategies(centre.office)
    checked = look_at(centre, there.text)
    found = told(centre, there.file, there.text)
    last = told(centre, kept[-1].text, there.text) if kept else []
    stops = [finding.issue for finding in blocking(checked.findings)]
    return BeforePublishing(
        None if found is None else [one.words for one in found], None if last is None else [one.words for one in last],
        kept[-1].number if kept else 0, (*stops, *(shut_before(centre, SET_UP, checked) if gates else ())))


def save_draft(centre: Centre, seen: str) -> bool:
    """Put the draft into strategy.yaml; False where it says the same already.

    Raises Trouble `changed-meanwhile` where the draft, or the file beside it, was changed.
    """
    from fourscore.strategy import stamp

    there = stands(centre)
    if there.seen != seen:
        raise meanwhile()
    draft = there.draft
    if draft is None:
        return False
    if there.outside:
        raise Trouble(Issue("changed-meanwhile", STRATEGY, said("strategy.yaml was changed beside the draft."),
                            said("Bring that into the draft, or put the draft over it; then save.")))
    if there.changed:
        file = file_of(centre)
        file.text = there.text
        file.save(stamp(draft.base.encode()))
    changes = noted(centre, draft.base, there.text) if there.changed else ()
    drafts.end(centre.office, draft.number, draft.here, SAVED, changes, by=who(centre), now=centre.now(),
               also=carrying(centre, draft))
    centre.anew()
    return there.changed


def publish_draft(centre: Centre, by: str, why: str, seen: str, newest: int) -> Publication:
    """Put the draft into strategy.yaml and publish it. newest: the version it was compared with.

    What keeps it back (approval, errors, gates) is found before the file is touched. Raises as `save_draft` and
    `publish_strategy` do.
    """
    from fourscore.strategy import blocking

    approved(centre, "strategy", by, reasoned(why))
    there = stands(centre)
    if there.seen != seen:
        raise meanwhile()
    checked = look_at(centre, there.text)
    if stops := [finding.issue for finding in blocking(checked.findings)]:
        raise Trouble(*stops,
                      Issue("publishing-blocked", STRATEGY,
                            said("{count} of what the rules say of the draft must be mended first.", count=len(stops)),
                            said("Each stands beside its thing in the editor.")))
    if shut := shut_before(centre, SET_UP, checked):
        raise Trouble(*shut)
    save_draft(centre, seen)
    return publish_strategy(centre, by, why, seen=newest)
