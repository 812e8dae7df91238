"""This file is about the built scripts, styles and fonts: which file stands behind which name."""

from __future__ import annotations

import json
from pathlib import Path

from fourscore.terms import Issue, Trouble, said

STATIC = Path(__file__).parent / "static"


def built(folder: Path = STATIC / "built") -> dict[str, str]:
    """Plain name → address, such as "app.js" → "/static/built/app-6NCFT3QU.js".

    Raises Trouble with `pages-not-built` in a checkout that was never installed.
    """
    try:
        names = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Trouble(Issue(
            "pages-not-built", "fourscore/web/static/built", said("The pages' scripts and styles have not been "
                                                                  "built."),
            said("Install the project once more (pip install .), which builds them."),
        )) from None
    return {name: f"/static/built/{file}" for name, file in names.items()}
