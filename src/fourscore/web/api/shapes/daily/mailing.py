"""This file is about the shapes of what is sent by mail."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fourscore.web.api.shapes.words import Body, Count, Moment, Shape

What = Annotated[str, Field(max_length=40, examples=["scorecard"], description="scorecard, review, digest, or "
                            "view:NUMBER of a saved view.")]
Address = Annotated[str, Field(max_length=260, examples=["ada@example.org"])]
Scope = Annotated[str, Field(max_length=200, examples=["team:Blues"], description="Empty for the whole centre.")]
Form = Annotated[str, Field(max_length=10, examples=["pdf"], description="pdf, pptx, xlsx, or text in the mail alone.")]
Every = Annotated[str, Field(max_length=20, examples=["weekly"], description="daily, weekly or monthly.")]
Hour = Annotated[int, Field(ge=0, le=23, examples=[7], description="By the centre's clock.")]
Language = Literal["en", "de", "es", "ar"]
Speaks = Annotated[Literal["", "en", "de", "es", "ar"], Field(
    examples=["de"], description="The language it is sent in, unless your account keeps one; empty for English.")]


class SubscriptionShape(Shape):
    """What you are sent, when and to where."""

    number: Count
    what: What
    scope: Scope
    address: Address
    form: Form
    every: Every
    hour: Hour
    made_at: Moment
    language: Speaks = ""


class Subscribe(Body):
    """What is to be sent; it goes out as long as you may see it."""

    what: What
    address: Address
    every: Every
    hour: Hour = 7
    scope: Scope = ""
    form: Form = "text"
    language: Speaks = ""
