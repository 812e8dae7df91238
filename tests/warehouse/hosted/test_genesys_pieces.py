"""This file is about conversations that are fetched in any order and again: the facts are those of one load."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.hosted import Genesys


def at(minute: int) -> str:
    return f"2026-03-02T10:{minute:02}:00.000Z"


@st.composite
def copies(draw: st.DrawFn) -> list[str]:
    """Copies of three conversations, each as it stood at some minute: what came later is not in it yet."""
    told = []
    for name in draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=7)):
        until = draw(st.integers(1, 9))
        end = draw(st.sampled_from(("peer", "client", "transfer", "timeout")))

        def part(kind: str, began: int, ended: int, until: int = until, end: str = end) -> list[dict[str, Any]]:
            return [{"segmentType": kind, "segmentStart": at(began), "queueId": "q1",
                     **({"segmentEnd": at(ended), "disconnectType": end} if ended <= until else {})}
                    ] if began <= until else []

        people = [{"purpose": purpose, "userId": user, "sessions": [{"mediaType": media, "segments": segments}]}
                  for purpose, user, media, segments in (
                      ("customer", None, "voice", part("interact", 0, 8)),
                      ("acd", None, "voice", part("interact", 1, 3)),
                      ("agent", "u1", "voice", part("alert", 2, 3) + part("interact", 3, 5) + part("wrapup", 5, 7)),
                      ("acd", None, "callback", part("interact", 4, 6)), ("acd", None, "voice", part("interact", 6, 8)))
                  if segments]
        told.append(json.dumps({"conversationId": name, "conversationStart": at(0), "participants": people,
                                **({"conversationEnd": at(8)} if until >= 8 else {})}))
    return told


def loaded(hand: Any, loads: list[list[str]]) -> dict[str, Any]:
    """Everything that stands after each of these was put beside those before and loaded."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        source, _ = Genesys.configure("cloud", {"files": "*.json"}, "centre.yaml:1", folder)
        assert source is not None
        warehouse = Warehouse.open(folder / "data")
        for number, texts in enumerate(loads):
            (folder / f"{number}.json").write_text("\n".join(texts))
            warehouse.load([source], hand.agreed(), now=datetime(2026, 4, 1, tzinfo=UTC), progress=lambda *_: None)
        found = hand.dump(warehouse)
        if len(loads) > 1:
            warehouse.rebuild([source], hand.agreed(), now=datetime(2026, 4, 1, tzinfo=UTC))
            assert hand.dump(warehouse) == found
        warehouse.close()
        return found


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=copies(), draw=st.data())
def test_in_whatever_order_and_pieces(hand: Any, told: list[str], draw: st.DataObject) -> None:
    shuffled = draw.draw(st.permutations(told))
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(told)), max_size=3)))
    pieces = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(told)], strict=True) if start < end]
    assert loaded(hand, pieces) == loaded(hand, [told])
