"""This file is about files people bring to a centre that is served: taken in, looked at, corrected, loaded, undone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.centre.access.asking import signed_in
from fourscore.centre.sniffing.entry import entry_lines
from fourscore.centre.sniffing.sniff import checked
from fourscore.centre.uploading import form, placing
from fourscore.centre.uploading.book import LOADED, LOADING, WAITING, Book, Upload
from fourscore.centre.uploading.limits import Limits
from fourscore.centre.uploading.look import Looked, files_for, look_apart, own_entry
from fourscore.centre.uploading.receive import Incoming
from fourscore.terms import Issue, Trouble, WrongUse, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.warehouse import LoadReport

LOG = logging.getLogger("fourscore.uploads")
Look = Callable[[Path, Path, "Mapping[str, Any] | None", Limits], Looked]
HERE = "this computer"


class Job:
    """A load under way. what, done, total: as `Centre.load` tells them; of: the file's number, empty for sources."""

    def __init__(self, of: str) -> None:
        self.of, self.what, self.done, self.total = of, said("Waiting for its turn"), 0, 0
        self.stopping, self.over = threading.Event(), threading.Event()
        self.issues: list[Issue] = []
        self.reports: list[LoadReport] = []

    def progress(self, what: str, done: int, total: int) -> None:
        self.what, self.done, self.total = what, done, total
        if self.stopping.is_set():
            raise Stopped


class Stopped(Exception):
    """Somebody stopped the load."""


