"""This file is about the one place where drawn text becomes markup that a page may carry as it is."""

from __future__ import annotations

from markupsafe import Markup, escape

from fourscore.terms import spoken


def drawn(svg: str) -> Markup:
    """SVG made by these drawings, in which every word that came from outside has been escaped already."""
    return Markup(svg)  # noqa: S704 - the drawings escape each label where they put it


def worded(text: str) -> Markup:
    """A text of a drawing in the language of who reads, neutralised."""
    return escape(spoken(text))
