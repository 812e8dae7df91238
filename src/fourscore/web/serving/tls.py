"""This file is about TLS of our own: the certificate, and a renewed one taken up while pages are served."""

from __future__ import annotations

import ssl
from contextlib import suppress
from pathlib import Path

from fourscore.terms import Issue, Trouble, said

Stamp = tuple[tuple[int, int], ...]


class Certificate:
    """A certificate and its key. `context` is what connections are greeted with; each looks for a renewed one."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """Raises Trouble `bad-certificate`."""
        self.certificate, self.key = certificate, key
        self._stamp = self._stamped()
        self.context = self._newest = self._context()
        self.context.sni_callback = self._greet

    def _greet(self, connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        """Each new connection gets the newest certificate; one half written leaves the one before in place."""
        with suppress(Trouble):
            stamp = self._stamped()
            if stamp != self._stamp:
                self._newest = self._context()
                self._stamp = stamp
        connection.context = self._newest

    def _context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        try:
            context.load_cert_chain(self.certificate, self.key, password=_no_password)
        except (OSError, ValueError) as why:
            raise self._unusable(why) from None
        return context

    def _stamped(self) -> Stamp:
        """When the files were last written, by which a renewed certificate is noticed."""
        try:
            there = [path.stat() for path in (self.certificate, self.key)]
        except OSError as why:
            raise self._unusable(why) from None
        return tuple((one.st_mtime_ns, one.st_size) for one in there)

    def _unusable(self, why: Exception) -> Trouble:
        if isinstance(why, ssl.SSLError) and "KEY_VALUES_MISMATCH" in str(why):
            what = said("The key is not the certificate's.")
        elif isinstance(why, ssl.SSLError):
            what = said("One of the two files is not in PEM form, or holds something else.")
        elif isinstance(why, OSError):
            what = said("{what} cannot be read: {strerror}.", what=why.filename or 'One of the two files',
                        strerror=why.strerror)
        else:
            what = said("The key needs a password.")
        return Trouble(Issue("bad-certificate", str(self.certificate), what,
                             said("Name the file of the certificate with its chain, and of its key without a "
                                  "password.")))


def _no_password() -> str:
    """Nobody is there to type one when the pages start."""
    raise ValueError("a password")