class Uploads:
    """The door of one open centre for files; any thread may use it. One load runs at a time."""

    def __init__(self, centre: Centre, limits: Limits | None = None, look: Look = look_apart) -> None:
        self.centre, self.limits, self._look = centre, limits or Limits(), look
        self.job: Job | None = None
        self._lock, self._looking, self._settled = threading.RLock(), threading.Lock(), False

    @cached_property
    def book(self) -> Book:
        return Book(self.centre.folder / "data")

    # -- taking in -----------------------------------------------------------------------------------------------

    def begin(self, name: str, expected: int | None) -> Incoming:
        """A file comes in. Raises Trouble `too-many-waiting`, or as `Incoming` does."""
        self.settle()
        with self._lock:
            waiting = self.book.coming() + sum(one.state == WAITING for one in self.book.all())
            if waiting >= self.limits.waiting:
                raise Trouble(Issue("too-many-waiting", "the files that wait", said("{waiting} files wait already.",
                              waiting=waiting), said("Load them, or throw them away; then bring this one again.")))
            return Incoming(self.book.place(self.book.new_number()), name, self.limits, expected)

    def keep(self, came: Incoming) -> Upload:
        """Look at a file that came whole; from then on it waits. Nothing is kept of one that cannot be used.

        Raises Trouble `nothing-new` for one whose content is there already, else why it is turned away.
        """
        came.finish()
        try:
            self._refuse_known(came)
            looked = self._looked(came.path, None)
        except Trouble as trouble:
            came.drop()
            raise Trouble(*[one._replace(where=came.name) if one.where == str(came.path) else one
                            for one in trouble.issues]) from trouble
        except BaseException:
            came.drop()
            raise
        upload = Upload(came.folder.name, came.name, came.size, came.print, _who(), self.centre.now().isoformat(),
                        looked=looked.plain(), to=looked.fits[0] if looked.fits else "")
        self.book.keep(upload)
        return upload

    def _refuse_known(self, came: Incoming) -> None:
        there = placing.known_file(self.centre, came.size, came.print)
        if there is not None:
            raise Trouble(Issue("nothing-new", came.name, said("Nothing new: the source {there} has the same file "
                                "already, as {there2}.", there=repr(there[0]), there2=there[1]), said("Bring a file "
                                "with other rows.")))
        for one in self.book.all():
            if one.state == WAITING and (one.size, one.print) == (came.size, came.print):
                raise Trouble(Issue("nothing-new", came.name, said("The same file waits already, as {one}.",
                                    one=one.name), said("Go on with that one.")))

    # -- looking and correcting ----------------------------------------------------------------------------------

    def all(self) -> list[Upload]:
        self.settle()
        return self.book.all()

    def get(self, number: str) -> Upload:
        """Raises WrongUse `unknown-upload`."""
        self.settle()
        return self.book.get(number)

    def correct(self, number: str, version: int, entry: dict[str, Any], to: str) -> Upload:
        """Keep what somebody corrected, and try it. What is wrong stands in the upload's `found.issues`.

        Raises Trouble `changed-meanwhile` where somebody else did so since.
        """
        upload = self._opened(number, version)
        found, before = upload.found, upload.to
        upload.to = to if to in found.fits else ""
        entry = {**entry, "files": files_for(str(entry.get("name", "")), Path(upload.name).suffix)}
        if (entry, upload.to) == (found.entry, before) and not found.issues:
            return upload  # tried as it is
        names = [line.name for line in self.centre.settings.sources]
        issues = [] if upload.to else _bad_name(entry, names)
        self._tried(upload, found, entry, issues)
        upload.note = ""
        with self._lock:
            self._opened(number, version)
            self.book.keep(upload)
            return upload

    def _opened(self, number: str, version: int) -> Upload:
        upload = self._waiting(number)
        if upload.version != version:
            raise Trouble(Issue("changed-meanwhile", upload.name, said("Somebody corrected this file after you opened "
                                "it; theirs was kept."), said("Look at what it says now, and make your change once "
                                "more.")))
        return upload

    def _tried(self, upload: Upload, found: Looked, entry: dict[str, Any], issues: list[Issue]) -> None:
        """Try the entry on the file, or the source it goes to; what was guessed about it stays beside it."""
        tried = own_entry(self.centre.settings, upload.to) if upload.to else entry
        try:
            new = self._looked(self.book.place(upload.id) / upload.name, tried)
        except Trouble as wrong:
            new, issues = Looked(entry=entry, zone=found.zone), [*issues, *wrong.issues]
        new.entry, new.said, new.check, new.left, new.sure, new.fits = (
            entry, found.said, found.check, found.left, found.sure, found.fits)
        new.columns = new.columns or found.columns
        new.issues = [*(list(issue) for issue in issues), *new.issues]
        upload.looked = new.plain()

    def _looked(self, path: Path, entry: Mapping[str, Any] | None) -> Looked:
        """One at a time: each may take a good part of the memory."""
        with self._looking:
            return self._look(path, self.centre.folder, entry, self.limits)

    def form_of(self, upload: Upload) -> list[form.FactAsked]:
        """The fields of a table, to be corrected."""
        found = upload.found
        return form.asked(found.entry, found.columns, found.said) if found.entry.get("kind") == "table" else []

    def text_of(self, upload: Upload) -> str:
        """The source as it will stand in centre.yaml."""
        day = f"{self.centre.calendar.local(self.centre.now()):%Y-%m-%d}"
        return "\n".join(entry_lines(placing.source_of(upload, upload.by, day)))

    # -- loading -------------------------------------------------------------------------------------------------

    def start(self, number: str) -> Upload:
        """Load it, on a thread of its own. Raises Trouble `load-running`, or with what is still wrong with it."""
        with self._lock:
            upload = self._waiting(number)
            found = upload.found
            if not upload.to and found.issues:
                raise Trouble(*(Issue(*issue) for issue in found.issues))
            if not upload.to and (bad := _bad_name(found.entry, [x.name for x in self.centre.settings.sources])):
                raise Trouble(*bad)
            job = self._job(number)
            upload.state, upload.note, upload.issues = LOADING, "", []
            self.book.keep(upload)
            self._run(job, lambda: self._load(job, upload))
            return upload

    def load(self, names: Sequence[str]) -> Job:
        """Load what is new in these sources, or in all, on a thread of its own. Raises Trouble `load-running`."""
        with self._lock:
            job = self._job("")

            def work() -> None:
                try:
                    job.reports = self.centre.load(list(names) or None, job.progress)
                except Stopped:
                    job.issues = [Issue("load-stopped", "the load", said("It was stopped; what was not finished is "
                                        "undone."), said("Load once more when you like."))]
                except Trouble as wrong:
                    job.issues = list(wrong.issues)

            self._run(job, work)
            return job

    def stop(self, number: str) -> None:
        """Stop loading it, at the next place where that can be done. What is stored already stays."""
        job = self.job
        if job is not None and job.of == number:
            job.stopping.set()

    def drop(self, number: str) -> None:
        """Throw a file away that waits, or take a loaded one off the list; what was loaded stays."""
        with self._lock:
            upload = self.book.get(number)
            if upload.state == LOADING:
                raise WrongUse(Issue("load-running", upload.name, said("It is being loaded."), said("Stop the load "
                                     "first.")))
            if upload.state == WAITING:
                self._audit(upload, "thrown away")
            self.book.forget(upload)

    def settle(self) -> None:
        """What a process that died left behind: half a file is gone, a broken load is undone and waits."""
        with self._lock:
            if self._settled:
                return
            self._settled = True
            self.book.sweep()
            for upload in self.book.all():
                if upload.state != LOADING:
                    continue
                if upload.target and placing.is_loaded(self.centre, upload):
                    upload.state = LOADED
                    upload.note = said("The serve stopped just after it was loaded; all of it counts.")
                else:
                    self._undone(upload, said("The serve stopped while it was being loaded. Nothing of it counts yet."),
                                 ())
                self.book.keep(upload)

    def close(self) -> None:
        """Stop what is being loaded, and wait for that."""
        job = self.job
        if job is not None:
            job.stopping.set()
            job.over.wait()

    def _waiting(self, number: str) -> Upload:
        upload = self.book.get(number)
        if upload.state != WAITING:
            raise WrongUse(Issue("load-running", upload.name, said("It was loaded, or is being loaded."),
                                 said("Look at what came of it.")))
        return upload

    def _job(self, of: str) -> Job:
        if self.job is not None and not self.job.over.is_set():
            raise Trouble(Issue("load-running", str(self.centre.folder.name), said("A load of this centre is running "
                                "already."), said("Wait until it has finished, then try again.")))
        self.job = Job(of)
        return self.job

    def _run(self, job: Job, work: Callable[[], None]) -> None:
        def whole() -> None:
            try:
                work()
            except Exception as wrong:
                LOG.exception("a load failed")
                job.issues = [Issue("load-failed", "the load", said("It broke off: {__name__}. What was not finished "
                                    "is undone.", __name__=type(wrong).__name__), said("Try again; the terminal of the "
                                    "serve says more."))]
            finally:
                job.over.set()

        threading.Thread(target=whole, name="load", daemon=True).start()

    def _load(self, job: Job, upload: Upload) -> None:
        folder = self.book.place(upload.id)
        try:
            target = placing.place(self.centre, upload, folder)
            upload.target = target.relative_to(self.centre.folder).as_posix()
            self.book.keep(upload)
            if not upload.to:
                placing.enter(self.centre, upload, self.book.keep)
            job.progress(said("Looking for what is new"), 0, 0)
            job.reports = self.centre.load([upload.source], job.progress)
        except Stopped:
            self._undo(upload, said("Stopped. Nothing of it was kept in the centre; it waits."), ())
            return
        except Trouble as wrong:
            self._undo(upload, said("It could not be loaded, and waits."), wrong.issues)
            return
        except BaseException:
            self._undo(upload, "The load broke off, and nothing of it counts; it waits.", ())
            raise
        report = job.reports[0]
        if report.issues and not report.files:
            self._undo(upload, said("It could not be loaded, and waits."), report.issues)
            return
        upload.state, upload.issues = LOADED, [list(issue) for issue in report.issues]
        upload.result = {"rows": report.rows_read, "facts": dict(report.facts), "left_out": report.rows_left_out,
                         "aside": report.rows_set_aside, "replaced": report.replaced, "files": report.files}
        # Its rows stand where they are forgotten and deleted from; none stays in the book beside them.
        upload.looked = {**upload.looked, "shown": {}, "beside": [], "columns": []}
        upload.before = upload.after = ""
        self._audit(upload, f"loaded into the source {upload.source}")
        self.book.keep(upload)

    def _undo(self, upload: Upload, note: str, issues: Sequence[Issue]) -> None:
        """Unless it is stored after all."""
        if upload.target and placing.is_loaded(self.centre, upload):
            upload.state, upload.note, upload.issues = LOADED, said("It is loaded."), [list(issue) for issue in issues]
        else:
            self._undone(upload, note, issues)
        self.book.keep(upload)

    def _undone(self, upload: Upload, note: str, issues: Sequence[Issue]) -> None:
        upload.state, upload.note, upload.issues = WAITING, note, [list(issue) for issue in issues]
        try:
            placing.take_back(self.centre, upload, self.book.place(upload.id))
        except Trouble as wrong:
            upload.issues += [list(issue) for issue in wrong.issues]

    def _audit(self, upload: Upload, what: str) -> None:
        from fourscore.office import Audit

        with self.centre.office.writing() as session:
            session.add(Audit(at=self.centre.now(), who=upload.by, thing="file", name=upload.name, old=None, new=what))


def _who() -> str:
    return signed_in() or HERE


def _bad_name(entry: Mapping[str, Any], taken: Sequence[str]) -> list[Issue]:
    try:
        checked(str(entry.get("name", "")), taken)
    except WrongUse as wrong:
        return [issue._replace(where="name") for issue in wrong.issues]
    return []
