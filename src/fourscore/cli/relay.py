"""This file is about carrying a verb out inside a running `serve`, which alone may hold the centre's file.

A socket in the centre's data folder, readable by its owner only (mode 0600); where there are no Unix sockets, or the
path is too long for one, a port on the loopback address whose number and secret token stand in a file of that mode.
Each message is one JSON object on a line. The answer is a run of `{"stream": …, "text": …}` and one `{"exit": code}`.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TextIO, cast

SOCKET, PORT = "serve.sock", "serve.port"
STARTING_S = 5.0  # a serve holds the file before it listens; it is longest on its way where much has to be restated
LONGEST_SOCKET_PATH = 100  # sockaddr_un holds 104 bytes on macOS, 108 on Linux

Verb = Callable[[Mapping[str, Any], "Streams"], int]


class Streams(NamedTuple):
    """Where a verb writes, and what the terminal at the other end can do."""

    out: TextIO
    err: TextIO
    width: int | None
    terminal: bool
    err_terminal: bool
    colour: bool

    @classmethod
    def here(cls) -> Streams:
        """This process's own streams."""
        colour = "NO_COLOR" not in os.environ
        return cls(sys.stdout, sys.stderr, None, sys.stdout.isatty(), sys.stderr.isatty(), colour)


class _Frames(io.TextIOBase):
    """Text written here travels as frames to the one who asked."""

    def __init__(self, name: str, connection: socket.socket, lock: threading.Lock) -> None:
        self.name, self.connection, self.lock = name, connection, lock

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            with self.lock:
                self.connection.sendall(json.dumps({"stream": self.name, "text": text}).encode() + b"\n")
        return len(text)


class Relay:
    """The serving side: accepts verbs and carries them out, each on a thread of its own."""

    def __init__(self, data: Path, verbs: Mapping[str, Verb]) -> None:
        self.data, self.verbs, self.token = data, verbs, ""
        self.listener = self._listen()
        self.thread = threading.Thread(target=self._accept, daemon=True, name="relay")

    def _listen(self) -> socket.socket:
        place = self.data / SOCKET
        forget(self.data)
        if hasattr(socket, "AF_UNIX") and len(os.fsencode(place.absolute())) <= LONGEST_SOCKET_PATH:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            mask = os.umask(0o177)  # the socket is born 0600: no moment at which another user could connect
            try:
                listener.bind(str(place.absolute()))
            finally:
                os.umask(mask)
        else:
            listener = socket.create_server(("127.0.0.1", 0))
            self.token = secrets.token_urlsafe(32)
            handle = os.open(self.data / PORT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as file:
                json.dump({"port": listener.getsockname()[1], "token": self.token}, file)
        listener.listen()
        return listener

    def start(self) -> Relay:
        self.thread.start()
        return self

    def close(self) -> None:
        self.listener.close()
        forget(self.data)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._answer, args=(connection,), daemon=True, name="verb").start()

    def _answer(self, connection: socket.socket) -> None:
        lock = threading.Lock()
        with connection:
            try:
                with connection.makefile("r", encoding="utf-8") as question:
                    asked = json.loads(question.readline())
                if not secrets.compare_digest(str(asked.get("token", "")), self.token):
                    return
                out = cast(TextIO, _Frames("out", connection, lock))
                err = cast(TextIO, _Frames("err", connection, lock))
                streams = Streams(
                    out, err, asked.get("width"), asked["terminal"], asked["err_terminal"], asked["colour"])
                code = self.verbs[asked["verb"]](asked["args"], streams)
                with lock:
                    connection.sendall(json.dumps({"exit": code}).encode() + b"\n")
            except (OSError, ValueError, KeyError):
                return  # the asker went away, or what it sent was no question


def forget(data: Path) -> None:
    """Remove what an earlier `serve` left behind."""
    for name in (SOCKET, PORT):
        (data / name).unlink(missing_ok=True)


def connect(data: Path) -> tuple[socket.socket, str] | None:
    """A connection to the `serve` that holds this data folder and its token, or None where none runs."""
    try:
        if hasattr(socket, "AF_UNIX") and (data / SOCKET).exists():
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(str((data / SOCKET).absolute()))
            except OSError:
                connection.close()
                raise
            return connection, ""
        if (data / PORT).exists():
            known = json.loads((data / PORT).read_text())
            return socket.create_connection(("127.0.0.1", known["port"]), timeout=None), known["token"]
    except (OSError, ValueError, KeyError):
        return None  # left behind by a serve that died: the file is free
    return None


def awaited(data: Path) -> tuple[socket.socket, str] | None:
    """The same of a serve that has the file and is only about to listen: its socket is waited for, briefly."""
    until = time.monotonic() + STARTING_S
    while (there := connect(data)) is None and time.monotonic() < until:
        time.sleep(0.05)
    return there


def carry_out(there: tuple[socket.socket, str], verb: str, args: Mapping[str, Any], streams: Streams) -> int:
    """Ask the running serve for a verb; print what it says; its exit code."""
    import shutil

    connection, token = there
    width = streams.width or shutil.get_terminal_size((100, 24)).columns
    asked = {"verb": verb, "args": dict(args), "token": token, "width": width, "terminal": streams.terminal,
             "err_terminal": streams.err_terminal, "colour": streams.colour}
    with connection:
        connection.sendall(json.dumps(asked).encode() + b"\n")
        with connection.makefile("r", encoding="utf-8") as answer:
            for line in answer:
                said = json.loads(line)
                if "exit" in said:
                    return int(said["exit"])
                stream = streams.out if said["stream"] == "out" else streams.err
                stream.write(said["text"])
                stream.flush()
    streams.err.write("The running serve went away before it had finished; what it had not committed is undone.\n")
    return 1
