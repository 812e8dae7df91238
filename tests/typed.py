"""This file is about verbs as a person types them, carried out in the tests' own process.

A process of its own for each verb costs a second or two of imports; that the program starts as one is held by the tests
that need it to be: help, serve, being killed.
"""

import contextlib
import io
import os
import subprocess
from pathlib import Path
from unittest import mock


def fourscore(*words: str, at: Path | None = None, said: str = "", **env: str) -> "subprocess.CompletedProcess[str]":
    """What the verb wrote and its exit code, as of a process with these variables, in the folder `at`, that hears what
    is `said` and then nothing more."""
    from fourscore.cli import main

    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.ExitStack() as held:
        held.enter_context(mock.patch.dict(os.environ, env))
        held.enter_context(mock.patch("sys.stdin", io.StringIO(said)))
        held.enter_context(contextlib.redirect_stdout(out))
        held.enter_context(contextlib.redirect_stderr(err))
        if at is not None:
            held.enter_context(contextlib.chdir(at))
        try:
            main(list(words))
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else int(left.code is not None)
    told, said_beside = (stream.getvalue().replace("\r\n", "\n") for stream in (out, err))
    return subprocess.CompletedProcess(words, code, told, said_beside)
