"""This file is about what all pages of the editor share: where the draft stands, its steps back, what the rules say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourscore.centre import Standing, look_at, stands
from fourscore.strategy import StrategyText
from fourscore.terms import said
from fourscore.web.words import Notes, moment_word, notes_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from fourscore.centre import Checked
    from fourscore.web.pages import Frame

PATH = "/edit"
DONE = {
    "kept": said("Kept in the draft"), "same": said("That is what the draft says already."),
    "undo": said("The last step is undone."), "redo": said("The step is made again."),
    "drop": said("The draft is dropped. Its steps stay on record."), "save": said("The draft stands in strategy.yaml."),
    "bring": said("What was changed in the file is in the draft."),
    "over": said("The draft stands over what was changed in the file."),
    "published": said("The strategy is published."),
}
TABS = ((said("The strategy"), PATH), (said("Its text"), f"{PATH}/text"), (said("What changed"), f"{PATH}/changes"),
        (said("Publish"), f"{PATH}/publish"))


class Desk:
    """Where the strategy of one centre is edited. What the rules say of a text is asked once."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._looked: tuple[object, Checked | None] = (None, None)

    @property
    def centre(self) -> Any:
        return self.frame.centre

    def text_of(self, text: str) -> StrategyText:
        """A text, to be read place by place."""
        return StrategyText(self.frame.centre.folder / "strategy.yaml", text.encode())

    def stands(self) -> Standing:
        return stands(self.frame.centre)

    def checked(self, there: Standing) -> Checked:
        """What the rules of a text say of what is being edited."""
        centre = self.frame.centre
        state = (there.seen, centre.told, centre.calendar.local(centre.now()).date())
        kept, checked = self._looked
        if checked is None or kept != state:
            checked = look_at(centre, there.text)
            self._looked = (state, checked)
        return checked

    def notes(self, there: Standing) -> Notes:
        return notes_of(self.checked(there))

    def render(self, template: str, request: Request, there: Standing, *, status: int = 200, tab: str = "",
               **context: Any) -> HTMLResponse:
        """A page of the editor, with the bar over it."""
        done = request.query_params.get("done", "") if request.method != "POST" else ""
        context.setdefault("title", said("Edit the strategy"))
        return self.frame.render(
            f"editor/{template}", status=status, here=PATH, tabs=TABS, tab=tab or PATH, bar=self.bar(there),
            back=request.url.path if request.method != "POST" else tab or PATH, done=self._done(there, done), **context)

    def bar(self, there: Standing) -> dict[str, Any]:
        """Where the draft stands, in words, and what undoing and redoing would do."""
        draft, local = there.draft, self.frame.centre.calendar.local
        told = {step.number: step.said for step in draft.steps} if draft else {}
        last = draft.way[-1] if draft and draft.before is not None else None
        return {
            "seen": there.seen, "draft": draft is not None, "changed": there.changed, "outside": there.outside,
            "steps": len(draft.way) - 1 if draft else 0, "by": draft.by if draft else "",
            "since": moment_word(local(draft.at)) if draft else "",
            "undo": told.get(draft.here, "") if draft and draft.before is not None else "",
            "redo": told.get(draft.next, "") if draft and draft.next is not None else "",
            "last": said("{who}, {when}", who=last.by, when=moment_word(local(last.at))) if last else "",
        }

    def _done(self, there: Standing, done: str) -> str:
        told = DONE.get(done, "")
        if done == "kept" and there.draft is not None:
            return said("{done}: {step}", done=told, step=there.draft.way[-1].said)
        return told
